"""Readers in Python, for machines without a compiler. Arguments, words and answers are those of receiver.c."""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import uvloop

from bench.websocket import ReaderSocket

CONNECTING_AT_ONCE = 256


@dataclass(frozen=True)
class Place:
    port: int
    readers: int
    path: str
    subprotocol: str
    ack_every: int
    ready: str


@dataclass
class Figures:
    """What was received since the last report."""

    frames: int = 0
    messages: int = 0
    bytes: int = 0
    states: int = 0
    gaps: int = 0
    differing: int = 0
    lost: int = 0
    refused: int = 0
    worst: int = 0
    delays: Counter[int] = field(default_factory=Counter)
    kept: list[tuple[int, int]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        used = resource.getrusage(resource.RUSAGE_SELF)
        told = {**vars(self), "cpu_seconds": round(used.ru_utime + used.ru_stime, 3)}
        told["histogram"] = sorted(told.pop("delays").items())
        return told


class Crowd:
    def __init__(self, place: Place, follow: str) -> None:
        self.place, self.follow = place, follow
        self.figures = Figures()
        self.keeping = False
        self.readers: list[Reader] = []
        self._first = ""  # document
        self._holders: Counter[int] = Counter()
        self._contents: dict[tuple[str, int], Any] = {}
        self._decoded: dict[bytes, list[dict[str, Any]]] = {}  # of the newest messages

    async def connect(self, at_once: int = CONNECTING_AT_ONCE) -> None:
        began = time.monotonic()
        gate = asyncio.Semaphore(at_once)
        self.readers = [Reader(self, number) for number in range(self.place.readers)]
        await asyncio.gather(*(reader.connect(gate) for reader in self.readers))
        tell(ready=round(time.monotonic() - began, 4))

    def decoded(self, text: bytes) -> list[dict[str, Any]]:
        """Of a message that everybody is sent, once."""
        if text not in self._decoded:
            if len(self._decoded) > 64:
                self._decoded.clear()
            self._decoded[text] = json.loads(text).get("frames", [])
        return self._decoded[text]

    def take(self, frame: dict[str, Any], held: int, now: float) -> None:
        name, sequence = frame["document"], frame["sequence"]
        self._first = self._first or name
        self.figures.frames += 1
        if "state" in frame:
            self.figures.states += 1
        else:
            self.figures.gaps += sequence != held + 1
            self.figures.differing += self._contents.setdefault((name, sequence), frame["patch"]) != frame["patch"]
            delay = round((now - datetime.fromisoformat(frame["at"]).timestamp()) * 1_000_000)
            self.figures.delays[delay] += 1
            self.figures.worst = max(self.figures.worst, delay)
            if self.keeping and name == self._first:
                self.figures.kept.append((sequence, delay))
        if name == self._first:
            first = held + 1 if held and "state" in frame else sequence  # a state holds what it skips
            for each in range(first, sequence + 1):
                self._hold(each)

    def _hold(self, sequence: int) -> None:
        self._holders[sequence] += 1
        if self._holders[sequence] == self.place.readers:
            tell(all=sequence)

    async def obey(self, line: str) -> None:
        word, _, text = line.partition(" ")
        if word == "report":
            tell(**self.figures.as_json())
            self.figures = Figures()
        elif word == "keep":
            self.keeping = True
        elif word == "reconnect":
            self.follow = text
            for reader in self.readers:
                reader.cut()
            await self.connect(at_once=self.place.readers)
        elif word == "pulse":
            self._pulse = asyncio.create_task(self._keep_pulsing(float(text)))

    async def _keep_pulsing(self, seconds: float) -> None:
        while True:
            for reader in self.readers:
                reader.acknowledge()
                await asyncio.sleep(seconds / len(self.readers))


class Reader:
    def __init__(self, crowd: Crowd, number: int) -> None:
        self._crowd = crowd
        self._held: dict[str, int] = {}
        self._frames = 0
        # Readers that came at different times acknowledge at different times.
        self._next_ack = 1 + number % crowd.place.ack_every if crowd.place.ack_every else 0
        self._ready = asyncio.Event()
        self._socket: ReaderSocket | None = None

    async def connect(self, gate: asyncio.Semaphore) -> None:
        place = self._crowd.place
        async with gate:
            while self._socket is None:
                socket = ReaderSocket(f"127.0.0.1:{place.port}", place.path, place.subprotocol, self.take)
                try:
                    await asyncio.get_running_loop().create_connection(lambda: socket, "127.0.0.1", place.port)  # noqa: B023
                    await socket.opened
                except OSError:
                    self._crowd.figures.refused += 1
                    continue
                self._socket = socket
        self._socket.closed.add_done_callback(self._lost)
        if self._crowd.follow:
            self._socket.say(self._crowd.follow.encode())
        if place.ready:
            await self._ready.wait()

    def take(self, text: bytes) -> None:
        now, place, figures = time.time(), self._crowd.place, self._crowd.figures
        figures.messages += 1
        figures.bytes += len(text)
        for frame in self._crowd.decoded(text):
            held = self._held.get(frame["document"], 0)
            if frame["sequence"] > held:
                self._crowd.take(frame, held, now)
                self._held[frame["document"]] = frame["sequence"]
                self._frames += 1
        if place.ready and place.ready.encode() in text:
            self._ready.set()
        if self._next_ack and self._frames >= self._next_ack and self._socket is not None:
            self._next_ack = self._frames + place.ack_every
            self.acknowledge(b',"delay_ms":0')

    def acknowledge(self, delay: bytes = b"") -> None:
        if self._socket is not None:
            self._socket.say(b'{"type":"ack","frames":%d%s}' % (self._frames, delay))

    def cut(self) -> None:
        if self._socket is not None:
            self._socket.closed.remove_done_callback(self._lost)
            self._socket.close()

    def _lost(self, _: object) -> None:
        self._crowd.figures.lost += 1


def tell(**words: Any) -> None:
    print(json.dumps(words), flush=True)


async def main(place: Place, follow: str) -> None:
    crowd = Crowd(place, follow)
    await crowd.connect()
    while line := await asyncio.to_thread(sys.stdin.readline):
        await crowd.obey(line.rstrip("\n"))


if __name__ == "__main__":
    port, readers, path, subprotocol, ack_every, ready, follow = sys.argv[1:]
    uvloop.run(main(Place(int(port), int(readers), path, subprotocol, int(ack_every), ready), follow))
