"""What the hub does when publications are lost, readers stop reading, or its parts die."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import pytest
from asgiref.sync import sync_to_async
from channels.layers import InMemoryChannelLayer, channel_layers
from django.db import OperationalError, connection

from scores import operations
from scores.live.conflation import MANY
from scores.live.log import frame_of
from scores.live.models import Document, Update
from scores.live.protocol import Frame
from scores.models import Match
from tests.factories import make_match
from tests.live.conftest import wire
from tests.live.connections import Connection, connected
from tests.live.layers import FaultyLayer

pytestmark = pytest.mark.django_db(transaction=True)
amake_match = sync_to_async(make_match)


class DeafLayer(FaultyLayer):
    """Nothing arrives."""

    async def group_send(self, group, message):
        return


@pytest.fixture
def layer(request):
    made = request.param()
    channel_layers.set("default", made)
    yield made
    channel_layers.backends.clear()


async def goal(match: Match, key: str = "1") -> None:
    await sync_to_async(operations.record_incident)(match.pk, key=key, kind="goal", side="home", source="test")


async def following(connection: Connection, match: Match) -> None:
    connection.say({"type": "follow", "topics": [f"match.{match.pk}"]})
    await connection.until("followed")


@pytest.mark.parametrize("layer", [DeafLayer], indirect=True)
async def test_an_update_whose_publication_is_lost_is_found(layer, make_hub):
    match = await amake_match(status="live")

    async with connected(wire(make_hub(search_seconds=0.02))) as connection:
        await following(connection, match)
        await goal(match)
        frames = (await connection.until("frames"))["frames"]

    assert frames[0]["patch"]["row"]["score"] == {"home": 1}


@pytest.mark.parametrize("layer", [DeafLayer], indirect=True)
async def test_a_search_that_began_before_a_follow_sends_the_update_and_not_the_state(layer, make_hub, monkeypatch):
    match = await amake_match(status="live")
    hub = make_hub(search_seconds=3600)
    searched, changed = asyncio.Event(), asyncio.Event()
    read_topic, read_documents = hub._log.topic, hub._log.documents

    async def topic(name):
        await searched.wait()
        return await read_topic(name)

    async def documents(names):
        searched.set()
        await changed.wait()
        return await read_documents(names)

    monkeypatch.setattr(hub._log, "topic", topic)
    monkeypatch.setattr(hub._log, "documents", documents)
    async with connected(wire(hub)) as connection:
        connection.say({"type": "follow", "topics": [f"match.{match.pk}"]})
        await until(lambda: hub._followers)
        searching = asyncio.create_task(hub.search())
        await connection.until("followed")
        await goal(match)
        changed.set()
        await searching
        [update] = (await connection.until("frames"))["frames"]

    assert update["patch"]["row"]["score"] == {"home": 1}


@pytest.mark.parametrize("layer", [lambda: InMemoryChannelLayer(capacity=1)], indirect=True)
async def test_a_burst_through_a_layer_of_capacity_one_arrives_whole(layer, make_hub):
    match = await amake_match(status="live")

    async with connected(wire(make_hub(search_seconds=0.02))) as connection:
        await following(connection, match)
        for number in range(30):
            await goal(match, str(number))
        sequences: list[int] = []
        while len(sequences) < 30:
            sequences += [frame["sequence"] for frame in (await connection.until("frames"))["frames"]]

    assert sequences == list(range(sequences[0], sequences[0] + 30))


async def test_publications_alone_are_enough_when_none_is_lost(make_hub):
    match = await amake_match(status="live")

    async with connected(wire(make_hub(search_seconds=3600))) as connection:
        await following(connection, match)
        await goal(match)

        assert len((await connection.until("frames"))["frames"]) == 1


async def test_what_comes_soon_after_a_long_round_goes_out_together(make_hub, monkeypatch):
    monkeypatch.setattr("scores.live.hub.REST", 1e9)
    monkeypatch.setattr("scores.live.hub.MAX_REST_SECONDS", 1.0)
    match = await amake_match(status="live")

    async with connected(wire(make_hub())) as connection:
        await following(connection, match)
        await goal(match, "1")
        lone = await connection.until("frames")
        await goal(match, "2")
        await goal(match, "3")
        together = await connection.until("frames")

    assert [len(message["frames"]) for message in (lone, together)] == [1, 2]


@pytest.mark.parametrize("layer", [DeafLayer], indirect=True)
async def test_what_was_on_its_way_to_readers_who_have_left_goes_to_nobody_else(layer, make_hub):
    match = await amake_match(status="live")
    hub = make_hub(search_seconds=3600)

    async with connected(wire(hub)) as connection, connected(wire(hub), direct=True) as leaving:
        await following(connection, match)
        leaving.say({"type": "follow", "topics": ["day.2026-11-22"]})
        await leaving.until("followed")
        before = await Update.objects.acount()
        await goal(match)
        hub.take([frame_of(update) async for update in Update.objects.order_by("pk")[before:]])
        leaving.say({"type": "unfollow", "topics": ["day.2026-11-22"]})
        frames = (await connection.until("frames"))["frames"]

    assert [frame["document"] for frame in frames] == [f"match.{match.pk}"]


async def backlog(match: Match, updates: int) -> list[Frame]:
    """What a hub that hears nothing has yet to hear of so many goals."""
    name = f"match.{match.pk}"
    known = (await Document.objects.aget(name=name)).sequence
    for number in range(updates):
        await goal(match, str(number))
    return [frame_of(update) async for update in Update.objects.of(name, after=known)]


@pytest.mark.parametrize("layer", [DeafLayer], indirect=True)
@pytest.mark.parametrize(("updates", "kinds"), [(MANY + 8, ["state"]), (MANY, ["patch"] * MANY)])
async def test_of_a_document_of_which_too_much_has_piled_up_the_state_goes_out(layer, make_hub, updates, kinds):
    match = await amake_match(status="live")
    hub = make_hub(search_seconds=3600)

    async with connected(wire(hub)) as connection:
        await following(connection, match)
        hub.take(await backlog(match, updates))
        frames = (await connection.until("frames"))["frames"]
        await goal(match, "next")
        await hub.search()
        [update] = (await connection.until("frames"))["frames"]

    newest = await Document.objects.aget(name=f"match.{match.pk}")
    assert [kind for frame in frames for kind in ("state", "patch") if kind in frame] == kinds
    assert frames[-1]["sequence"] == newest.sequence - 1
    assert (update["sequence"], update["patch"]["row"]["score"]) == (newest.sequence, {"home": updates + 1})


@pytest.mark.parametrize("layer", [DeafLayer], indirect=True)
async def test_what_has_piled_up_goes_out_as_it_is_while_no_state_can_be_read(layer, make_hub, caplog, monkeypatch):
    match = await amake_match(status="live")
    hub = make_hub(search_seconds=3600)

    async def unavailable(names):
        raise OperationalError

    async with connected(wire(hub)) as connection:
        await following(connection, match)
        frames = await backlog(match, MANY + 1)
        monkeypatch.setattr(hub._log, "documents", unavailable)
        hub.take(frames)
        arrived = (await connection.until("frames"))["frames"]

    assert [frame["sequence"] for frame in arrived] == [frame.sequence for frame in frames]
    assert "no state could be read" in caplog.text


@pytest.mark.parametrize("layer", [InMemoryChannelLayer], indirect=True)
async def test_a_listener_that_dies_is_started_again(layer, make_hub, caplog):
    match = await amake_match(status="live")

    async with connected(wire(make_hub(search_seconds=3600))) as connection:
        await following(connection, match)
        [channel] = layer.groups["live"]
        layer.channels[channel].put_nowait((9e9, {"type": "publication"}))
        await until(lambda: "is started again" in caplog.text)
        await until(lambda: layer.groups.get("live"))
        await goal(match)

        assert len((await connection.until("frames"))["frames"]) == 1


async def until(claim, *, seconds: float = 5):
    async with asyncio.timeout(seconds):
        while not claim():
            await asyncio.sleep(0.01)


async def test_readers_who_come_together_share_one_read(make_hub):
    matches = [await amake_match() for _ in range(3)]
    hub = make_hub(search_seconds=3600)
    application = wire(hub)
    connections = [await Connection(application).open() for _ in range(200)]

    async with counting(hub) as queries:
        for each in connections:
            each.say({"type": "follow", "topics": ["day.2026-11-22"]})
        answers = [await each.until("frames") for each in connections]

    assert len(queries) == 1
    assert {len(answer["frames"]) for answer in answers} == {len(matches)}
    for each in connections:
        await each.cut()


@asynccontextmanager
async def counting(hub):
    """The queries of a hub's log, which runs on a thread of its own."""
    queries: list[str] = []

    def count(execute, sql, params, many, context):
        queries.append(sql)
        return execute(sql, params, many, context)

    await hub._log._thread.read(lambda: connection.execute_wrappers.append(count))
    yield queries
    await hub._log._thread.read(lambda: connection.execute_wrappers.remove(count))


