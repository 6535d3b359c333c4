"""The protocol class that uvicorn speaks WebSocket with here: a reader that takes nothing can be let go."""

from __future__ import annotations

from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol


class LiveProtocol(WebSocketsSansIOProtocol):
    async def send(self, message: Any) -> None:
        """As uvicorn does, but for a close with "abort" to a reader whose buffer is full: that one never drains.

        `transport.close()` would wait for it for good; `abort()` frees connection and buffer at once.
        """
        if message.get("abort") and not self.writable.is_set():
            self.close_sent = True
            self.transport.abort()
        else:
            await super().send(message)
