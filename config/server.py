"""The protocol classes that uvicorn speaks with here.

They write frames that were made once for many readers, and send readers elsewhere before the process ends.
"""

from __future__ import annotations

import random
import socket
from asyncio import BaseTransport
from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode, Frame
from websockets.http11 import Request

from config.bounds import BoundedHttpProtocol
from config.frames import PlainFrames
from scores.live import events, protocol
from scores.live.consumers import DIRECT
from scores.live.reader import Line

LAST_SECONDS = 1.0  # from the moment when a reader was to leave until it is closed
MAX_FRAGMENTS = 64  # of one message; empty ones have no bytes that count

Tell = Callable[[Line | None], None]
Hear = Callable[[str], None]


def ignore(_: Line | None) -> None:
    pass


class LiveHttpProtocol(BoundedHttpProtocol):
    def shutdown(self) -> None:
        """A stream of events has no end of its own; its browser comes back by itself, elsewhere."""
        if self.cycle is not None and not self.cycle.response_complete and self.scope["path"] == f"/{events.PATH}":
            self.loop.call_later(random.uniform(0, settings.DRAIN_SECONDS), self.transport.close)
        else:
            super().shutdown()


class LiveProtocol(WebSocketsSansIOProtocol):
    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._socket: socket.socket | None = None
        self._line: Line | None = None
        self._tell: Tell = ignore
        self._hear: Hear | None = None
        self._is_open = False
        self._extensions: dict[str, Any] = {}  # of the scope; a handshake that is refused has none
        self._incoming = PlainFrames()
        self._pong = b""  # that waits

    def connection_made(self, transport: BaseTransport) -> None:
        """Let the transport say so whenever it holds anything back: what is written past it must not overtake that."""
        super().connection_made(transport)
        self.transport.set_write_buffer_limits(0)

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if self.response.status_code == 101:
            self._extensions = cast(dict[str, Any], self.scope["extensions"])
            self._extensions[DIRECT] = self.attach

    def attach(self, *, writes_with: Tell, hear: Hear) -> None:
        """Let a consumer write and hear by plain calls.

        `writes_with` is told what writes a whole frame as it is, and None while writing would have to wait. `hear` is
        given each text; a queue and a task for it would cost more than all that is done with it.
        """
        self._tell, self._hear = writes_with, hear
        self._line = self._made_line()
        self._tell_now()

    def _made_line(self) -> Line | None:
        """The kernel's own `send`: a call to the transport takes a tenth longer. Who is encrypted has none."""
        if self.transport.get_extra_info("ssl_object") is not None:
            return None
        number = self.transport.get_extra_info("socket").fileno()
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 0, fileno=number)
        return Line(self._socket.send, self.transport.write)

    def data_received(self, data: bytes) -> None:
        """Hear plain messages at once; the library has seen the handshake, and need not know of what was whole."""
        if self._hear is not None and self._incoming.is_plain:
            texts, data = self._incoming.take(data)
            for text in texts:
                self._hear(text)
            if not data:
                return
        elif self.handshake_initiated:
            self._incoming.is_plain = False  # a part of a message may wait in the library
        super().data_received(data)
        if not self.handshake_initiated:  # it came whole, and yet the library waits for nothing and answers nothing
            self.transport.write(b"".join(self.conn.data_to_send()))
            self.transport.close()

    def handle_cont(self, event: Frame) -> None:
        if len(self.frames) >= MAX_FRAGMENTS:
            self._fail(CloseCode.MESSAGE_TOO_BIG)
        else:
            super().handle_cont(event)

    def send_receive_event_to_app(self) -> None:
        """As uvicorn does, but what is no UTF-8 is the reader's mistake, and no error of ours to be logged."""
        if self.curr_msg_data_type == "text" and not _is_utf8(b"".join(self.frames)):
            self._fail(CloseCode.INVALID_DATA)
        else:
            super().send_receive_event_to_app()

    def _fail(self, code: CloseCode) -> None:
        self.frames = []
        if not self.transport.is_closing():
            self.conn.fail(code)
            self.handle_parser_exception()

    def handle_ping(self) -> None:
        """To who pings and takes nothing, no answers pile up: of several pings the last may be answered alone."""
        pong = b"".join(self.conn.data_to_send())
        if self.writable.is_set():
            self.transport.write(pong)
        elif pong:
            self._pong = pong

    def _can_write(self) -> bool:
        return self._is_open and self.writable.is_set()

    def _tell_now(self) -> None:
        self._tell(self._line if self._can_write() else None)

    def _opens(self, is_open: bool) -> None:
        self._is_open = is_open
        self._tell_now()

    async def send(self, message: Any) -> None:
        """As uvicorn does, but a close with "abort" to a reader whose buffer is full, which never drains, ends at once.

        `transport.close()` would wait for it for good; `abort()` frees connection and buffer.
        """
        kind = message["type"]
        if kind == "websocket.close":
            self._opens(False)
        if not message.get("abort") or self.writable.is_set():
            await super().send(message)
        if message.get("abort") and not self.writable.is_set():  # perhaps the closing frame found no room
            self.close_sent = True
            self.transport.abort()
        if kind == "websocket.accept":
            self._opens(not self.disconnected)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._tell_now()

    def resume_writing(self) -> None:
        super().resume_writing()
        pong, self._pong = self._pong, b""
        if pong and not self.close_sent:
            self.transport.write(pong)
        self._tell_now()

    # However it ends, nothing is written after the closing frame.

    def handle_close(self, event: Frame) -> None:
        self._opens(False)
        super().handle_close(event)

    def handle_parser_exception(self) -> None:
        self._opens(False)
        super().handle_parser_exception()

    def shutdown(self) -> None:
        """The process is to end, and listens no more: send its readers elsewhere, spread over some time."""
        seconds = random.uniform(0, settings.DRAIN_SECONDS)
        if seconds and self._can_write():
            self.transport.write(protocol.reconnect(seconds).frame)
            self.loop.call_later(seconds + LAST_SECONDS, self._end)
        else:
            self._end()

    def _end(self) -> None:
        if self.transport.is_closing():
            return
        self._opens(False)
        if self.writable.is_set():
            super().shutdown()
        else:
            self.transport.abort()  # the closing frame would wait behind what it does not read

    def connection_lost(self, exc: Exception | None) -> None:
        self._opens(False)
        self._tell, self._hear, self._line = ignore, None, None
        if self._socket is not None:
            self._socket.detach()  # the transport is about to close it, and its number may soon be another's
        super().connection_lost(exc)
        self._let_go()

    def _let_go(self) -> None:
        """End what makes it hold itself: it is to be gone at once. Garbage is seldom looked for here."""
        self.conn.parser.close()
        self._extensions.pop(DIRECT, None)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True
