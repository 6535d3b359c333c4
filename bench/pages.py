"""A day with 200 matches: its page, asked for as fast as it goes, and its readers while 100 of the matches change."""

from __future__ import annotations

import re
import shutil
import subprocess
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil

from bench import sites
from bench.cores import cpu_seconds, on_cores
from bench.receivers import Program, Receivers
from tests import processes

HERE = Path(__file__).resolve().parent
MATCHES, CHANGING, EVERY_SECONDS = 200, 100, 2
CONNECTIONS = 16
LAST_SECONDS = 30.0
WAYS: dict[str, list[str]] = {
    "whole": [],
    "compressed": ["-H", "Accept-Encoding: gzip"],
    "unchanged": ["-s", str(HERE / "again.lua")],
}


@dataclass(frozen=True)
class Day:
    readers: int
    seconds: int


def measure(day: Day, *, program: Program, database: str = "", redis: str = "") -> dict[str, Any]:
    with ExitStack() as stack:
        settings = sites.production(Path(stack.enter_context(TemporaryDirectory())), database, redis)
        with on_cores(1):
            writer = stack.enter_context(processes.Talk("bench.writer", **settings))
            filled = writer.ask({"verb": "day", "matches": MATCHES, "live": CHANGING})
            made = writer.ask({"verb": "page", "path": filled["path"]})
        with on_cores(0):
            site = stack.enter_context(processes.uvicorn(**{"DEBUG": "0", **settings}))
        return {
            "made": made,
            "served": {} if shutil.which("wrk") is None else served(site, filled["path"], day.seconds),
            "followed": followed(site, writer, filled, day, program),
        }


def served(site: processes.Site, path: str, seconds: int) -> dict[str, int]:
    """Answers a busy core-second, by the way they are asked for."""
    server = psutil.Process(site.process.pid)
    found = {}
    for way, options in WAYS.items():
        asked(site, path, 1, options)
        busy = cpu_seconds(server)
        answers = asked(site, path, seconds, options)
        found[way] = round(answers / (cpu_seconds(server) - busy))
    return found


def asked(site: processes.Site, path: str, seconds: int, options: list[str]) -> int:
    command = [
        "wrk",
        "--threads=1",
        f"--connections={CONNECTIONS}",
        f"--duration={seconds}s",
        *options,
        site.url + path,
    ]
    with on_cores(1):
        return answers_in(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def answers_in(told: str) -> int:
    """How many answers wrk counted; with again.lua, how many of them said that nothing changed."""
    if "Non-2xx or 3xx" in told or "Socket errors" in told:
        raise AssertionError(told)
    counted = re.search(r"answers: (\d+) of 304", told) or re.search(r"(\d+) requests in", told)
    assert counted, told
    return int(counted[1])


def followed(
    site: processes.Site, writer: processes.Talk, filled: dict[str, Any], day: Day, program: Program
) -> dict[str, Any]:
    server = psutil.Process(site.process.pid)
    peer = sites.peer(site.port, server, filled["topic"])
    with on_cores(1), Receivers(peer, day.readers, program=program) as crowd:
        crowd.ready()
        crowd.report()
        busy = cpu_seconds(server)
        written = writer.ask({"verb": "play", "every": EVERY_SECONDS, "seconds": day.seconds})
        while (held := crowd.all_hold(LAST_SECONDS)) is not None and held < written["sequence"]:
            pass
        busy = cpu_seconds(server) - busy
        received = crowd.report()
    return {
        "readers": day.readers,
        "changes_a_second": round(written["changes"] / written["seconds"], 1),
        "frames_lost": written["updates"] * day.readers - received.frames,
        # Who is current is sent what everybody is; who fell behind was sent less, and more at once.
        "behind": received.messages % day.readers != 0,
        "gaps": received.gaps,
        "lines_lost": received.lost,
        "p50_ms": received.percentile(50),
        "p99_ms": received.percentile(99),
        "worst_ms": received.worst,
        "busy": round(busy / written["seconds"], 2),
    }
