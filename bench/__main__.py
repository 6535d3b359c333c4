"""Measure what we claim about speed, on this machine: `make bench`."""

from __future__ import annotations

import argparse
import json
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.load import Load, measure
from tests import processes

RESULTS = Path(__file__).resolve().parent / "results"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--readers", type=int, default=2000, help="readers of one match (%(default)s)")
    parser.add_argument("--updates", type=int, default=10, help="updates a second (%(default)s)")
    parser.add_argument("--seconds", type=int, default=10, help="for so long (%(default)s)")
    parser.add_argument("--grown", action="store_true", help="also on PostgreSQL and Valkey")
    return parser.parse_args()


def main() -> None:
    asked = arguments()
    load = Load(asked.readers, asked.updates, asked.seconds)
    results = {"SQLite": measure(load)}
    if asked.grown:
        with processes.postgresql() as database, processes.valkey() as redis:
            results["PostgreSQL and Valkey"] = measure(load, database=database, redis=redis)
    for where, found in results.items():
        print(told(where, load, found))
    print(f"\nKept in {keep(results).relative_to(RESULTS.parent.parent)}")
    if any(found["right"] != found["readers"] for found in results.values()):
        raise SystemExit("Some readers did not end with the database's state.")


def told(where: str, load: Load, found: dict[str, Any]) -> str:
    delays = found["delays_ms"]
    lines = {
        "readers with the database's state": f"{found['right']:,} of {found['readers']:,}",
        "delay, p50": f"{delays['p50']:.0f} ms",
        "delay, p99": f"{delays['p99']:.0f} ms",
        "delay, worst": f"{delays['worst']:.0f} ms",
        "frames a second": f"{found['frames_a_second']:,}",
        "frames a busy core-second": f"{found['frames_a_busy_core_second']:,}",
        "memory a reader": f"{found['kilobytes_a_reader']:.1f} KB",
    }
    head = f"\n{load.readers:,} readers of one match, {load.a_second} updates a second for {load.seconds} s, {where}"
    return "\n".join([head, *(f"  {name:<36}{value:>16}" for name, value in lines.items())])


def keep(results: dict[str, Any]) -> Path:
    RESULTS.mkdir(exist_ok=True)
    now = datetime.now(UTC)
    path = RESULTS / f"{now:%Y-%m-%dT%H%M%SZ}.json"
    machine = {"python": platform.python_version(), "system": platform.platform(), "processor": platform.processor()}
    path.write_text(json.dumps({"at": now.isoformat(), "machine": machine, "load": results}, indent=2) + "\n")
    return path


if __name__ == "__main__":
    main()
