"""The protocol class that uvicorn speaks WebSocket with here: it writes frames that were made once for many readers."""

from __future__ import annotations

from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.protocol import State


class LiveProtocol(WebSocketsSansIOProtocol):
    async def send(self, message: Any) -> None:
        """As uvicorn does, but for two things.

        A text that carries its frame is written as that frame, where nothing has to be waited for. And a close with
        "abort" to a reader whose buffer is full, which never drains, ends at once: `transport.close()` would wait for
        it for good; `abort()` frees connection and buffer.
        """
        frame = getattr(message.get("text"), "frame", None)
        if frame is not None and self.conn.state is State.OPEN and self.writable.is_set():
            self.transport.write(frame)
        elif message.get("abort") and not self.writable.is_set():
            self.close_sent = True
            self.transport.abort()
        else:
            await super().send(message)
