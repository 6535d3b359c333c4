"""A line between two processes that can be slowed, cut in the midst of what it carries, and refused."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.faults.background import Background
from tests.processes import free_port

CHUNK = 65_536

Target = int | Path  # a port of this machine, or a socket in its file system
Treatment = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]


class Cut(Exception):
    pass


async def _whole(chunk: bytes, to: asyncio.StreamWriter) -> None:
    to.write(chunk)
    await to.drain()


class Proxy:
    """Listens on a port of its own and carries what comes to the target, and its answers back."""

    def __init__(self, background: Background, target: Target) -> None:
        self.port = free_port()
        self._background, self._target = background, target
        self._treatment: Treatment = _whole
        self._is_open = True
        self._lines: set[asyncio.StreamWriter] = set()
        self._halved: set[asyncio.StreamWriter] = set()
        self._server = background.run(asyncio.start_server(self._carry, "127.0.0.1", self.port, backlog=4096))

    # What is done to it. It holds from the next chunk on, and for every line until something else is asked for.

    def let_through(self) -> None:
        self._treatment, self._is_open = _whole, True

    def delay(self, *, share: float, seconds: float) -> None:
        """Hold so many of the chunks back, and what comes after them on their line, as a lost packet does."""

        async def delayed(chunk: bytes, to: asyncio.StreamWriter) -> None:
            if random.random() < share:
                await asyncio.sleep(seconds)
            await _whole(chunk, to)

        self._treatment = delayed

    def halve(self) -> None:
        """Of the next answer on each line that there is now, carry half and then cut the line."""
        self._background.call(lambda: self._halved.update(self._lines))

    def cut(self) -> None:
        """Cut every line at once; who comes anew is let through."""
        self._background.call(self._cut)

    def refuse(self) -> None:
        """Cut every line, and each new one as it comes."""
        self._is_open = False
        self.cut()

    def close(self) -> None:
        self._background.call(self._server.close)
        self.refuse()

    @property
    def count(self) -> int:
        return len(self._lines) // 2

    # What it does

    async def _carry(self, client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        try:
            if not self._is_open:
                raise Cut
            server, to_server = await self._reach()
        except (OSError, Cut):
            to_client.transport.abort()
            return
        self._lines |= {to_client, to_server}
        ways = [
            asyncio.ensure_future(self._pass(client, to_server)),
            asyncio.ensure_future(self._pass(server, to_client, until=lambda: to_client in self._halved)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            for end in (to_client, to_server):
                end.transport.abort() if any(was_cut(way) for way in ways) else end.close()
            self._lines -= {to_client, to_server}
            self._halved -= {to_client, to_server}

    async def _reach(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if isinstance(self._target, Path):
            return await asyncio.open_unix_connection(self._target)
        return await asyncio.open_connection("127.0.0.1", self._target)

    async def _pass(
        self, come: asyncio.StreamReader, go: asyncio.StreamWriter, *, until: Callable[[], bool] = lambda: False
    ) -> None:
        while chunk := await come.read(CHUNK):
            if until():
                await _whole(chunk[: len(chunk) // 2], go)
                raise Cut
            await self._treatment(chunk, go)

    def _cut(self) -> None:
        for end in self._lines:
            end.transport.abort()


def was_cut(way: asyncio.Future[None]) -> bool:
    return way.done() and not way.cancelled() and isinstance(way.exception(), Cut)
