"""How soon a change reaches the readers of every server: one Daphne and one uvicorn on one database."""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.figures import Delays
from tests.live.newsroom import Newsroom, newsroom

PAUSE_SECONDS = 0.15  # and a bit more each time, so that changes do not keep step with the search for them

Change = Callable[[int], dict[str, float]]


def measure(times: int, *, database: str = "", redis: str = "") -> dict[str, dict[str, float]]:
    with TemporaryDirectory() as folder:
        settings: dict[str, Any] = {
            "DATABASE_URL": database or f"sqlite:///{Path(folder) / 'bench.sqlite3'}",
            "REDIS_URL": redis,
        }
        with newsroom(**settings) as room:
            return {name: delays.as_json() for name, delays in told(room, times).items()}


def told(room: Newsroom, times: int) -> dict[str, Delays]:
    roads: dict[str, Change] = {"saved in the admin": room.edit, "ingested": room.ingest}
    found: defaultdict[str, list[float]] = defaultdict(list)
    for home in range(1, times + 2):
        for road, change in roads.items():
            time.sleep(PAUSE_SECONDS + random.random() * 0.05)
            for server, delay in change(home).items():
                if home > 1:  # the first change loads what all later ones use
                    found[f"{road}, read on {server}"].append(delay)
    return {name: Delays.of(delays) for name, delays in found.items()}