async def test_a_reader_behind_for_30_seconds_is_closed_and_the_others_are_not(make_hub):
    match = await amake_match(status="live")
    hub = make_hub()
    application = wire(hub)

    async with connected(application) as stuck, connected(application) as quick:
        for each in (stuck, quick):
            await following(each, match)
        stuck.hold()
        await goal(match)
        await quick.until("frames")
        real_now = hub.now
        hub.now = lambda: real_now() + 31
        closed = await stuck.until("websocket.close")
        await goal(match, "2")

        assert closed["code"] == 4408
        assert len((await quick.until("frames"))["frames"]) == 1


@pytest.mark.parametrize("direct", [False, True])
async def test_a_quiet_reader_hears_that_the_line_is_alive(make_hub, direct):
    hub = make_hub()

    async with connected(wire(hub), direct=direct) as connection:
        real_now = hub.now
        hub.now = lambda: real_now() + 21
        message = await connection.next()

    assert message.keys() == {"type", "at"}
    assert message["type"] == "alive"


async def test_a_line_over_which_nothing_is_followed_is_closed_after_a_minute(make_hub):
    hub = make_hub()
    application = wire(hub)

    async with connected(application) as mute, connected(application) as done, connected(application) as follower:
        for each in (done, follower):
            each.say({"type": "follow", "topics": ["day.2026-11-22"]})
            await each.until("followed")
        done.say({"type": "unfollow", "topics": ["day.2026-11-22"]})
        await until(lambda: sum(bool(reader.topics) for reader in hub._readers) == 1)
        real_now = hub.now
        hub.now = lambda: real_now() + 61
        closed = [await each.until("websocket.close") for each in (mute, done)]
        hub.now = real_now
        follower.say({"type": "follow", "topics": ["day.2026-11-23"]})

        assert [message["code"] for message in closed] == [4408, 4408]
        assert (await follower.until("followed"))["topics"] == ["day.2026-11-23"]


