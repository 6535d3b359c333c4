"""Thousands of readers in one compiled process, so that the server is what is measured; where there is no compiler, in
several processes of Python that do the same, and more slowly.
"""

from __future__ import annotations

import json
import queue
import shutil
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from bench.peers import Peer

SOURCE = Path(__file__).resolve().parent / "receiver.c"
ROOT = SOURCE.parent.parent
READY_SECONDS = 60


@dataclass(frozen=True)
class Program:
    """How a process of readers is started, and how many of them share the readers."""

    words: Sequence[str]
    processes: int = 1


IN_PYTHON = Program([sys.executable, "-m", "bench.receiver"], processes=2)


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
    kept: list[tuple[int, float]]  # sequence and delay of each frame of the first document, where that was asked for

    @classmethod
    def of(cls, several: Sequence[dict[str, Any]]) -> Self:
        """What each process told, together."""
        histogram: Counter[float] = Counter()
        for told in several:
            histogram.update({microseconds / 1000: number for microseconds, number in told["histogram"]})
        counts = ("frames", "messages", "gaps", "differing", "states", "lost", "refused", "cpu_seconds")
        return cls(
            **{word: sum(told[word] for told in several) for word in counts},
            worst=max(told["worst"] for told in several) / 1000,
            delays=sorted(histogram.items()),
            kept=[(sequence, delay / 1000) for told in several for sequence, delay in told["kept"]],
        )

    def percentile(self, percent: float) -> float:
        wanted = sum(number for _, number in self.delays) * percent / 100
        for delay, number in self.delays:
            wanted -= number
            if wanted <= 0:
                return delay
        return float("nan")


class Receivers:
    """Readers of one server, as many as asked for. `program` is what the function of that name gives."""

    def __init__(self, peer: Peer, number: int, *, program: Program) -> None:
        shares = [number // program.processes] * program.processes
        shares[0] += number - sum(shares)
        self._crowds = [_Crowd(peer, share, program.words) for share in shares if share]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for crowd in self._crowds:
            crowd.end()

    def ready(self) -> float:
        """The seconds it took until all were connected and had what there is."""
        return max(float(crowd.hear("ready", READY_SECONDS)) for crowd in self._crowds)

    def all_hold(self, seconds: float) -> int | None:
        """The next sequence that every reader holds; None if none comes in the time."""
        before = self._held()
        try:
            while (held := self._held()) == before:
                last = min(self._crowds, key=lambda crowd: crowd.held)
                last.held = int(last.hear("all", seconds))
        except TimeoutError:
            return None
        return held

    def _held(self) -> int:
        return min(crowd.held for crowd in self._crowds)

    def report(self) -> Received:
        for crowd in self._crowds:
            crowd.say("report")
        return Received.of([crowd.hear_report() for crowd in self._crowds])

    def keep(self) -> None:
        """Let reports hold the delay of each frame of the first document."""
        for crowd in self._crowds:
            crowd.say("keep")

    def pulse(self, seconds: float) -> None:
        """Let each acknowledge so often from now on, as browsers do, whether or not there is news."""
        for crowd in self._crowds:
            crowd.say(f"pulse {seconds}")

    def reconnect(self, text: str) -> None:
        """Cut every line and connect again at once, saying this."""
        for crowd in self._crowds:
            crowd.say(f"reconnect {text}")


class _Crowd:
    """One process of readers."""

    def __init__(self, peer: Peer, number: int, program: Sequence[str]) -> None:
        words = [peer.port, number, peer.path, peer.subprotocol, peer.ack_every, peer.ready, peer.follow]
        self._process = subprocess.Popen(
            [*program, *map(str, words)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.held = 0  # the newest sequence that all of them told they hold
        self._told: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()

    def end(self) -> None:
        self._process.kill()
        self._process.communicate()

    def say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def hear(self, word: str, seconds: float) -> Any:
        while word not in (told := self._next(seconds)):
            pass
        return told[word]

    def hear_report(self) -> dict[str, Any]:
        while "frames" not in (told := self._next(30)):
            pass
        return told

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._told.put(json.loads(line))
        self._told.put(None)

    def _next(self, seconds: float) -> dict[str, Any]:
        try:
            told = self._told.get(timeout=seconds)
        except queue.Empty:
            raise TimeoutError from None
        if told is None:
            raise RuntimeError("The receiver ended.")
        return told


def program(folder: Path) -> Program:
    """The compiled program; where there is no compiler, the one in Python."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        return IN_PYTHON
    compiled = folder / "receiver"
    subprocess.run([compiler, "-O2", "-o", str(compiled), str(SOURCE)], check=True)
    return Program([str(compiled)])
