"""A line to a server, spoken in bytes: what no library would send."""

from __future__ import annotations

import os
import socket
import struct
from typing import Self

from websockets.frames import Frame, Opcode

UPGRADE = (
    b"GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n%s\r\n"
)
TEXT, CLOSE = 1, 8


def frame(opcode: int, content: bytes, *, fin: bool = True, masked: bool = True) -> bytes:
    return Frame(Opcode(opcode), content, fin=fin).serialize(mask=masked, extensions=[])


def head(first: int, declared: int) -> bytes:
    """The beginning of a masked frame that says it is so long."""
    return bytes([first, 0x80 | 127]) + struct.pack("!Q", declared) + os.urandom(4)


class RawLine:
    """One TCP connection; a WebSocket after `upgrade`."""

    def __init__(self, port: int, *, seconds: float = 20, receive_buffer: int | None = None) -> None:
        self.socket = socket.socket()
        if receive_buffer is not None:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(seconds)
        self.socket.connect(("127.0.0.1", port))
        self._received = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def upgrade(self, *, path: str = "/live/", headers: str = "") -> str:
        """Ask for a WebSocket; the head of the answer."""
        self.socket.sendall(UPGRADE % (path.encode(), headers.encode()))
        return self.head()

    def head(self) -> str:
        """The head of an HTTP answer; as much of it as came before the line ended."""
        while b"\r\n\r\n" not in self._received and self._receive():
            pass
        found, _, self._received = self._received.partition(b"\r\n\r\n")
        return found.decode("latin-1")

    def send(self, content: bytes) -> bool:
        """Whether all could be sent before the server ended the line."""
        try:
            self.socket.sendall(content)
        except (ConnectionResetError, BrokenPipeError):
            return False
        return True

    def next(self) -> tuple[int, bytes] | None:
        """Opcode and content of the next frame; None when the line ended."""
        while (taken := self._taken()) is None:
            if not self._receive():
                return None
        return taken

    def close_code(self) -> int | None:
        """What the server closes with, whatever it says before; None when the line just ended."""
        while (found := self.next()) is not None:
            opcode, content = found
            if opcode == CLOSE:
                return int.from_bytes(content[:2], "big") if content else 1005
        return None

    def _taken(self) -> tuple[int, bytes] | None:
        """A server's frames here have no mask and are whole."""
        received = self._received
        if len(received) < 2:
            return None
        start, length = 2, received[1]
        if length >= 126:
            start = 4 if length == 126 else 10
            length = int.from_bytes(received[2:start], "big")
        if len(received) < max(start, start + length):
            return None
        self._received = received[start + length :]
        return received[0] & 0x0F, received[start : start + length]

    def _receive(self) -> bool:
        try:
            received = self.socket.recv(65_536)
        except ConnectionResetError:
            return False
        self._received += received
        return bool(received)
