"""What the machines that watch over the site ask: is it alive, is it ready, what has it counted.

They ask by address, in plain HTTP, so this stands before Django, which would refuse the one and redirect the other.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import ip_address, ip_network
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST

from scores.live import metrics
from scores.live.database import DatabaseThread
from scores.live.log import DatabaseLog

ANSWER_SECONDS = 2.0
REMEMBER_SECONDS = 1.0  # however often somebody asks, the database is not

log = logging.getLogger(__name__)

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Probes:
    """ASGI applications for an address each. `figures` reads those that are in the database."""

    def __init__(
        self,
        log: DatabaseLog,
        *,
        figures: Callable[[], bytes],
        metrics_folder: str,
        metrics_for: Sequence[str],
    ) -> None:
        self._log = log
        self._figures = figures
        self._thread = DatabaseThread("figures")
        self._asking: asyncio.Future[bytes] | None = None
        self._metrics_folder = metrics_folder
        self._networks = [ip_network(network) for network in metrics_for]
        self._trouble = ""
        self._asked_at = float("-inf")

    async def alive(self, scope: Scope, receive: Receive, send: Send) -> None:
        """That it answers is the answer."""
        await _answer(send, 200, {"alive": True})

    async def ready(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Whether to send readers here. A server that is told to end closes its port first."""
        if time.monotonic() - self._asked_at > REMEMBER_SECONDS:
            self._trouble = await self._ask_database()
            self._asked_at = time.monotonic()
        if self._trouble:
            await _answer(send, 503, {"ready": False, "database": self._trouble})
        else:
            await _answer(send, 200, {"ready": True, "database": "ok"})

    async def metrics(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._may_count(scope):
            await _answer(send, 403, {"detail": "METRICS_ALLOW_IPS does not list your address."})
            return
        page = await asyncio.to_thread(metrics.page, self._metrics_folder)
        await _send(send, 200, CONTENT_TYPE_LATEST, page + await self._ask_for_figures())

    async def _ask_for_figures(self) -> bytes:
        """Nothing while the database does not answer: how readers fare is told all the same."""
        # Whoever asks meanwhile is given the same answer, so that questions do not queue up for a silent database.
        if self._asking is None or self._asking.done():
            self._asking = asyncio.ensure_future(self._thread.read(self._figures))
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return await asyncio.shield(self._asking)
        except Exception as error:
            log.warning("The figures of the feeds could not be read: %s", type(error).__name__)
            return b""

    async def _ask_database(self) -> str:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await self._log.answer()
        except TimeoutError:
            return f"no answer within {ANSWER_SECONDS:g} s"
        except Exception as error:
            return type(error).__name__  # its words may name hosts and users
        return ""

    def _may_count(self, scope: Scope) -> bool:
        try:
            address = ip_address((scope.get("client") or ("",))[0])
        except ValueError:
            return False
        return any(address in network for network in self._networks)


async def _answer(send: Send, status: int, content: dict[str, Any]) -> None:
    await _send(send, status, "application/json", json.dumps(content).encode())


async def _send(send: Send, status: int, content_type: str, body: bytes) -> None:
    headers = [(b"content-type", content_type.encode()), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
