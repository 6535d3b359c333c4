from __future__ import annotations

import asyncio
import json
from pathlib import Path
from urllib.request import urlopen

import pytest

from config.watching import Watch
from tests.browser.sites import Kind, make_empty_database, site
from tests.processes import daphne, eventually, uvicorn


class Looking:
    def __init__(self, *, failing: int = 0) -> None:
        self.times, self._failing = 0, failing
        self._waiting: asyncio.Queue[int] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()

    def __call__(self) -> None:
        self.times += 1
        self._loop.call_soon_threadsafe(self._waiting.put_nowait, self.times)
        if self.times <= self._failing:
            raise RuntimeError("The database is away.")

    async def reach(self, times: int) -> None:
        async with asyncio.timeout(10):
            while await self._waiting.get() < times:
                pass


async def test_a_watch_looks_again_and_again_until_it_is_stopped():
    looking = Looking()
    watch = Watch(looking, seconds=0.001)

    watch.start()
    await looking.reach(3)
    await watch.stop()

    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_what_fails_is_tried_again_and_said_once(caplog: pytest.LogCaptureFixture):
    looking = Looking(failing=3)
    watch = Watch(looking, seconds=0.001)

    watch.start()
    await looking.reach(5)
    await watch.stop()

    assert caplog.text.count("RuntimeError") == 1


async def test_a_watch_that_never_began_can_be_stopped():
    await Watch(lambda: None, seconds=1).stop()


@pytest.mark.parametrize("kind", [uvicorn, daphne])
def test_a_server_looks_for_silent_feeds_whether_or_not_it_tells_that_it_has_started(tmp_path: Path, kind: Kind):
    with site(tmp_path, make_empty_database(tmp_path)) as one:
        address = f"{one.serve(kind).url}/api/v1/documents/row.{one.desk().hear(5)}"

        assert eventually(lambda: "feed" in json.load(urlopen(address))["state"])
