"""What a client may leave unfinished: a request comes whole, soon, and no longer than one here has reason to be.

uvicorn waits for ever for a first request, keeps a head however long it grows, and gives up its time-out between two
requests at the first byte.
"""

from __future__ import annotations

import asyncio
from typing import Any

from django.conf import settings
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

HEAD_SECONDS = 10.0  # for the whole head, however it drips
BODY_SECONDS = 60.0
MAX_HEAD_BYTES = 32_768


class BoundedHttpProtocol(HttpToolsProtocol):
    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._in_head = True  # of a request that has come in part, or not at all
        self._part_bytes = 0
        self._patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait_for(HEAD_SECONDS)

    def data_received(self, data: bytes) -> None:
        if self._in_head:
            self._part_bytes += len(data)
            if self._patience is None:
                self._wait_for(HEAD_SECONDS)
        super().data_received(data)
        if self._in_head and self._part_bytes > MAX_HEAD_BYTES:
            self._refuse(431)

    def on_headers_complete(self) -> None:
        self._in_head, self._part_bytes = False, 0
        self._wait_for(BODY_SECONDS)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._part_bytes += len(body)
        if self._part_bytes > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            self._refuse(413)
        else:
            super().on_body(body)

    def on_message_complete(self) -> None:
        self._in_head, self._part_bytes = True, 0
        self._wait_for(None)
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        self._wait_for(None)
        super().handle_websocket_upgrade()

    def connection_lost(self, exc: Exception | None) -> None:
        self._wait_for(None)
        super().connection_lost(exc)

    def _wait_for(self, seconds: float | None) -> None:
        """Give the next part of the request so long to come."""
        if self._patience is not None:
            self._patience.cancel()
        self._patience = None if seconds is None else self.loop.call_later(seconds, self._give_up)

    def _give_up(self) -> None:
        self._patience = None
        self.transport.close()

    def _refuse(self, status: int) -> None:
        """Say why, where no answer has begun, and read no more."""
        if self.transport.is_closing():
            return
        if self.cycle is None or not self.cycle.response_started or self.cycle.response_complete:
            self.transport.write(STATUS_LINE[status] + b"content-length: 0\r\nconnection: close\r\n\r\n")
        self.transport.close()
