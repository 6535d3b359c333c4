"""Measure what we claim about speed, on this machine: `make bench`."""

from __future__ import annotations

import argparse
import json
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import latency, load
from tests import processes

RESULTS = Path(__file__).resolve().parent / "results"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("what", nargs="*", choices=["load", "latency", []], help="one of the two only")
    parser.add_argument("--on", choices=["sqlite", "grown"], help="on SQLite, or on PostgreSQL and Valkey, only")
    parser.add_argument("--readers", type=int, default=2000, help="readers of one match (%(default)s)")
    parser.add_argument("--updates", type=int, default=10, help="updates a second (%(default)s)")
    parser.add_argument("--seconds", type=int, default=10, help="for so long (%(default)s)")
    parser.add_argument("--changes", type=int, default=50, help="changes on each road (%(default)s)")
    return parser.parse_args()


def main() -> None:
    asked = arguments()
    results: dict[str, Any] = {"load": {}, "latency": {}}
    for place in [asked.on] if asked.on else ["sqlite", "grown"]:
        if "latency" in asked.what or not asked.what:
            with servers(place) as urls:
                results["latency"][place] = latency.measure(asked.changes, **urls)
            print(told_latency(place, results["latency"][place]), flush=True)
        if "load" in asked.what or not asked.what:
            with servers(place) as urls:
                asked_load = load.Load(asked.readers, asked.updates, asked.seconds)
                results["load"][place] = load.measure(asked_load, **urls)
            print(told_load(place, asked_load, results["load"][place]), flush=True)
    print(f"\nKept in {keep(results).relative_to(RESULTS.parent.parent)}")
    if any(found["right"] != found["readers"] for found in results["load"].values()):
        raise SystemExit("Some readers did not end with the database's state.")


@contextmanager
def servers(place: str) -> Iterator[dict[str, str]]:
    if place == "sqlite":
        yield {}
    else:
        with processes.postgresql() as database, processes.valkey() as redis:
            yield {"database": database, "redis": redis}


PLACES = {"sqlite": "SQLite, no Redis", "grown": "PostgreSQL and Valkey"}


def told_latency(place: str, found: dict[str, dict[str, float]]) -> str:
    head = f"\nA score, from its writing to a reader, {PLACES[place]}"
    lines = [f"  {name:<40}{delays(figures)}" for name, figures in found.items()]
    return "\n".join([head, *lines])


def told_load(place: str, load: load.Load, found: dict[str, Any]) -> str:
    head = f"\n{load.readers:,} readers of one match, {load.a_second} updates a second for {load.seconds} s, "
    lines = {
        "readers with the database's state": f"{found['right']:,} of {found['readers']:,}",
        "delay": delays(found["delays_ms"]),
        "frames a second": f"{found['frames_a_second']:,}",
        "frames a busy core-second": f"{found['frames_a_busy_core_second']:,}",
        "memory a reader": f"{found['kilobytes_a_reader']:.1f} KB",
    }
    return "\n".join([head + PLACES[place], *(f"  {name:<40}{value}" for name, value in lines.items())])


def delays(figures: dict[str, float]) -> str:
    return f"p50 {figures['p50']:.0f} ms, p99 {figures['p99']:.0f} ms, worst {figures['worst']:.0f} ms"


def keep(results: dict[str, Any]) -> Path:
    RESULTS.mkdir(exist_ok=True)
    now = datetime.now(UTC)
    path = RESULTS / f"{now:%Y-%m-%dT%H%M%SZ}.json"
    machine = {"python": platform.python_version(), "system": platform.platform(), "processor": platform.processor()}
    path.write_text(json.dumps({"at": now.isoformat(), "machine": machine, **results}, indent=2) + "\n")
    return path


if __name__ == "__main__":
    main()
