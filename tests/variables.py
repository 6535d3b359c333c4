"""Every environment variable that the site reads; tests/test_docs.py holds this list against the code."""

from __future__ import annotations

VARIABLES = frozenset(
    {
        "ALLOWED_HOSTS",
        "API_FOOTBALL_KEY",
        "BEHIND_PROXY",
        "BIND_ADDRESS",
        "DATABASE_URL",
        "DEBUG",
        "DRAIN_SECONDS",
        "FOOTBALL_DATA_TOKEN",
        "FORWARDED_ALLOW_IPS",
        "HTTPS",
        "LIVE_CONNECTIONS",
        "LIVE_CONNECTIONS_PER_ADDRESS",
        "LOG_FORMAT",
        "METRICS_ALLOW_IPS",
        "PORT",
        "PROMETHEUS_MULTIPROC_DIR",
        "REDIS_URL",
        "SECRET_KEY",
        "SITE_ORIGINS",
        "STATIC_ROOT",
        "THESPORTSDB_KEY",
        "TIME_ZONE",
        "WEB_CONCURRENCY",
    }
)
