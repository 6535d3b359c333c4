"""What is written past the transport neither overtakes what waits in it, nor reaches somebody else."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, cast

import pytest
import uvloop
from uvicorn import Config
from uvicorn.server import ServerState

from config.server import LiveHttpProtocol, LiveProtocol
from scores.live.consumers import DIRECT
from scores.live.protocol import Message
from scores.live.reader import Line
from tests.rawlines import UPGRADE

SMALL = 4_096  # bytes that wait in the kernel, on both sides


class Site:
    """Accepts every reader, and keeps how each is written to and the `send` of ASGI."""

    def __init__(self) -> None:
        self.lines: list[list[Line | None]] = []
        self.sends: list[Callable[[dict[str, Any]], Any]] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        told: list[Line | None] = []
        scope["extensions"][DIRECT](writes_with=told.append, hear=lambda text: None)
        await send({"type": "websocket.accept"})
        self.lines.append(told)
        self.sends.append(send)
        while (await receive())["type"] != "websocket.disconnect":
            pass

    @asynccontextmanager
    async def served(self) -> AsyncIterator[int]:
        config = Config(self, log_config=None, http=LiveHttpProtocol, ws=LiveProtocol, ws_ping_interval=None)
        config.load()
        state = ServerState()
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SMALL)
            listener.bind(("127.0.0.1", 0))
            loop = asyncio.get_running_loop()
            server = await loop.create_server(lambda: LiveHttpProtocol(config, state, {}), sock=listener)
            try:
                yield listener.getsockname()[1]
            finally:
                server.close()


async def connected(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    to = socket.socket()
    to.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL)
    to.setblocking(False)
    await asyncio.get_running_loop().sock_connect(to, ("127.0.0.1", port))
    reader, writer = await asyncio.open_connection(sock=to, limit=SMALL)
    writer.write(UPGRADE % (b"/live/", b""))
    await reader.readuntil(b"\r\n\r\n")
    return reader, writer


def line_of(told: list[Line | None]) -> Line:
    assert told[-1] is not None
    return told[-1]


def write(line: Line, frame: bytes) -> int:
    """As hubs do."""
    try:
        written = line.write(frame)
    except OSError:
        written = 0
    if written < len(frame):
        line.push(frame[written:])
    return written


async def what_waits_is_not_overtaken() -> None:
    site = Site()
    async with site.served() as port, asyncio.timeout(10):
        reader, writer = await connected(port)
        [told], [send] = site.lines, site.sends
        sent = b""
        while told[-1] is not None:
            frame = Message(f"{len(sent):06} " * 100).frame
            written = write(told[-1], frame)
            sent += frame
            if written < len(frame):
                assert told[-1] is None
                await asyncio.sleep(0.05)  # for what the reader takes before it is asked to
        after = Message("after all that")
        waiting = asyncio.ensure_future(send({"type": "websocket.send", "text": after}))
        await asyncio.sleep(0.05)
        assert not waiting.done()

        assert await reader.readexactly(len(sent)) == sent
        assert await reader.readexactly(len(after.frame)) == after.frame
        write(line_of(told), frame)
        assert await reader.readexactly(len(frame)) == frame
        writer.close()


async def a_closed_line_writes_to_nobody_else() -> None:
    site = Site()
    async with site.served() as port, asyncio.timeout(10):
        _, first = await connected(port)
        line = line_of(site.lines[0])
        first.close()
        while site.lines[0][-1] is not None:
            await asyncio.sleep(0.01)
        second_reader, second = await connected(port)  # most likely with the same number in the kernel

        with pytest.raises(OSError):
            line.write(b"meant for the first")

        frame = Message("meant for the second").frame
        write(line_of(site.lines[1]), frame)
        assert await second_reader.readexactly(len(frame)) == frame
        second.close()


async def an_abort_whose_closing_frame_has_no_room_ends_at_once() -> None:
    site = Site()
    async with site.served() as port, asyncio.timeout(10):
        _, writer = await connected(port)
        line, [send] = line_of(site.lines[0]), site.sends
        cast(asyncio.Transport, writer.transport).pause_reading()
        while filled(line):  # what has room in the kernel may take a moment to get from one side to the other
            await asyncio.sleep(0.05)

        await send({"type": "websocket.close", "code": 1008, "abort": True})

        try:
            while refusal(line) != errno.EBADF:
                await asyncio.sleep(0.01)
        finally:
            writer.transport.abort()  # or no loop could end


def filled(line: Line) -> int:
    """Write until the kernel takes nothing more; how many bytes it took."""
    taken = 0
    with suppress(BlockingIOError):
        while True:
            taken += line.write(b"and so on")
    return taken


def refusal(line: Line) -> int | None:
    """Why nothing can be written; None when something can."""
    try:
        line.write(b"more")
    except OSError as error:
        return error.errno
    return None


@pytest.mark.parametrize("loop_factory", [uvloop.new_event_loop, asyncio.new_event_loop])
@pytest.mark.parametrize(
    "story",
    [
        what_waits_is_not_overtaken,
        a_closed_line_writes_to_nobody_else,
        an_abort_whose_closing_frame_has_no_room_ends_at_once,
    ],
)
def test_writing_past_the_transport(story, loop_factory):
    with asyncio.Runner(loop_factory=loop_factory) as runner:
        runner.run(story())
