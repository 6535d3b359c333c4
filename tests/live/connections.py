"""A reader of touchline.v1 in Python, on the real consumer, over a connection that can be slowed and cut."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from scores.live.consumers import DIRECT
from scores.live.patches import merge
from scores.live.reader import Line

Application = Any


class Connection:
    """One WebSocket, spoken in ASGI messages. `hold` makes its sends wait, as those to a full socket do.

    With `direct` it also offers what config/server.py does: plain calls both ways. Held, it takes the half of a frame.
    """

    def __init__(
        self,
        application: Application,
        *,
        headers: Mapping[str, str] | None = None,
        client: str = "10.0.0.1",
        direct: bool = False,
    ):
        self._application = application
        self._scope = {
            "type": "websocket",
            "path": "/live/",
            "scheme": "ws",
            "query_string": b"",
            "headers": [(k.lower().encode(), v.encode()) for k, v in (headers or {}).items()],
            "client": (client, 50_000),
            "subprotocols": ["touchline.v1"],
            "extensions": {DIRECT: self._attach} if direct else {},
        }
        self._tell: Callable[[Line | None], None] | None = None
        self._half = b""
        self._hear: Callable[[str], None] | None = None
        self._to_server: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._from_server: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._flowing = asyncio.Event()
        self._flowing.set()
        self.server: asyncio.Task[None] | None = None

    async def open(self) -> Connection:
        self.server = asyncio.create_task(self._application(self._scope, self._to_server.get, self._take))
        self._to_server.put_nowait({"type": "websocket.connect"})
        return self

    async def _take(self, message: dict[str, Any]) -> None:
        if not message.get("abort"):  # which config/server.py does not hold up either
            await self._flowing.wait()
        self._from_server.put_nowait(message)

    def _attach(self, *, writes_with: Callable[[Line | None], None], hear: Callable[[str], None]) -> None:
        self._tell, self._hear = writes_with, hear
        self._tell_how_to_write()

    def _tell_how_to_write(self) -> None:
        if self._tell is not None:
            self._tell(None if self._half else Line(self._write, self._push))

    def _write(self, frame: bytes) -> int:
        if self._flowing.is_set():
            self._take_whole(frame)
            return len(frame)
        self._half = frame[: len(frame) // 2]
        return len(self._half)

    def _push(self, rest: bytes) -> None:
        self._half += rest
        self._tell_how_to_write()

    def _take_whole(self, frame: bytes) -> None:
        start, length = (4, int.from_bytes(frame[2:4], "big")) if frame[1] == 126 else (2, frame[1])
        assert (frame[0], len(frame)) == (0x81, start + length)
        self._from_server.put_nowait({"type": "websocket.send", "text": frame[start:].decode()})

    def hold(self) -> None:
        self._flowing.clear()

    def let_go(self) -> None:
        self._flowing.set()
        half, self._half = self._half, b""
        if half:
            self._take_whole(half)
        self._tell_how_to_write()

    def say(self, message: Any) -> None:
        self.say_text(json.dumps(message))

    def say_text(self, text: str) -> None:
        if self._hear is not None:
            self._hear(text)
        else:
            self._to_server.put_nowait({"type": "websocket.receive", "text": text})

    def say_bytes(self, content: bytes) -> None:
        self._to_server.put_nowait({"type": "websocket.receive", "bytes": content})

    async def next(self, *, seconds: float = 5) -> dict[str, Any]:
        """Whatever the server says next; a close as {"type": "websocket.close", …}."""
        async with asyncio.timeout(seconds):
            message = await self._from_server.get()
        text: dict[str, Any] = json.loads(message["text"]) if "text" in message else message
        return text

    async def until(self, kind: str) -> dict[str, Any]:
        while (message := await self.next())["type"] != kind:
            pass
        return message

    def has_nothing(self) -> bool:
        return self._from_server.empty()

    async def cut(self) -> None:
        """The line is gone: what was not read yet never arrives."""
        self._to_server.put_nowait({"type": "websocket.disconnect", "code": 1006})
        self.let_go()
        if self.server is not None:
            await asyncio.wait_for(self.server, 5)


@asynccontextmanager
async def connected(application: Application, **options: Any) -> AsyncIterator[Connection]:
    connection = await Connection(application, **options).open()
    try:
        assert (await connection.next())["type"] in {"websocket.accept", "websocket.close"}
        yield connection
    finally:
        await connection.cut()


class Reader:
    """Keeps documents as a browser does, and is stricter: a gap is an error, not a thing to heal."""

    def __init__(self, topics: list[str], *, direct: bool = False) -> None:
        self.topics, self.direct = topics, direct
        self.documents: dict[str, tuple[int, Any]] = {}
        self.frames = 0
        self.connection: Connection | None = None
        self.is_followed = asyncio.Event()
        self._reading: asyncio.Task[None] | None = None

    async def connect(self, application: Application) -> None:
        self.connection = await Connection(application, direct=self.direct).open()
        self.is_followed.clear()
        self.frames = 0
        positions = {document: sequence for document, (sequence, _) in self.documents.items()}
        self.connection.say({"type": "follow", "topics": self.topics, "positions": positions})
        self._reading = asyncio.create_task(self._read(self.connection))

    async def cut(self) -> None:
        if self.connection is not None and self._reading is not None:
            self._reading.cancel()
            await self.connection.cut()
            self.connection = None

    def raise_what_went_wrong(self) -> None:
        if self._reading is not None and self._reading.done() and not self._reading.cancelled():
            self._reading.result()

    async def _read(self, connection: Connection) -> None:
        while True:
            message = await connection.next(seconds=60)
            if message["type"] == "frames":
                for frame in message["frames"]:
                    self.receive(frame)
                connection.say({"type": "ack", "frames": self.frames, "delay_ms": 1})
            elif message["type"] == "followed":
                self.is_followed.set()
            elif message["type"] == "error":
                raise AssertionError(message)

    def receive(self, frame: dict[str, Any]) -> None:
        self.frames += 1
        name, sequence = frame["document"], frame["sequence"]
        known, state = self.documents.get(name, (0, None))
        if sequence <= known:
            return
        if "state" in frame:
            state = frame["state"]
        else:
            assert sequence == known + 1, f"{name} jumped from {known} to {sequence}"
            state = merge(state, frame["patch"])
        self.documents[name] = (sequence, state)
