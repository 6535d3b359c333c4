"""One browser, or one program, on the public socket: it knows no identity and reads public data."""

from __future__ import annotations

import asyncio
from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer

from scores.live import metrics, protocol
from scores.live.hub import Hub
from scores.live.limits import Connections, TokenBucket
from scores.live.protocol import Ack, BadMessage, Follow, Unfollow
from scores.live.topics import TopicNames

MAX_BAD_MESSAGES = 5
BURST, MESSAGES_PER_SECOND = 60, 10
DIRECT = "touchline.direct"  # an extension of our server: messages both ways as plain calls, where nothing has to wait


class LiveConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    hub: Hub
    connections: Connections
    topic_names: TopicNames

    def __init__(self, hub: Hub, connections: Connections, topic_names: TopicNames) -> None:
        super().__init__()
        self.hub, self.connections, self.topic_names = hub, connections, topic_names
        self.bucket = TokenBucket(BURST, MESSAGES_PER_SECOND)
        self.bad_messages = 0

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        self.scope, self.base_send = scope, send
        address = (scope.get("client") or ("unknown",))[0]
        self.aborting: asyncio.Task[None] | None = None
        attach = scope.get("extensions", {}).get(DIRECT)
        with self.connections.one_from(address) as self.has_room, self.hub.reader(send, self.abort) as self.reader:
            if attach is not None:
                attach(writes_with=self.reader.writes_with, hear=self.hear)
            try:
                await self.converse(receive)
            finally:
                if self.aborting is not None:
                    self.aborting.cancel()

    async def converse(self, receive: Any) -> None:
        """In place of Channels' own loop: that makes tasks for each message, and hops to a thread before each to close
        database connections; here updates come from the hub, and there is no database.
        """
        while (message := await receive())["type"] != "websocket.disconnect":
            await getattr(self, message["type"].replace(".", "_"))(message)
        metrics.count_close(message.get("code") or 1005)

    async def connect(self) -> None:
        offered = protocol.SUBPROTOCOL in self.scope["subprotocols"]
        await self.accept(protocol.SUBPROTOCOL if offered else None)
        if not self.has_room:
            await self.close(protocol.TOO_MANY_CONNECTIONS)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        self.hear(text_data)

    def hear(self, text: str | None) -> None:
        if not self.has_room or self.aborting is not None:
            return
        try:
            if not self.bucket.take(self.hub.now()):
                raise BadMessage("too_many_messages", f"Send at most {MESSAGES_PER_SECOND} messages a second.")
            self.handle(protocol.parse(text))
        except BadMessage as error:
            self.refuse(error)

    def handle(self, message: Follow | Unfollow | Ack) -> None:
        match message:
            case Follow():
                self.follow(message)
            case Unfollow():
                self.reader.unfollow(message.topics)
            case Ack():
                self.reader.ack(message.frames)
                if message.delay_ms is not None:
                    self.hub.experienced(message.delay_ms)

    def follow(self, message: Follow) -> None:
        if unknown := [topic for topic in message.topics if topic not in self.topic_names]:
            raise BadMessage("unknown_topic", f"There is no topic {unknown[0]!r}; README.md lists the words.")
        if len(self.reader.topics.union(message.topics)) > protocol.MAX_TOPICS:
            raise BadMessage("too_many_topics", f"Follow at most {protocol.MAX_TOPICS} topics; unfollow some first.")
        self.reader.follow(message.topics, message.positions, message.since)

    def refuse(self, error: BadMessage) -> None:
        self.bad_messages += 1
        self.reader.say(protocol.error(error.code, error.detail))
        if self.bad_messages >= MAX_BAD_MESSAGES:
            self.abort(protocol.BAD_MESSAGES)

    def abort(self, code: int) -> None:
        """Close without waiting for a reader that may never read what it was sent."""
        if self.aborting is None:
            self.aborting = asyncio.create_task(self._close_soon(code))

    async def _close_soon(self, code: int) -> None:
        try:
            async with asyncio.timeout(1):
                await self.base_send({"type": "websocket.close", "code": code, "abort": True})
        except Exception:  # it is gone already, or takes nothing: its connection ends with the server's own time-out
            return
