"""Measure what we claim about speed, on this machine, beside the servers that do the same: `make bench`."""

from __future__ import annotations

import argparse
import json
import os
import platform
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench import arrivals, chart, fanout, latency, load, pages, receivers, replays, telling, writes
from bench.cores import on_cores
from bench.peers.servers import PEERS
from tests import processes

RESULTS = Path(__file__).resolve().parent / "results"
FANOUT = "fanout"  # which is not of one database


@dataclass(frozen=True)
class Part:
    measure: Callable[[argparse.Namespace, dict[str, str]], dict[str, Any]]  # with the URLs of database and Redis
    told: Callable[[str, dict[str, Any]], str]


def measure_load(asked: argparse.Namespace, urls: dict[str, str]) -> dict[str, Any]:
    return load.measure(load.Load(asked.readers or 1000, asked.updates, asked.seconds or 10), **urls)


def measure_pages(asked: argparse.Namespace, urls: dict[str, str]) -> dict[str, Any]:
    with TemporaryDirectory() as folder:
        day = pages.Day(asked.readers or 1000, asked.seconds or 10)
        return pages.measure(day, program=receivers.program(Path(folder)), **urls)


def measure_feeds(asked: argparse.Namespace, urls: dict[str, str]) -> dict[str, Any]:
    return {"board_to_a_reader_ms": arrivals.measure(asked.changes, **urls), "replays": replays.measure(**urls)}


PARTS = {
    "latency": Part(lambda asked, urls: latency.measure(asked.changes, **urls), telling.told_latency),
    "load": Part(measure_load, telling.told_load),
    "silent": Part(
        lambda asked, urls: load.beside_silent(asked.updates, asked.seconds or 10, **urls), telling.told_silent
    ),
    "storm": Part(lambda asked, urls: load.storm(asked.readers or 5000, **urls), telling.told_storm),
    "writes": Part(lambda asked, urls: writes.measure(asked.rounds, **urls), telling.told_writes),
    "feeds": Part(measure_feeds, telling.told_feeds),
    "pages": Part(measure_pages, telling.told_pages),
    "idle": Part(lambda asked, urls: load.idle(asked.readers or 5000, asked.seconds or 60, **urls), telling.told_idle),
}
NAMES = [FANOUT, *PARTS]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("what", nargs="*", metavar="part", help=f"of {', '.join(NAMES)}; all when none is named")
    parser.add_argument("--on", choices=["sqlite", "grown"], help="on SQLite, or on PostgreSQL and Valkey, only")
    parser.add_argument(
        "--peer", action="append", type=str.lower, help="in the fan-out, only servers whose names contain this"
    )
    parser.add_argument(
        "--readers", type=int, help="readers (fan-out 1,000 and 5,000; load and pages 1,000; storm and idle 5,000)"
    )
    parser.add_argument("--updates", type=int, default=10, help="updates a second (%(default)s)")
    parser.add_argument("--seconds", type=int, help="for so long (10; idle 60; each part of the fan-out 4)")
    parser.add_argument(
        "--rounds", type=int, default=3, help="how often each server, and each way to write, is measured (%(default)s)"
    )
    parser.add_argument("--changes", type=int, default=50, help="changes on each road (%(default)s)")
    asked = parser.parse_args()
    if unknown := set(asked.what) - set(NAMES):
        parser.error(f"{', '.join(sorted(unknown))}: no part of the benchmark; there are {', '.join(NAMES)}")
    return asked


def main() -> None:
    asked = arguments()
    results: dict[str, Any] = {name: {} for name in NAMES if name in (asked.what or NAMES)}
    if FANOUT in results:
        results[FANOUT] = measure_fanout(asked)
    for place in [asked.on] if asked.on else ["sqlite", "grown"]:
        for name, part in PARTS.items():
            if name in results:
                with servers(place) as urls:
                    results[name][place] = part.measure(asked, urls)
                print(part.told(place, results[name][place]), flush=True)
    print(f"\nKept in {keep(results).relative_to(RESULTS.parent.parent)}")
    if not all(found["right"] for found in results.get("load", {}).values()):
        raise SystemExit("Some readers did not end with the database's state.")


def measure_fanout(asked: argparse.Namespace) -> dict[str, dict[str, Any]]:
    """By number of readers and by server. Every server has its turn in each round, and the medians count."""
    found: dict[str, dict[str, Any]] = {}
    with TemporaryDirectory() as folder, on_cores(1), processes.valkey() as redis:
        program = receivers.program(Path(folder))
        if program is receivers.IN_PYTHON:
            print("\nThere is no C compiler (cc): the readers are in Python, and bound the fastest servers.")
        for readers in [asked.readers] if asked.readers else [1000, 5000]:
            job = fanout.Job(readers, asked.seconds or 4, asked.updates)
            names = [name for name in PEERS if not asked.peer or any(part in name.lower() for part in asked.peer)]
            runs = fanout.rounds({name: PEERS[name] for name in names}, job, asked.rounds, redis, program)
            found[str(readers)] = {name: fanout.medians(measured) for name, measured in runs.items() if measured}
            lines = [telling.told_fanout(name, figures) for name, figures in found[str(readers)].items()]
            print("\n".join([telling.FANOUT_HEAD.format(readers=readers), *lines]), flush=True)
    return found


@contextmanager
def servers(place: str) -> Iterator[dict[str, str]]:
    if place == "sqlite":
        yield {}
    else:
        with processes.postgresql() as database, processes.valkey() as redis:
            yield {"database": database, "redis": redis}


VERSIONS = ("django", "channels", "channels-redis", "daphne", "uvicorn", "uvloop", "websockets", "redis")


def keep(results: dict[str, Any]) -> Path:
    RESULTS.mkdir(exist_ok=True)
    now = datetime.now(UTC)
    path = RESULTS / f"{now:%Y-%m-%dT%H%M%SZ}.json"
    machine = {
        "python": platform.python_version(),
        "system": platform.platform(),
        "cores": os.cpu_count(),
        "versions": {name: version(name) for name in VERSIONS},
    }
    path.write_text(json.dumps({"at": now.isoformat(), "machine": machine, **results}, indent=2) + "\n")
    for readers, measured in results.get("fanout", {}).items():
        path.with_name(f"fanout-{readers}.svg").write_text(drawn(int(readers), measured))
    return path


def drawn(readers: int, measured: dict[str, dict[str, Any]]) -> str:
    values = {name: found["in_flight_8"]["frames_a_busy_core_second"] for name, found in measured.items()}
    note = f"{readers:,} readers of one document, eight messages under way; more is better"
    ordered = dict(sorted(values.items(), key=lambda item: -item[1]))
    return chart.bars("Frames a busy core-second", note, ordered, ours="Touchline")


if __name__ == "__main__":
    main()
