"""All settings. What differs between machines is an environment variable; README.md lists them."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config import environment

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = environment.boolean("DEBUG", False)
SECRET_KEY = environment.secret("SECRET_KEY", debug=DEBUG)
ALLOWED_HOSTS = environment.hosts("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
if "*" in ALLOWED_HOSTS and not DEBUG:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts of this site; * is for DEBUG only.")
SITE_ORIGINS = environment.origins("SITE_ORIGINS")
BIND_ADDRESS = environment.address("BIND_ADDRESS", "127.0.0.1")
PORT = environment.whole_number("PORT", 8000, at_least=1, at_most=65535)
BEHIND_PROXY = environment.boolean("BEHIND_PROXY", False)
FORWARDED_ALLOW_IPS = environment.networks("FORWARDED_ALLOW_IPS", "127.0.0.1,::1")
DRAIN_SECONDS = environment.whole_number("DRAIN_SECONDS", 0 if DEBUG else 10, at_least=0, at_most=3600)
WEB_CONCURRENCY = environment.whole_number("WEB_CONCURRENCY", 1, at_least=1, at_most=256)
METRICS_ALLOW_IPS = environment.networks("METRICS_ALLOW_IPS", "127.0.0.1,::1")
METRICS_FOLDER = environment.text("PROMETHEUS_MULTIPROC_DIR")  # prometheus-client's own name
# Keys of providers: they come from the environment and stay there (feeds/transport/secrets.py).
API_FOOTBALL_KEY = environment.text("API_FOOTBALL_KEY")
FOOTBALL_DATA_TOKEN = environment.text("FOOTBALL_DATA_TOKEN")
THESPORTSDB_KEY = environment.text("THESPORTSDB_KEY")

INSTALLED_APPS = [
    "daphne",  # first, so that `runserver` speaks WebSocket
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "channels",
    "scores.live",
    "scores",
    "feeds",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.static.StaticFiles",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "config.outage.Outage",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASE: dict[str, Any] = environment.database("DATABASE_URL", f"sqlite:///{BASE_DIR / 'touchline.sqlite3'}")


def pooled(database: dict[str, Any]) -> dict[str, Any]:
    """PostgreSQL, by connections that are kept and looked at before use."""
    # Left to itself, the pool tries again more and more seldom, so that a long outage lasts twice as long for us.
    patience = {"timeout": 3, "reconnect_timeout": 3}
    options = {
        **database.get("OPTIONS", {}),
        "pool": {"min_size": 1, "max_size": 8, **patience},
        "connect_timeout": 3,  # seconds, of a machine that does not even refuse
        # A query that comes again is planned once: to plan the seven tables of a match takes longer than to read them.
        "server_side_binding": True,
        "prepare_threshold": 5,
    }
    # Under ASGI a connection that Django keeps is a leaked one; the pool keeps them instead.
    return {**database, "ENGINE": "config.postgresql", "CONN_MAX_AGE": 0, "OPTIONS": options}


if DATABASE["ENGINE"] == "django.db.backends.sqlite3":
    # SQLite has no row locks: a write transaction that takes the lock when it begins is the lock (design, section 8).
    DATABASE["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # With a write-ahead log NORMAL waits for the disk at checkpoints only: a process that is killed loses nothing,
        # a machine that loses power may lose the last commits (never in part), and feeds report these matches again.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-20000;",
    }
else:
    DATABASE = pooled(DATABASE)
DATABASES = {"default": DATABASE}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = environment.redis_url("REDIS_URL")


def redis_layer(url: str) -> dict[str, Any]:
    """How the channel layer speaks to Redis: a silent socket is not a dead one, though redis-py 8 thinks so."""
    return {"hosts": [{"address": url, "socket_timeout": 20, "socket_connect_timeout": 5}]}


CHANNEL_LAYERS: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": redis_layer(REDIS_URL)}
    if REDIS_URL
    else {"BACKEND": "channels.layers.InMemoryChannelLayer"}
}

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "admin/locked_out.html"
AXES_VERBOSE = False
LOGIN_URL = "admin:login"

LANGUAGE_CODE = "en-gb"
FORMAT_MODULE_PATH = "config.formats"
USE_TZ = True
TIME_ZONE = environment.text("TIME_ZONE", "UTC")
try:
    ZoneInfo(TIME_ZONE)
except (ZoneInfoNotFoundError, ValueError):
    raise ImproperlyConfigured(f"TIME_ZONE must be a name such as Europe/London, not {TIME_ZONE!r}.") from None

STATIC_URL = "static/"
STATIC_ROOT = environment.text("STATIC_ROOT", str(BASE_DIR / "staticfiles"))
WHITENOISE_USE_FINDERS = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "config.storage.StaticStorage"
    },
}

# Every script, style and picture is a file of ours; nothing is inline, so an injected tag does nothing.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SECURE_SSL_REDIRECT = environment.boolean("HTTPS", not DEBUG)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_SSL_REDIRECT else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_SSL_REDIRECT
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
CSRF_TRUSTED_ORIGINS = SITE_ORIGINS
X_FRAME_OPTIONS = "DENY"
# No form and no report is longer; config/bounds.py refuses what is before it is read. Django keeps the rest on disk.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
FILE_UPLOAD_MAX_MEMORY_SIZE = 65_536

# What a reader may follow, by the word before the dot, and how much (design, section 5).
LIVE_TOPICS = {
    "match": r"\d{1,18}",
    "competition": r"\d{1,18}",
    "team": r"\d{1,18}",
    "table": r"\d{1,18}",
    "day": r"\d{4}-\d{2}-\d{2}",
}
LIVE_SEARCH_SECONDS = 1.0 if REDIS_URL else 0.05
LIVE_CONNECTIONS = environment.whole_number("LIVE_CONNECTIONS", 20_000, at_least=1, at_most=10_000_000)
LIVE_CONNECTIONS_PER_ADDRESS = environment.whole_number(
    "LIVE_CONNECTIONS_PER_ADDRESS", 256, at_least=1, at_most=10_000_000
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "lines": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "format": ["levelname", "name", "message"],
            "rename_fields": {"levelname": "level", "name": "logger", "exc_info": "traceback"},
            "timestamp": "at",
            "json_ensure_ascii": False,
        },
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": environment.one_of("LOG_FORMAT", "lines", choices=("lines", "json")),
        }
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"django": {"level": "INFO"}},  # named, so that Django's own handlers do not write each line again
}
