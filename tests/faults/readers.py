"""Readers of touchline.v1 that come back whatever happens to them, each with a ledger."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Sequence
from contextlib import suppress
from itertools import cycle
from typing import Any, Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from tests.faults.background import Background
from tests.faults.ledger import Ledger, Truth
from tests.processes import START_SECONDS, eventually

ACK_EVERY = 32  # frames
FIRST_DELAY, MAX_DELAY = 0.2, 1.5
FOLLOW_SECONDS = 10.0
SILENCE_SECONDS = 45.0  # the server says something every 20 s


class Sent(Exception):
    """The server has sent its reader elsewhere."""


class Reader:
    """Follows topics over whichever of several ways answers."""

    def __init__(self, ways: Sequence[str], topics: Sequence[str]) -> None:
        self.ledger = Ledger()
        self.connections = 0
        self.is_following = False
        self.heard_at = time.time()
        self.silence = 0.0  # the longest
        self._ways, self._topics = cycle(random.sample(ways, len(ways))), topics
        self._attempts = 0

    async def follow(self) -> None:
        while True:
            with suppress(OSError, WebSocketException, TimeoutError, Sent):
                way = next(self._ways)
                async with connect(
                    way, proxy=None, compression=None, ping_interval=None, open_timeout=FOLLOW_SECONDS, close_timeout=1
                ) as socket:
                    self.connections += 1
                    await self._converse(socket)
            self.is_following = False
            await asyncio.sleep(random.uniform(0, min(MAX_DELAY, FIRST_DELAY * 2**self._attempts)))
            self._attempts += 1

    async def _converse(self, socket: ClientConnection) -> None:
        frames = acknowledged = 0
        await self._ask(socket)
        async with asyncio.timeout(FOLLOW_SECONDS) as limit:
            async for text in socket:
                message = json.loads(text)
                match message["type"]:
                    case "frames":
                        frames += len(message["frames"])
                        if not self._take(message["frames"]):
                            await self._ask(socket)
                    case "followed":
                        self.ledger.follow(time.time())
                        self.is_following = True
                        self._attempts = 0
                    case "reconnect":
                        asyncio.get_running_loop().call_later(message["after_ms"] / 1000, _leave, socket.transport)
                    case "error":
                        raise AssertionError(message)
                if frames - acknowledged >= ACK_EVERY:
                    acknowledged = frames
                    await socket.send(json.dumps({"type": "ack", "frames": frames, "delay_ms": 0}))
                if self.is_following:
                    limit.reschedule(asyncio.get_running_loop().time() + SILENCE_SECONDS)

    async def _ask(self, socket: ClientConnection) -> None:
        self.is_following = False
        self.ledger.follow(time.time())
        asked = {"type": "follow", "topics": list(self._topics), "positions": self.ledger.positions}
        await socket.send(json.dumps(asked))

    def _take(self, frames: list[dict[str, Any]]) -> bool:
        """Take all of them; whether they fit."""
        now = time.time()
        self.silence, self.heard_at = max(self.silence, now - self.heard_at), now
        return sum(not self.ledger.take(frame, now) for frame in frames) == 0


def _leave(transport: asyncio.Transport) -> None:
    transport.close()


class Crowd:
    """Many readers at once, beside the test."""

    def __init__(self, background: Background, number: int, ways: Sequence[str], topics: Sequence[str]) -> None:
        self.readers = [Reader(ways, topics) for _ in range(number)]
        self._background = background
        self._tasks: list[asyncio.Task[None]] = []

    def __enter__(self) -> Self:
        self._background.call(self._start)
        return self

    def __exit__(self, *_: object) -> None:
        self._background.run(self._end())

    def _start(self) -> None:
        self._tasks = [asyncio.create_task(reader.follow()) for reader in self.readers]

    async def _end(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def ledgers(self) -> list[Ledger]:
        return [reader.ledger for reader in self.readers]

    @property
    def connections(self) -> int:
        return sum(reader.connections for reader in self.readers)

    def forget_silence(self) -> None:
        """From now on there is news all the time."""
        for reader in self.readers:
            reader.heard_at, reader.silence = time.time(), 0.0

    @property
    def silence(self) -> float:
        """The longest time for which one of them was told nothing new."""
        return max(reader.silence for reader in self.readers)

    def raise_what_went_wrong(self) -> None:
        for task in self._tasks:
            if task.done() and not task.cancelled():
                task.result()

    def all_follow(self, *, seconds: float = START_SECONDS) -> bool:
        return eventually(lambda: all(reader.is_following for reader in self.readers), seconds=seconds)

    def all_hold(self, truth: Truth, *, seconds: float) -> bool:
        return eventually(lambda: not any(ledger.lacks(truth) for ledger in self.ledgers), seconds=seconds)
