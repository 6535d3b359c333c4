"""The pool of connections when the server behind it was restarted, and what each connection is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import environ
import pytest
from django.db.utils import ConnectionHandler

from config.settings import pooled
from tests.servers import Postgresql

IDLE = 6


@pytest.fixture(scope="module")
def server() -> Iterator[Postgresql]:
    with Postgresql() as running:
        yield running


@pytest.fixture
def connect(server: Postgresql, django_db_blocker: Any) -> Iterator[Callable[[], Any]]:
    """Makes connections as each thread of the site has one, all of one pool."""
    handler = ConnectionHandler({"default": {}, "site": pooled(environ.Env.db_url_config(server.url))})
    with django_db_blocker.unblock():
        yield lambda: handler.create_connection("site")
        last: Any = handler.create_connection("site")
        last.close_pool()


def answers(connection: Any) -> bool:
    with connection.cursor() as cursor:
        return bool(cursor.execute("SELECT 1").fetchone() == (1,))


def test_the_first_request_works_however_many_connections_a_restart_has_broken(server, connect):
    several = [connect() for _ in range(IDLE)]
    assert all(answers(each) for each in several)
    for each in several:
        each.close()

    server.kill()
    server.start()

    with closing(connect()) as first:
        assert answers(first)


def test_a_transaction_that_stands_still_is_ended_before_others_have_waited_long(connect):
    with closing(connect()) as connection, connection.cursor() as cursor:
        cursor.execute("SHOW idle_in_transaction_session_timeout")

        assert cursor.fetchone() == ("20s",)
