"""How long a board's changes take from its bytes to a reader: a feed in one process, a server in another, a socket."""

from __future__ import annotations

import json
import time
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from websockets.sync.client import ClientConnection, connect

from bench import sites
from bench.figures import Delays
from bench.writes import CHANGED
from tests import processes

PATIENCE_SECONDS = 20
AT_MOST = 150  # milliseconds, half of the times
PAUSE_SECONDS = 0.2  # so that a board meets a server at rest, as polls do


def measure(times: int, *, database: str = "", redis: str = "") -> dict[str, float]:
    with ExitStack() as stack:
        settings = sites.production(Path(stack.enter_context(TemporaryDirectory())), database, redis)
        feed = stack.enter_context(processes.Talk("bench.scorers", **settings))
        topic = feed.ask({"verb": "open board"})
        site = stack.enter_context(processes.uvicorn(**{"DEBUG": "0", **settings}))
        socket = stack.enter_context(connect(site.socket_url, proxy=None, compression=None, max_size=None))
        socket.send(json.dumps({"type": "follow", "topics": [topic]}))
        while _heard(socket)["type"] != "followed":
            pass
        found = [_board(feed, socket) for _ in range(times + 1)]
        return Delays.of(found[1:]).as_json()  # the first loads what all later ones use


def _board(feed: processes.Talk, socket: ClientConnection) -> float:
    """Milliseconds from the first byte that is read to the last changed match that a reader has."""
    time.sleep(PAUSE_SECONDS)
    began = float(feed.ask({"verb": "next board"}))
    rows = 0
    while rows < CHANGED:
        rows += sum(frame["document"].startswith("row.") for frame in _heard(socket).get("frames", ()))
    return (time.time() - began) * 1000


def _heard(socket: ClientConnection) -> dict[str, Any]:
    message: dict[str, Any] = json.loads(socket.recv(timeout=PATIENCE_SECONDS))
    return message
