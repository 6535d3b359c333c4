from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from channels.routing import URLRouter
from django.conf import settings
from django.urls import path

from scores.live.consumers import LiveConsumer
from scores.live.hub import Hub
from scores.live.limits import Connections
from scores.live.log import DatabaseLog
from scores.live.origins import OriginGate
from scores.live.publication import listen
from scores.live.topics import TopicNames


def wire(hub: Hub, *, in_all: int = 10_000, per_address: int = 10_000, origins: tuple[str, ...] = ()) -> Any:
    """The reader's socket as config/asgi.py puts it together, around a hub of the test's own."""
    consumer = LiveConsumer.as_asgi(
        hub=hub,
        connections=Connections(in_all=in_all, per_address=per_address),
        topic_names=TopicNames(settings.LIVE_TOPICS),
    )
    return OriginGate(URLRouter([path("live/", consumer)]), hosts=["testserver"], origins=origins)


@pytest.fixture
async def make_hub(transactional_db: None) -> AsyncIterator[Callable[..., Hub]]:
    made: list[tuple[Hub, DatabaseLog]] = []

    def make(*, search_seconds: float = 0.02, **options: int) -> Hub:
        log = DatabaseLog()
        made.append((Hub(log, listen, search_seconds=search_seconds, **options), log))
        return made[-1][0]

    yield make
    for hub, log in made:
        await hub.stop()
        log.close()
        assert hub.is_empty


@pytest.fixture
def hub(make_hub: Callable[..., Hub]) -> Hub:
    return make_hub()


@pytest.fixture
def application(hub: Hub) -> Any:
    return wire(hub)
