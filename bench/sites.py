from __future__ import annotations

from pathlib import Path
from typing import Any

from tests import processes


def production(folder: Path, database: str, redis: str) -> dict[str, Any]:
    """Settings of a production server on this machine, with everything ready to serve."""
    settings: dict[str, Any] = {
        "SECRET_KEY": "only-for-this-measurement-" + "0" * 40,
        "HTTPS": "0",
        "DATABASE_URL": database or f"sqlite:///{folder / 'bench.sqlite3'}",
        "REDIS_URL": redis,
        "STATIC_ROOT": str(folder / "static"),
        "LIVE_CONNECTIONS_PER_ADDRESS": "100000",
        "LIVE_CONNECTIONS": "100000",
    }
    processes.manage("migrate", "--verbosity", "0", **settings)
    processes.manage("collectstatic", "--noinput", "--verbosity", "0", **settings)
    return settings
