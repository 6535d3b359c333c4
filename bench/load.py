"""Many readers of one match on one uvicorn process, on a core of its own, while the match changes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil

from bench.figures import Delays
from tests import processes


@dataclass(frozen=True)
class Load:
    readers: int
    a_second: int
    seconds: int


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


@contextmanager
def on_cores(*cores: int) -> Iterator[None]:
    """What is started in here runs on these cores, where the system can do that and has so many."""
    if not hasattr(os, "sched_setaffinity") or not set(cores) <= os.sched_getaffinity(0):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def measure(load: Load, *, database: str = "", redis: str = "") -> dict[str, Any]:
    with ExitStack() as stack:
        settings = production(Path(stack.enter_context(TemporaryDirectory())), database, redis)
        with on_cores(0):
            site = stack.enter_context(processes.uvicorn(**{"DEBUG": "0", **settings}))
        with on_cores(1):
            writer = stack.enter_context(processes.Talk("bench.writer", **settings))
            match_id = writer.ask({"verb": "match"})
            server = psutil.Process(site.process.pid)
            empty = memory_once_warm(site.port, match_id, server)
            readers = stack.enter_context(talk_of_readers(site.port, match_id, load.readers))
            assert readers.hear() == "ready"
            full, busy = server.memory_info().rss, cpu_seconds(server)
            written = writer.ask(
                {"verb": "score", "match": match_id, "times": load.a_second * load.seconds, "a_second": load.a_second}
            )
            seen = readers.ask(written)
            busy = cpu_seconds(server) - busy
    return figures(load, written, seen, busy=busy, memory=full - empty)


def talk_of_readers(port: int, match_id: int, number: int) -> processes.Talk:
    return processes.Talk("bench.readers", str(port), f"match.{match_id}", str(number))


def memory_once_warm(port: int, match_id: int, server: psutil.Process) -> int:
    """What the process holds when it has served somebody: code and caches are not a reader's memory."""
    with talk_of_readers(port, match_id, 20) as readers:
        assert readers.hear() == "ready"
        return int(server.memory_info().rss)


def cpu_seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def figures(load: Load, written: dict[str, Any], seen: dict[str, Any], *, busy: float, memory: int) -> dict[str, Any]:
    delays = Delays.of(seen.pop("delays"))
    return {
        **seen,
        "updates": load.a_second * load.seconds,
        "seconds": round(written["seconds"], 2),
        "delays_ms": delays.as_json(),
        "frames_a_second": round(seen["frames"] / written["seconds"]),
        "server_cpu_seconds": round(busy, 2),
        "frames_a_busy_core_second": round(seen["frames"] / busy),
        "kilobytes_a_reader": round(memory / load.readers / 1024, 1),
    }
