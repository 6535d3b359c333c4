"""What one process changes reaches the readers of every other: on SQLite alone, and on PostgreSQL and Valkey.

`make bench` measures how soon; here it only has to be soon on a busy machine too.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.live.newsroom import Newsroom, newsroom
from tests.processes import postgresql, valkey

pytestmark = pytest.mark.own_database

SOON_MS = 5_000


@pytest.fixture(scope="module", params=["sqlite", "postgresql and valkey"])
def room(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    if request.param == "sqlite":
        database = tmp_path_factory.mktemp("newsroom") / "scores.sqlite3"
        with newsroom(DATABASE_URL=f"sqlite:///{database}") as room:
            yield room
    else:
        with (
            postgresql() as database_url,
            valkey() as redis_url,
            newsroom(DATABASE_URL=database_url, REDIS_URL=redis_url) as room,
        ):
            yield room


def test_a_score_saved_in_the_admin_reaches_the_readers_of_both_servers(room):
    delays = room.edit(home=1)

    assert delays.keys() == {"Daphne", "uvicorn"}
    assert max(delays.values()) < SOON_MS


def test_a_score_ingested_by_a_third_process_reaches_the_readers_of_both_servers(room):
    delays = room.ingest(home=1)

    assert delays.keys() == {"Daphne", "uvicorn"}
    assert max(delays.values()) < SOON_MS
