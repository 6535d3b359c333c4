"""Those who ask for pages, on and on, and note each answer that is none."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

PAUSE_SECONDS = 0.05
PATIENCE = 20.0


@dataclass
class Visits:
    answered: int = 0
    slowest: float = 0.0  # seconds
    failed: list[str] = field(default_factory=list)


@contextmanager
def visitors(port: int, number: int, paths: Sequence[str]) -> Iterator[Visits]:
    visits, stop, lock = Visits(), threading.Event(), threading.Lock()

    def visit() -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        while not stop.is_set():
            for path in paths:
                began = time.monotonic()
                try:
                    line.request("GET", path)
                    answer = line.getresponse()
                    answer.read()
                    said = str(answer.status)
                except (OSError, http.client.HTTPException) as error:
                    line.close()
                    said = repr(error)
                with lock:
                    visits.answered += said == "200"
                    visits.slowest = max(visits.slowest, time.monotonic() - began)
                    visits.failed += [f"{path}: {said}"] if said != "200" else []
                stop.wait(PAUSE_SECONDS)
        line.close()

    threads = [threading.Thread(target=visit) for _ in range(number)]
    for thread in threads:
        thread.start()
    try:
        yield visits
    finally:
        stop.set()
        for thread in threads:
            thread.join(PATIENCE)
