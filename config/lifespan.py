from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from scores.live.hub import Hub


class Lifespan:
    """Stops the hub with the server, on servers that tell (uvicorn does, Daphne does not)."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    async def __call__(
        self,
        scope: dict[str, Any],
        receive: Callable[[], Awaitable[dict[str, Any]]],
        send: Callable[[dict[str, Any]], Awaitable[None]],
    ) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.shutdown":
                await self._hub.stop()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return
