"""A reader's end of a WebSocket, as cheap as it can be: the measured one is the server."""

from __future__ import annotations

import asyncio
import base64
import os
import struct
from collections.abc import Callable
from typing import cast

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10

Take = Callable[[bytes], None]


class ReaderSocket(asyncio.Protocol):
    """Hands every text message to `take`, and answers pings. A close or a lost line ends `closed`."""

    def __init__(self, host: str, path: str, subprotocol: str, take: Take) -> None:
        self._host, self._path, self._subprotocol, self._take = host, path, subprotocol, take
        self._buffer = bytearray()
        loop = asyncio.get_running_loop()
        self.opened: asyncio.Future[None] = loop.create_future()
        self.closed: asyncio.Future[str] = loop.create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's does not inherit from it
        key = base64.b64encode(os.urandom(16)).decode()
        wanted = f"Sec-WebSocket-Protocol: {self._subprotocol}\r\n" if self._subprotocol else ""
        self._transport.write(
            f"GET {self._path} HTTP/1.1\r\nHost: {self._host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n{wanted}\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self.opened.done() and not self._is_open():
            return
        while self._take_message():
            pass

    def connection_lost(self, error: Exception | None) -> None:
        if not self.opened.done():
            self.opened.set_exception(error or ConnectionError("The server closed the line."))
        if not self.closed.done():
            self.closed.set_result("the line was lost")

    def say(self, text: bytes) -> None:
        self._write(TEXT, text)

    def close(self) -> None:
        self._transport.close()

    def _is_open(self) -> bool:
        head, separator, _ = bytes(self._buffer).partition(b"\r\n\r\n")
        if not separator:
            return False
        if not head.startswith(b"HTTP/1.1 101"):
            self.opened.set_exception(ConnectionError(head.split(b"\r\n")[0].decode()))
            return False
        del self._buffer[: len(head) + 4]
        self.opened.set_result(None)
        return True

    def _take_message(self) -> bool:
        """Take one whole frame from the buffer; a server's frames have no mask, and ours send no fragments."""
        buffer = self._buffer
        if len(buffer) < 2:
            return False
        length, start = buffer[1] & 0x7F, 2
        if length == 126:
            start = 4
            length = int.from_bytes(buffer[2:4], "big")
        elif length == 127:
            start = 10
            length = int.from_bytes(buffer[2:10], "big")
        if len(buffer) < start or len(buffer) < start + length:
            return False
        payload = bytes(buffer[start : start + length])
        kind = buffer[0] & 0x0F
        del buffer[: start + length]
        self._handle(kind, payload)
        return True

    def _handle(self, kind: int, payload: bytes) -> None:
        if kind == TEXT:
            self._take(payload)
        elif kind == PING:
            self._write(PONG, payload)
        elif kind == CLOSE and not self.closed.done():
            code = struct.unpack("!H", payload[:2])[0] if len(payload) > 1 else 1005
            self.closed.set_result(f"the server closed with {code}")
            self._transport.close()

    def _write(self, kind: int, payload: bytes) -> None:
        """A client's frames carry a mask; one of zeros changes nothing, and costs nothing."""
        length = len(payload)
        size = struct.pack("!B", 0x80 | length) if length < 126 else struct.pack("!BH", 0xFE, length)
        self._transport.write(bytes([0x80 | kind]) + size + b"\0\0\0\0" + payload)
