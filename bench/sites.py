from __future__ import annotations

from pathlib import Path
from typing import Any

import psutil

from bench.peers import Peer
from scores.live import protocol
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


def peer(port: int, process: psutil.Process, topic: str) -> Peer:
    """How readers of a topic reach a site; what they are sent is up to somebody who changes a match."""
    return Peer(
        port,
        process,
        publish=lambda _: None,
        path="/live/",
        subprotocol=protocol.SUBPROTOCOL,
        follow=protocol.encode({"type": "follow", "topics": [topic]}),
        ready='"type":"followed"',
        ack_every=64,
    )
