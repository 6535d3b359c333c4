"""The same as server-sent events (WHATWG HTML, section 9.2), for readers whose network lets no WebSocket through.

`GET /live/events?topics=day.2026-11-22,match.42&since=2026-11-22T15:00:00Z`: each event is one message of the protocol.
A browser that reconnects says by itself, as Last-Event-ID, since when it knows nothing.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl

from scores.live.hub import Hub
from scores.live.limits import Connections
from scores.live.protocol import BadMessage, Follow, Message, encode, parse
from scores.live.topics import TopicNames

PATH = "live/events"
RETRY_MS = (500, 5_000)  # spread, so that a restarted server does not meet everyone at once
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # nginx would keep events back until it has many
    (b"access-control-allow-origin", b"*"),  # public data: other people's pages are welcome, as they are to REST
]

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Refused(Exception):
    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail = status, code, detail


class EventStream:
    """An ASGI application for one address."""

    def __init__(self, *, hub: Hub, connections: Connections, topic_names: TopicNames) -> None:
        self._hub, self._connections, self._topic_names = hub, connections, topic_names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        address = (scope.get("client") or ("unknown",))[0]
        with self._connections.one_from(address) as has_room:
            try:
                follow = self._asked(scope)
                if not has_room:
                    raise Refused(429, "too_many_connections", "Close some of your connections first.")
            except Refused as refused:
                await _refuse(send, refused)
            else:
                await self._stream(follow, receive, send)

    def _asked(self, scope: Scope) -> Follow:
        """What the address asks for. The header counts more than the query, which a browser sends again as it was."""
        if scope["method"] != "GET":
            raise Refused(405, "bad_method", "Send GET.")
        query = dict(parse_qsl(scope["query_string"].decode("latin-1")))
        last = [value.decode("latin-1") for name, value in scope["headers"] if name == b"last-event-id"]
        since = next(iter(last), query.get("since"))
        try:
            follow = parse(json.dumps({"type": "follow", "topics": query.get("topics", "").split(","), "since": since}))
        except BadMessage as error:
            raise Refused(400, error.code, error.detail) from None
        assert isinstance(follow, Follow)
        if unknown := [topic for topic in follow.topics if topic not in self._topic_names]:
            raise Refused(404, "unknown_topic", f"There is no topic {unknown[0]!r}; README.md lists the words.")
        return follow

    async def _stream(self, follow: Follow, receive: Receive, send: Send) -> None:
        aborted: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        async def say(message: dict[str, Any]) -> None:
            text = message["text"]
            await send(_body(text.event if isinstance(text, Message) else Message(text).event))

        def abort(code: int) -> None:
            if not aborted.done():
                aborted.set_result(None)

        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await send(_body(b"retry: %d\n\n" % random.randint(*RETRY_MS)))
        left = asyncio.ensure_future(_left(receive))
        try:
            with self._hub.reader(say, abort, acks=False) as reader:
                reader.follow(follow.topics, {}, follow.since)
                await asyncio.wait({left, aborted}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            left.cancel()
        with suppress(TimeoutError):
            async with asyncio.timeout(1):  # to a reader that takes nothing the end is never sent
                await send({"type": "http.response.body", "body": b""})


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _refuse(send: Send, refused: Refused) -> None:
    body = encode({"error": {"code": refused.code, "detail": refused.detail}}).encode()
    headers = [(b"content-type", b"application/json"), (b"access-control-allow-origin", b"*")]
    await send({"type": "http.response.start", "status": refused.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _body(content: bytes) -> dict[str, Any]:
    return {"type": "http.response.body", "body": content, "more_body": True}
