"""What is counted of delivery: by the process for Prometheus, and every few seconds for the site's own page."""

from __future__ import annotations

import asyncio

import pytest
from asgiref.sync import sync_to_async
from channels.layers import channel_layers
from prometheus_client import REGISTRY

from scores import operations
from scores.live.experience import percentile
from scores.live.models import Sample
from scores.models import Match
from tests.factories import make_match
from tests.live.conftest import wire
from tests.live.connections import Connection, connected
from tests.live.test_hub import DeafLayer

pytestmark = pytest.mark.django_db(transaction=True)
amake_match = sync_to_async(make_match)


class Count:
    """How much a figure has grown since the test began."""

    def __init__(self, name: str, **labels: str) -> None:
        self._name, self._labels = name, labels
        self._before = self._now()

    def _now(self) -> float:
        return REGISTRY.get_sample_value(self._name, self._labels) or 0.0

    @property
    def grown(self) -> float:
        return self._now() - self._before


async def goal(match: Match, key: str = "1") -> None:
    await sync_to_async(operations.record_incident)(match.pk, key=key, kind="goal", side="home", source="test")


async def following(connection: Connection, match: Match) -> None:
    connection.say({"type": "follow", "topics": [f"match.{match.pk}"]})
    await connection.until("followed")


@pytest.mark.parametrize("direct", [False, True])
async def test_frames_messages_and_publications_are_counted(application, direct):
    match = await amake_match(status="live")
    async with connected(application, direct=direct) as one, connected(application, direct=direct) as two:
        await following(one, match)
        await following(two, match)
        frames, batches = Count("touchline_frames_total"), Count("touchline_batches_total")
        publications = Count("touchline_publish_seconds_count")

        await goal(match)
        for reader in (one, two):
            await reader.until("frames")

    assert (frames.grown, batches.grown, publications.grown) == (2, 2, 1)


async def test_a_reader_that_is_not_written_to_counts_when_it_is_caught_up(application):
    match = await amake_match(status="live")
    async with connected(application, direct=True) as connection:
        await following(connection, match)
        connection.hold()
        batches = Count("touchline_batches_total")
        await goal(match, "1")
        await goal(match, "2")
        await asyncio.sleep(0.1)
        connection.let_go()
        await connection.until("frames")
        await connection.until("frames")

    assert batches.grown == 2


async def test_catch_ups_are_counted_by_what_was_sent(application):
    match = await amake_match(status="live")
    states, updates = (Count("touchline_catch_ups_total", kind=kind) for kind in ("state", "updates"))

    async with connected(application) as first:
        await following(first, match)
        await goal(match)
        await first.until("frames")
        async with connected(application) as second:
            name = f"match.{match.pk}"
            second.say({"type": "follow", "topics": [name], "positions": {name: 1}})
            await second.until("followed")

    assert (states.grown, updates.grown) == (1, 1)


@pytest.mark.parametrize("reaches", [True, False])
async def test_what_no_publication_told_is_counted(make_hub, reaches):
    match = await amake_match(status="live")
    untold = Count("touchline_updates_untold_total")
    if not reaches:
        channel_layers.set("default", DeafLayer())
    try:
        async with connected(wire(make_hub(search_seconds=0.05 if not reaches else 60))) as connection:
            await following(connection, match)
            await goal(match)
            await connection.until("frames")
    finally:
        channel_layers.backends.clear()

    assert (untold.grown > 0) == (not reaches)


async def test_what_readers_tell_of_their_delay_is_counted_and_stored(application, monkeypatch):
    monkeypatch.setattr("scores.live.upkeep.SAMPLE_SECONDS", 0.05)
    told = Count("touchline_delay_seconds_count")
    async with connected(application) as connection:
        connection.say({"type": "ack", "frames": 0, "delay_ms": 41})
        connection.say({"type": "ack", "frames": 0})
        await until_stored(readers=1)
    await until_stored(readers=0)

    samples = [sample async for sample in Sample.objects.order_by("at")]
    assert told.grown == 1
    assert sum(sum(sample.delays) for sample in samples) == 1
    [delays] = [sample.delays for sample in samples if any(sample.delays)]
    assert percentile(delays, 50) == pytest.approx(41, rel=0.25)


async def until_stored(*, readers: int) -> None:
    async with asyncio.timeout(10):
        while not await Sample.objects.filter(readers=readers).aexists():
            await asyncio.sleep(0.02)


@pytest.mark.parametrize(("code", "label"), [(1001, "1001"), (3999, "other")])
async def test_connections_are_counted_by_how_they_ended(application, code, label):
    closed = Count("touchline_connections_closed_total", code=label)
    connection = await Connection(application).open()
    await connection.next()

    connection._to_server.put_nowait({"type": "websocket.disconnect", "code": code})
    assert connection.server is not None
    await asyncio.wait_for(connection.server, 5)

    assert closed.grown == 1


async def test_readers_that_come_back_one_after_the_other_cost_a_few_queries(application):
    match = await amake_match(status="live")
    for number in range(8):
        await goal(match, str(number))
    name = f"match.{match.pk}"
    reads = [Count("touchline_log_queries_total", what=what) for what in ("topic", "documents", "updates")]

    async with connected(application) as stays:
        await following(stays, match)
        for position in (6, 2, 4, 7, 3):
            async with connected(application) as connection:
                connection.say({"type": "follow", "topics": [name], "positions": {name: position}})
                frames = (await connection.until("frames"))["frames"]
                await connection.until("followed")
            assert [frame["sequence"] for frame in frames][0] in {position + 1, frames[-1]["sequence"]}

    assert [read.grown for read in reads] == [1, 0, 1]
