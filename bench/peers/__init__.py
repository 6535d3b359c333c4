"""The servers that do the same job: one message to many readers of one document, over WebSocket."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import psutil

from bench.cores import cpu_seconds

MESSAGE_BYTES = 266


@dataclass(frozen=True)
class Peer:
    """A server that is running, how readers reach it, and how to give it a message for all of them."""

    port: int
    process: psutil.Process
    publish: Callable[[int], None]  # the message with this sequence
    path: str = "/"
    subprotocol: str = ""
    follow: str = ""  # what a reader says first
    ready: str = ""  # what stands in the message that answers it
    ack_every: int = 0
    first: int = 1  # the sequence to begin with

    @property
    def processes(self) -> list[psutil.Process]:
        return [self.process, *self.process.children(recursive=True)]

    def cpu_seconds(self) -> float:
        return sum(map(cpu_seconds, self.processes))

    def memory(self) -> int:
        return int(sum(process.memory_info().rss for process in self.processes))


def message(sequence: int) -> str:
    """What all of them send: as long as Touchline's own, and telling when it was published."""
    at = datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    frame = {"document": "match.1", "sequence": sequence, "at": at, "patch": {"score": {"home": sequence}, "note": ""}}
    text = json.dumps({"type": "frames", "frames": [frame]}, separators=(",", ":"))
    return text.replace('"note":""', '"note":"' + "x" * (MESSAGE_BYTES - len(text)) + '"')
