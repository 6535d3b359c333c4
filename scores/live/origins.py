"""Who may open a socket: a page of this site, a page of a listed one, and programs that are no browsers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from typing import Any

from django.http.request import split_domain_port, validate_host

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class OriginGate:
    """Refuses a handshake whose Origin is neither the site's own nor listed: scheme, host and port all count.

    A connection without Origin is not a browser's and is served. Several Origin headers are refused.
    """

    def __init__(self, application: Application, *, hosts: Collection[str], origins: Collection[str]) -> None:
        self._application = application
        self._hosts, self._origins = list(hosts), frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.allows(scope):
            await self._application(scope, receive, send)
        else:
            await refuse(scope, receive, send)

    def allows(self, scope: Scope) -> bool:
        origins = [value.decode("latin-1") for name, value in scope["headers"] if name == b"origin"]
        if not origins:
            return True
        return len(origins) == 1 and (origins[0] in self._origins or origins[0] == self._own(scope))

    def _own(self, scope: Scope) -> str | None:
        """The origin that pages of this site have, if the request names a host that is ours."""
        hosts = [value.decode("latin-1").lower() for name, value in scope["headers"] if name == b"host"]
        if len(hosts) != 1 or not validate_host(split_domain_port(hosts[0])[0], self._hosts):
            return None
        secure = scope.get("scheme") in {"wss", "https"}
        return f"{'https' if secure else 'http'}://{hosts[0]}"


async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that opens no socket: the handshake is answered with 403."""
    await receive()
    await send({"type": "websocket.close", "code": 4403})
