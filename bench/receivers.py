"""Thousands of readers in one compiled process, so that the server is what is measured."""

from __future__ import annotations

import json
import queue
import shutil
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from bench.peers import Peer

SOURCE = Path(__file__).resolve().parent / "receiver.c"
READY_SECONDS = 120


@dataclass(frozen=True)
class Received:
    """What all readers together were sent. Delays are in milliseconds, from the frame's time to the reader."""

    frames: int
    messages: int
    gaps: int
    differing: int  # frames that are not what another reader was sent
    states: int
    lost: int  # lines that the server closed
    refused: int  # attempts to connect
    cpu_seconds: float  # the receiver's own, since its start
    worst: float
    delays: list[tuple[float, int]]  # how many took so long

    @classmethod
    def of(cls, told: dict[str, Any]) -> Self:
        histogram = told.pop("histogram")
        told.pop("bytes")
        worst = told.pop("worst") / 1000
        return cls(**told, worst=worst, delays=[(microseconds / 1000, number) for microseconds, number in histogram])

    def percentile(self, percent: float) -> float:
        wanted = sum(number for _, number in self.delays) * percent / 100
        for delay, number in self.delays:
            wanted -= number
            if wanted <= 0:
                return delay
        return float("nan")


class Receivers:
    def __init__(self, peer: Peer, number: int, *, program: Path) -> None:
        command = [program, peer.port, number, peer.path, peer.subprotocol, peer.ack_every, peer.ready, peer.follow]
        self._process = subprocess.Popen(
            [str(word) for word in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._told: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def ready(self) -> float:
        """The seconds it took until all were connected and had what there is."""
        return float(self._await("ready", READY_SECONDS))

    def all_hold(self, seconds: float) -> int | None:
        """The next sequence that every reader holds; None if none comes in the time."""
        try:
            return int(self._await("all", seconds))
        except TimeoutError:
            return None

    def report(self) -> Received:
        self._say("report")
        while "frames" not in (told := self._next(30)):
            pass
        return Received.of(told)

    def reconnect(self, text: str) -> None:
        """Cut every line and connect again at once, saying this."""
        self._say(f"reconnect {text}")

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._told.put(json.loads(line))
        self._told.put(None)

    def _await(self, word: str, seconds: float) -> Any:
        while word not in (told := self._next(seconds)):
            pass
        return told[word]

    def _next(self, seconds: float) -> dict[str, Any]:
        try:
            told = self._told.get(timeout=seconds)
        except queue.Empty:
            raise TimeoutError from None
        if told is None:
            raise RuntimeError("The receiver ended.")
        return told


def compiled(folder: Path) -> Path | None:
    """The program; None where there is no compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        return None
    program = folder / "receiver"
    subprocess.run([compiler, "-O2", "-o", str(program), str(SOURCE)], check=True)
    return program
