"""How fast recorded boards are played through the road of the feeds: as if they were polled, guard and log included."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests import processes
from tests.feeds.recordings import FEEDS

BOARDS = ("2015-02-22", "2016-02-06")
RECORDINGS = FEEDS
AT_LEAST = 200  # times as fast as it was, on SQLite


def measure(*, database: str = "", redis: str = "") -> dict[str, Any]:
    """By board; nothing where there are no recordings."""
    found: dict[str, Any] = {}
    if not RECORDINGS.is_dir():
        return found
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        settings = {
            "DEBUG": "1",
            "DATABASE_URL": database or f"sqlite:///{folder / 'boards.sqlite3'}",
            "REDIS_URL": redis,
        }
        processes.manage("migrate", "--verbosity", "0", **settings)
        for name in BOARDS:
            player = stack.enter_context(processes.Talk("bench.boards", **settings))
            found[name] = player.ask(name)
    return found
