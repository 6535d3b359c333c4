"""Measure what we claim about speed, on this machine, beside the servers that do the same: `make bench`."""

from __future__ import annotations

import argparse
import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench import chart, fanout, latency, load, pages, receivers, writes
from bench.cores import on_cores
from bench.peers.servers import PEERS
from tests import processes

RESULTS = Path(__file__).resolve().parent / "results"
PARTS = ("fanout", "latency", "load", "storm", "pages", "writes", "idle")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("what", nargs="*", metavar="part", help=f"of {', '.join(PARTS)}; all when none is named")
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
    if unknown := set(asked.what) - set(PARTS):
        parser.error(f"{', '.join(sorted(unknown))}: no part of the benchmark; there are {', '.join(PARTS)}")
    return asked


def main() -> None:
    asked = arguments()
    results: dict[str, Any] = {part: {} for part in PARTS if part in (asked.what or PARTS)}
    if "fanout" in results:
        results["fanout"] = measure_fanout(asked)
    for place in [asked.on] if asked.on else ["sqlite", "grown"]:
        if "latency" in results:
            with servers(place) as urls:
                results["latency"][place] = latency.measure(asked.changes, **urls)
            print(told_latency(place, results["latency"][place]), flush=True)
        if "load" in results:
            with servers(place) as urls:
                asked_load = load.Load(asked.readers or 1000, asked.updates, asked.seconds or 10)
                results["load"][place] = load.measure(asked_load, **urls)
            print(told_load(place, asked_load, results["load"][place]), flush=True)
        if "storm" in results:
            with servers(place) as urls:
                results["storm"][place] = load.storm(asked.readers or 5000, **urls)
            print(told_storm(place, results["storm"][place]), flush=True)
        if "writes" in results:
            with servers(place) as urls:
                results["writes"][place] = writes.measure(asked.rounds, **urls)
            print(told_writes(place, results["writes"][place]), flush=True)
        if "pages" in results:
            with servers(place) as urls, TemporaryDirectory() as folder:
                day = pages.Day(asked.readers or 1000, asked.seconds or 10)
                results["pages"][place] = pages.measure(day, program=receivers.program(Path(folder)), **urls)
            print(told_pages(place, results["pages"][place]), flush=True)
        if "idle" in results:
            with servers(place) as urls:
                results["idle"][place] = load.idle(asked.readers or 5000, asked.seconds or 60, **urls)
            print(told_idle(place, results["idle"][place]), flush=True)
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
            lines = [told_fanout(name, figures) for name, figures in found[str(readers)].items()]
            print("\n".join([FANOUT_HEAD.format(readers=readers), *lines]), flush=True)
    return found


FANOUT_HEAD = """
{readers:,} readers of one document: frames a busy core-second with one and with eight messages under way,
delay at an even pace, memory a reader, connections accepted a second"""


def told_fanout(name: str, found: dict[str, Any]) -> str:
    loops = "".join(
        f"{found[f'in_flight_{number}']['frames_a_busy_core_second']:>10,.0f}" for number in fanout.IN_FLIGHT
    )
    pace = found["open_loop"]
    lost = f"  {pace['frames_lost']:,.0f} frames lost" if pace["frames_lost"] else ""
    return (
        f"  {name:<40}{loops}   p50 {pace['p50_ms']:.0f} p99 {pace['p99_ms']:.0f} p999 {pace['p999_ms']:.0f} ms"
        f"  {found['kilobytes_a_reader']:.1f} KB  {found['accepted_a_second']:,.0f}/s{lost}"
    )


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
        "all readers with the database's state": "yes" if found["right"] else "NO",
        "delay, from commit": delays(found["from_commit_ms"]),
        "delay, from the update's time": delays(found["from_update_ms"]),
        "frames a busy core-second": f"{found['frames_a_busy_core_second']:,}",
        "memory a reader": f"{found['kilobytes_a_reader']:.1f} KB",
    }
    return "\n".join([head + PLACES[place], *(f"  {name:<40}{value}" for name, value in lines.items())])


def told_storm(place: str, found: dict[str, Any]) -> str:
    return (
        f"\n{found['readers']:,} readers that come back at once, {PLACES[place]}\n"
        f"  caught up in {found['caught_up_in_seconds']:.1f} s with {found['queries']} queries; "
        f"before that, {found['accepted_a_second']:,} accepted a second"
    )


def told_writes(place: str, found: dict[str, Any]) -> str:
    head = f"\nGoals a second that are stored and logged, {PLACES[place]}"
    lines = {
        f"{road}, {name.replace('_', ' ')}": f"{figure:,}"
        for road in writes.ROADS
        for name, figure in found[road].items()
    }
    board = f"a board of {writes.BOARD}, {writes.CHANGED} changed"
    return "\n".join([head, *(f"  {n:<40}{v}" for n, v in lines.items()), f"  {board:<40}{delays(found['board_ms'])}"])


def told_pages(place: str, found: dict[str, Any]) -> str:
    made, served, followed = found["made"], found["served"], found["followed"]
    lines = {
        "its page, made anew": f"{made['ms']} ms ({made['first_ms']} ms the first time), {made['queries']} queries, "
        f"{made['kilobytes']} KB",
        "served a busy core-second": "whole {whole:,}, compressed {compressed:,}, unchanged {unchanged:,}".format(
            **served
        )
        if served
        else "NOT measured: wrk is not installed",
        f"changes a second, {followed['readers']:,} readers": "{changes_a_second} (the server {busy:.0%} busy), "
        "p50 {p50_ms:.0f} p99 {p99_ms:.0f} worst {worst_ms:.0f} ms, {frames_lost} frames lost, {told}".format(
            **followed, told="SOME WERE BEHIND" if followed["behind"] else "nobody behind"
        ),
    }
    head = f"\nA day with {pages.MATCHES} matches of which {pages.CHANGING} change every {pages.EVERY_SECONDS} s, "
    return "\n".join([head + PLACES[place], *(f"  {name:<40}{value}" for name, value in lines.items())])


def told_idle(place: str, found: dict[str, Any]) -> str:
    head = f"\n{found['readers']:,} readers for {found['seconds']} s in which nothing happens, {PLACES[place]}"
    lines = {
        "of a core": f"{found['percent_of_a_core']:.1f} %",
        f"the same, with an ack every {load.ACK_SECONDS} s": f"{found['percent_with_acks']:.1f} %",
        "with twenty readers": f"{found['percent_with_twenty']:.1f} %",
        "memory a reader": f"{found['kilobytes_a_reader']:.1f} KB",
        "messages of life": f"{found['messages']:,}",
        "lines lost": f"{found['lost']}",
    }
    return "\n".join([head, *(f"  {name:<40}{value}" for name, value in lines.items())])


def delays(figures: dict[str, float]) -> str:
    return " ".join(f"{name} {figures[name]:.0f}" for name in ("p50", "p99", "p999", "worst")) + " ms"


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
