"""changing(): what it leaves when it fails, what it asks the database, and when it tells readers."""

from __future__ import annotations

import asyncio

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from channels.layers import InMemoryChannelLayer, channel_layers
from django.db import transaction

from scores import operations
from scores.changes import changing
from scores.live.models import Document, Update
from scores.live.publication import listen
from scores.models import Match
from scores.operations import OperationError
from tests.factories import make_match
from tests.scores.reading import count_updates, row_of

SILENCE_SECONDS = 0.1
amake_match = sync_to_async(make_match)


class Trouble(Exception):
    pass


class BrokenLayer(InMemoryChannelLayer):  # type: ignore[misc]
    async def group_send(self, group, message):
        raise ConnectionError("gone")


class Ear:
    """What arrives through the channel layer, a list of documents and sequences for each publication."""

    def __init__(self):
        self.heard: asyncio.Queue[list[tuple[str, int]]] = asyncio.Queue()

    def take(self, frames):
        self.heard.put_nowait([(frame.document, frame.sequence) for frame in frames])

    async def next(self):
        return await asyncio.wait_for(self.heard.get(), 5)

    async def hears_nothing(self):
        try:
            await asyncio.wait_for(self.heard.get(), SILENCE_SECONDS)
        except TimeoutError:
            return True
        return False


@pytest.fixture
async def ear(request, transactional_db):
    layer = getattr(request, "param", InMemoryChannelLayer)()
    channel_layers.set("default", layer)
    ear = Ear()
    listener = asyncio.create_task(listen(ear.take))
    while not layer.groups:
        await asyncio.sleep(0)
    yield ear
    listener.cancel()
    await asyncio.gather(listener, return_exceptions=True)
    channel_layers.backends.clear()


@pytest.mark.django_db
def test_a_change_that_fails_leaves_nothing():
    match = make_match(status="live")
    before = count_updates()

    with pytest.raises(Trouble), changing(match.pk, source="test") as changed:
        changed.home_score = 5
        changed.incidents.create(key="1", source="test", kind="goal", side="home")
        raise Trouble

    assert count_updates() == before
    assert row_of(match)["score"] == {"home": 0, "away": 0}
    assert not match.incidents.exists()


@pytest.mark.django_db
def test_a_match_that_is_no_more_cannot_be_changed():
    with pytest.raises(Match.DoesNotExist, match="There is no match 7"), changing(7, source="test"):
        raise AssertionError("It has no match to hand over.")


@pytest.mark.django_db
def test_a_reason_too_long_for_the_log_is_cut():
    match = make_match(status="live", score=(1, 0))

    operations.set_score(match.pk, home=0, away=0, source="test", reason="x" * 500)

    assert set(Update.objects.exclude(reason="").values_list("reason", flat=True)) == {"x" * 200}


@pytest.mark.django_db
def test_a_goal_in_a_league_asks_the_database_12_times(django_assert_max_num_queries):
    match = make_match(status="live")

    with django_assert_max_num_queries(12):
        operations.record_incident(match.pk, key="1", kind="goal", side="home", minute=3, source="test")


@pytest.mark.django_db
def test_a_longer_season_asks_the_database_no_more(django_assert_max_num_queries):
    match = make_match(status="live")
    for _ in range(4):
        make_match(stage=match.stage, home=match.home, status="ended", score=(1, 0))

    with django_assert_max_num_queries(12):
        operations.record_incident(match.pk, key="1", kind="goal", side="home", minute=3, source="test")


async def test_one_message_tells_all_that_a_change_made(ear):
    match = await amake_match(status="live")
    while not await ear.hears_nothing():
        pass

    await sync_to_async(operations.set_score)(match.pk, home=1, away=0, source="test")

    told = dict(await ear.next())
    assert set(told) == {f"match.{match.pk}", f"row.{match.pk}", f"table.{match.stage_id}"}
    assert told == {document.name: document.sequence async for document in Document.objects.filter(name__in=told)}


async def test_readers_are_told_after_the_commit(ear):
    match = await amake_match(status="live")
    while not await ear.hears_nothing():
        pass

    def change():
        with transaction.atomic():
            operations.set_score(match.pk, home=1, away=0, source="test")
            return async_to_sync(ear.hears_nothing)()

    assert await sync_to_async(change)()
    assert await ear.next()


async def test_what_is_rolled_back_is_never_told(ear):
    match = await amake_match(status="live")
    while not await ear.hears_nothing():
        pass

    def change():
        with transaction.atomic():
            operations.set_score(match.pk, home=1, away=0, source="test")
            raise Trouble

    with pytest.raises(Trouble):
        await sync_to_async(change)()

    assert await ear.hears_nothing()


async def test_a_refusal_is_never_told(ear):
    match = await amake_match()
    while not await ear.hears_nothing():
        pass

    with pytest.raises(OperationError):
        await sync_to_async(operations.record_incident)(match.pk, key="1", kind="goal", side="home", source="test")

    assert await ear.hears_nothing()


async def test_what_changes_nothing_tells_nothing(ear):
    match = await amake_match(status="live", score=(1, 0))
    while not await ear.hears_nothing():
        pass

    await sync_to_async(operations.set_score)(match.pk, home=1, away=0, source="test")

    assert await ear.hears_nothing()


@pytest.mark.parametrize("ear", [BrokenLayer], indirect=True)
async def test_a_layer_that_fails_fails_no_operation(ear):
    match = await amake_match(status="live")

    await sync_to_async(operations.set_score)(match.pk, home=1, away=0, source="test")

    assert (await Document.objects.aget(name=f"row.{match.pk}")).state["score"] == {"home": 1, "away": 0}
