"""The same as server-sent events: spoken to as a browser's EventSource does."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings

from scores import operations
from scores.live.events import EventStream
from scores.live.hub import Hub
from scores.live.limits import Connections
from scores.live.models import Document
from scores.live.topics import TopicNames
from scores.models import Match
from tests.factories import make_match

pytestmark = pytest.mark.django_db(transaction=True)
amake_match = sync_to_async(make_match)


class Source:
    """One stream of events."""

    def __init__(self, application: Any, query: str, *, last_event_id: str = "", method: str = "GET") -> None:
        headers = [(b"last-event-id", last_event_id.encode())] if last_event_id else []
        self._scope = {"type": "http", "method": method, "path": "/live/events", "query_string": query.encode()}
        self._scope |= {"headers": headers, "client": ("10.0.0.1", 50_000)}
        self._to_server: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._from_server: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._application = application
        self.last_event_id = last_event_id

    async def open(self) -> dict[str, Any]:
        self._to_server.put_nowait({"type": "http.request", "body": b"", "more_body": False})
        receive, send = self._to_server.get, self._from_server.put
        self._server = asyncio.create_task(self._application(self._scope, receive, send))
        return await self._next()

    async def _next(self) -> dict[str, Any]:
        async with asyncio.timeout(5):
            return await self._from_server.get()

    async def body(self) -> bytes:
        content: bytes = (await self._next())["body"]
        return content

    async def message(self) -> dict[str, Any]:
        """The message of the next event; its id is kept, as a browser keeps it."""
        lines = (await self.body()).decode().split("\n")
        fields = dict(line.split(": ", 1) for line in lines if line)
        self.last_event_id = fields.get("id", self.last_event_id)
        if "data" not in fields:
            return await self.message()
        message: dict[str, Any] = json.loads(fields["data"])
        return message

    async def until(self, kind: str) -> dict[str, Any]:
        while (message := await self.message())["type"] != kind:
            pass
        return message

    async def close(self) -> None:
        self._to_server.put_nowait({"type": "http.disconnect"})
        async with asyncio.timeout(5):
            await self._server


@asynccontextmanager
async def listening(application: Any, query: str, **options: Any) -> AsyncIterator[Source]:
    source = Source(application, query, **options)
    assert (await source.open())["status"] == 200
    try:
        yield source
    finally:
        await source.close()


def stream(hub: Hub, *, per_address: int = 100) -> EventStream:
    connections = Connections(in_all=100, per_address=per_address)
    return EventStream(hub=hub, connections=connections, topic_names=TopicNames(settings.LIVE_TOPICS))


async def goal(match: Match, key: str = "1") -> None:
    await sync_to_async(operations.record_incident)(match.pk, key=key, kind="goal", side="home", source="test")


async def test_a_reader_gets_the_state_and_then_each_update(hub):
    match = await amake_match(status="live")

    async with listening(stream(hub), f"topics=match.{match.pk}") as source:
        [state] = (await source.until("frames"))["frames"]
        await source.until("followed")
        await goal(match)
        [update] = (await source.until("frames"))["frames"]

    assert state["state"]["row"]["score"] == {"home": 0, "away": 0}
    assert (update["sequence"], update["patch"]["row"]["score"]) == (state["sequence"] + 1, {"home": 1})


async def test_a_browser_that_reconnects_gets_what_changed_since_the_last_event(hub):
    match, other = await amake_match(status="live"), await amake_match()
    long_ago = (await Document.objects.aget(name=f"row.{other.pk}")).at - timedelta(hours=1)
    await Document.objects.filter(name=f"row.{other.pk}").aupdate(at=long_ago)
    topics = "topics=day.2026-11-22"
    async with listening(stream(hub), topics) as source:
        await source.until("followed")
    await goal(match)

    async with listening(stream(hub), topics, last_event_id=source.last_event_id) as again:
        frames = (await again.until("frames"))["frames"]
        await again.until("followed")

    assert [(frame["document"], frame["state"]["score"]) for frame in frames] == [
        (f"row.{match.pk}", {"home": 1, "away": 0})
    ]


async def test_only_a_reader_that_has_everything_is_told_so(hub, monkeypatch):
    monkeypatch.setattr("scores.live.reader.MAX_UNACKED", 1)  # a message a frame
    for _ in range(2):
        await amake_match()

    async with listening(stream(hub), "topics=day.2026-11-22") as source:
        await source.until("frames")
        before_the_second = source.last_event_id
        await source.until("followed")

    assert before_the_second == ""
    assert source.last_event_id


async def test_more_frames_than_a_socket_may_leave_unacknowledged_arrive(hub, monkeypatch):
    monkeypatch.setattr("scores.live.reader.MAX_UNACKED", 2)
    match = await amake_match(status="live")

    async with listening(stream(hub), f"topics=match.{match.pk}") as source:
        await source.until("followed")
        for key in range(6):
            await goal(match, str(key))
            [frame] = (await source.until("frames"))["frames"]

    assert frame["sequence"] == (await Document.objects.aget(name=f"match.{match.pk}")).sequence


@pytest.mark.parametrize(
    ("query", "options", "status", "code"),
    [
        ("topics=weather.1", {}, 404, "unknown_topic"),
        ("", {}, 400, "bad_message"),
        ("topics=match.1&since=yesterday", {}, 400, "bad_message"),
        ("topics=match.1", {"last_event_id": "x"}, 400, "bad_message"),
        ("topics=" + ",".join(f"match.{n}" for n in range(65)), {}, 400, "bad_message"),
        ("topics=match.1", {"method": "POST"}, 405, "bad_method"),
    ],
)
async def test_what_is_no_follow_is_answered_with_an_error(hub, query, options, status, code):
    source = Source(stream(hub), query, **options)

    answer = await source.open()

    assert (answer["status"], json.loads(await source.body())["error"]["code"]) == (status, code)


async def test_one_address_has_so_many_connections_and_no_more(hub):
    application = stream(hub, per_address=1)

    async with listening(application, "topics=match.1"):
        refused = await Source(application, "topics=match.1").open()

    assert refused["status"] == 429
