"""How many changes a second the write road takes, and how long a feed's whole board."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from bench import sites
from bench.figures import Delays
from tests.processes import Talk

ROADS = ("entered", "reported")
WRITERS = 8
GOALS = 100  # of each writer: ten in each match of its league
GOALS_OF_A_STAGE = 12  # of each writer, which then has one match
BOARDS = 15
BOARD, CHANGED = 250, 5


def measure(rounds: int, *, database: str = "", redis: str = "") -> dict[str, Any]:
    with ExitStack() as stack:
        settings = sites.production(Path(stack.enter_context(TemporaryDirectory())), database, redis)
        writers = [stack.enter_context(Talk("bench.scorers", **settings)) for _ in range(WRITERS)]
        found: dict[str, Any] = {}
        for road in ROADS:
            asked = queries(writers[0], road)
            runs = [one_round(writers, road) for _ in range(rounds)]
            found[road] = {name: round(median(run[name] for run in runs)) for name in runs[0]} | {"queries": asked}
        found["board_ms"] = Delays.of(writers[0].ask({"verb": "board", "times": BOARDS})).as_json()
        found["board_of_two_ms"] = Delays.of(writers[0].ask({"verb": "board of two", "times": BOARDS})).as_json()
        return found


def queries(writer: Talk, road: str) -> int:
    return len(writer.ask({"verb": "queries", "road": road, "match": writer.ask({"verb": "league"})[0]}))


def one_round(writers: Sequence[Talk], road: str) -> dict[str, float]:
    """Changes a second: of one writer, of all in leagues of their own, of all in one league whose table they share."""
    first, *others = [writer.ask({"verb": "league"}) for writer in (writers[0], *writers)]
    shared = writers[0].ask({"verb": "league"})
    return {
        "one_writer": a_second(writers[:1], [first], road, GOALS),
        f"{WRITERS}_writers": a_second(writers, others, road, GOALS),
        f"{WRITERS}_writers_of_one_stage": a_second(writers, [[pk] for pk in shared[:WRITERS]], road, GOALS_OF_A_STAGE),
    }


def a_second(writers: Sequence[Talk], matches: Sequence[list[int]], road: str, times: int) -> float:
    def score(writer: Talk, those: list[int]) -> float:
        return float(writer.ask({"verb": "goals", "road": road, "matches": those, "times": times}))

    with ThreadPoolExecutor(len(writers)) as pool:
        return len(writers) * times / max(pool.map(score, writers, matches))
