"""A connection that is over is gone at once. Python's collector looks for garbage seldom here."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator
from typing import Any

import pytest
from uvicorn import Config, Server
from websockets.asyncio.client import connect
from websockets.server import ServerProtocol

from config.server import LiveProtocol
from scores.live.consumers import LiveConsumer
from scores.live.reader import Reader
from tests.processes import free_port

pytestmark = pytest.mark.django_db(transaction=True)
OURS = {LiveProtocol, LiveConsumer, Reader, ServerProtocol}
READERS = 5
FOLLOW = '{"type": "follow", "topics": ["day.2026-11-22"]}'


@pytest.fixture
def uncollected() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def left() -> list[Any]:
    return [each for each in gc.get_objects() if type(each) in OURS]


@pytest.mark.parametrize("goes", ["with a goodbye", "without"])
async def test_of_a_reader_that_went_nothing_is_left(application, uncollected, goes):
    config = Config(application, port=free_port(), ws=LiveProtocol, lifespan="off", log_config=None)
    server = Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)

    for _ in range(READERS):
        async with connect(f"ws://127.0.0.1:{config.port}/live/", proxy=None) as socket:
            await socket.send(FOLLOW)
            assert "followed" in str(await socket.recv())
            if goes == "without":
                socket.transport.abort()

    async with asyncio.timeout(10):
        while len(left()) > len(OURS):  # the hub may look at one of them until it looks at the next
            await asyncio.sleep(0.01)
    server.should_exit = True
    await serving
