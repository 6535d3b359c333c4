"""Publications through a real Valkey, and without it when it dies."""

from __future__ import annotations

import asyncio

import pytest
from asgiref.sync import sync_to_async
from channels.layers import channel_layers
from channels_redis.pubsub import RedisPubSubChannelLayer

from config import settings as site
from scores import operations
from scores.live.protocol import encode
from scores.live.publication import Publisher
from scores.models import Match
from tests.factories import make_match
from tests.live.conftest import wire
from tests.live.connections import Connection, connected
from tests.servers import Valkey

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def valkey():
    made = Valkey()
    yield made
    made.server.stop()


@pytest.fixture
async def layer(valkey):
    made = RedisPubSubChannelLayer(**site.redis_layer(valkey.url))
    channel_layers.set("default", made)
    yield made
    await made.flush()
    channel_layers.backends.clear()


async def goal(match: Match, key: str = "1") -> None:
    await sync_to_async(operations.record_incident)(match.pk, key=key, kind="goal", side="home", source="test")


async def following(connection: Connection) -> Match:
    match = await sync_to_async(make_match)(status="live")
    connection.say({"type": "follow", "topics": [f"match.{match.pk}"]})
    await connection.until("followed")
    return match


async def test_an_update_goes_through_the_layer(layer, make_hub):
    async with connected(wire(make_hub(search_seconds=3600))) as connection:
        match = await following(connection)
        await layer_is_joined(layer)
        await goal(match)

        assert len((await connection.until("frames"))["frames"]) == 1


async def test_another_process_publishes_on_a_loop_of_its_own(layer, make_hub):
    elsewhere = Publisher()

    async with connected(wire(make_hub(search_seconds=3600))) as connection:
        match = await following(connection)
        await layer_is_joined(layer)
        name = f"match.{match.pk}"
        elsewhere.send([[name, 10_000, [name], 0.0, True, encode({"document": name, "sequence": 10_000})]])
        [frame] = (await connection.until("frames"))["frames"]

    assert frame["sequence"] == 10_000
    elsewhere.close()


async def test_a_layer_that_was_silent_for_longer_than_its_socket_waits_still_speaks(layer, make_hub):
    async with connected(wire(make_hub(search_seconds=3600))) as connection:
        match = await following(connection)
        await layer_is_joined(layer)
        await asyncio.sleep(6)  # redis-py 8 gives a socket up after 5 s; nothing else is waited for here
        await goal(match)

        assert len((await connection.until("frames"))["frames"]) == 1


async def test_readers_miss_nothing_while_valkey_is_killed_and_started_again(layer, valkey, make_hub):
    async with connected(wire(make_hub(search_seconds=0.1))) as connection:
        match = await following(connection)
        await layer_is_joined(layer)
        valkey.kill()
        await goal(match, "while it is dead")
        [found] = (await connection.until("frames"))["frames"]
        valkey.start()
        await goal(match, "after it is back")
        [heard] = (await connection.until("frames"))["frames"]

    assert heard["sequence"] == found["sequence"] + 1


async def layer_is_joined(layer: RedisPubSubChannelLayer) -> None:
    async with asyncio.timeout(5):
        while not layer.groups:
            await asyncio.sleep(0.01)
        await layer.new_channel()  # answered after the subscription before it