async def test_nothing_is_remembered_of_what_nobody_follows(make_hub):
    match = await amake_match(status="live")
    hub = make_hub()

    async with connected(wire(hub)) as connection:
        await following(connection, match)
        assert len(hub._memory) == 1
        connection.say({"type": "unfollow", "topics": [f"match.{match.pk}"]})
        await until(lambda: len(hub._memory) == 0)
        await goal(match)

    assert (await Document.objects.aget(name=f"match.{match.pk}")).sequence > 1


async def test_a_match_that_left_the_day_and_changed_again_is_forgotten_with_the_day(make_hub):
    match = await amake_match(status="live")
    hub = make_hub()

    async with connected(wire(hub)) as connection:
        connection.say({"type": "follow", "topics": ["day.2026-11-22"]})
        await connection.until("followed")
        await sync_to_async(operations.amend)(match.pk, {"kick_off": match.kick_off.replace(day=23)}, source="test")
        await connection.until("frames")
        await goal(match)
        await hub.search()

    assert hub.is_empty


async def test_a_deleted_match_that_somebody_still_names_is_forgotten_with_the_day(make_hub):
    match = await amake_match(status="live")
    hub = make_hub(memory_bytes=1)

    async with connected(wire(hub)) as connection:
        connection.say({"type": "follow", "topics": ["day.2026-11-22"]})
        await connection.until("followed")
        await sync_to_async(operations.delete_match)(match.pk, source="test", reason="entered twice")
        await connection.until("frames")
        connection.say({"type": "follow", "topics": ["day.2026-11-22"], "positions": {f"row.{match.pk}": 1}})
        await connection.until("followed")

    assert hub.is_empty


async def test_a_match_that_left_while_a_reader_was_behind_is_told_to_it_all_the_same(make_hub):
    match = await amake_match(status="live")
    hub = make_hub()

    async with connected(wire(hub)) as connection:
        connection.hold()
        connection.say({"type": "follow", "topics": ["day.2026-11-22"]})
        await until(lambda: hub.sequence(f"row.{match.pk}") > 0)
        await sync_to_async(operations.amend)(match.pk, {"kick_off": match.kick_off.replace(day=23)}, source="test")
        await goal(match)
        await until(lambda: hub.sequence(f"row.{match.pk}") == 0)
        connection.let_go()
        [read] = (await connection.until("frames"))["frames"]
        [left] = (await connection.until("frames"))["frames"]

    assert (read["state"]["day"], left["state"]["day"]) == ("2026-11-22", "2026-11-23")
