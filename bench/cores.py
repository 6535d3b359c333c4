from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psutil


@contextmanager
def on_cores(*cores: int) -> Iterator[None]:
    """What is started in here runs on these cores, where the system can do that and has so many."""
    if not hasattr(os, "sched_setaffinity") or not set(cores) <= set(range(os.cpu_count() or 1)):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def cpu_seconds(process: psutil.Process) -> float:
    """The processor time that it has used since it started."""
    times = process.cpu_times()
    return float(times.user + times.system)
