"""Many readers of one match on one uvicorn process, on a core of its own, while the match changes."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil

from bench import sites
from bench.cores import cpu_seconds, on_cores
from bench.figures import Delays
from tests import processes


@dataclass(frozen=True)
class Load:
    readers: int
    a_second: int
    seconds: int


def measure(load: Load, *, database: str = "", redis: str = "") -> dict[str, Any]:
    with ExitStack() as stack:
        settings = sites.production(Path(stack.enter_context(TemporaryDirectory())), database, redis)
        with on_cores(0):
            site = stack.enter_context(processes.uvicorn(**{"DEBUG": "0", **settings}))
        with on_cores(1):
            writer = stack.enter_context(processes.Talk("bench.writer", **settings))
            match = writer.ask({"verb": "match"})
            server = psutil.Process(site.process.pid)
            empty = memory_once_warm(site.port, match["document"], server)
            readers = stack.enter_context(talk_of_readers(site.port, match["document"], load.readers))
            assert readers.hear() == "ready"
            full, busy = server.memory_info().rss, cpu_seconds(server)
            written = writer.ask(
                {**match, "verb": "score", "times": load.a_second * load.seconds, "a_second": load.a_second}
            )
            seen = readers.ask(written)
            busy = cpu_seconds(server) - busy
    return figures(load, written, seen, busy=busy, memory=full - empty)


def talk_of_readers(port: int, topic: str, number: int) -> processes.Talk:
    return processes.Talk("bench.readers", str(port), topic, str(number))


def memory_once_warm(port: int, topic: str, server: psutil.Process) -> int:
    """What the process holds when it has served somebody: code and caches are not a reader's memory."""
    with talk_of_readers(port, topic, 20) as readers:
        assert readers.hear() == "ready"
        return int(server.memory_info().rss)


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
