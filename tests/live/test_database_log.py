"""The log as a hub reads it: on one connection, which ends with it."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, transaction
from django.db.backends.signals import connection_created

from scores import operations
from scores.live.log import DatabaseLog, Marks
from scores.live.models import Document
from scores.models import Match
from tests.factories import make_match

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def opened():
    """The connections that were opened since."""
    found = []

    def notice(connection, **_):
        found.append(connection)

    connection_created.connect(notice)
    yield found
    connection_created.disconnect(notice)


async def test_a_log_reads_on_one_connection_and_closes_it(opened):
    log = DatabaseLog()

    await log.documents(["row.1"])
    await log.changed(60)
    log.close()

    assert [connection.connection for connection in opened] == [None]


@pytest.fixture
def log():
    made = DatabaseLog()
    yield made
    made.close()


def goal(match: Match) -> None:
    operations.record_incident(match.pk, key="1", kind="goal", side="home", source="test")


def set_back(match: Match, by: timedelta) -> None:
    """As if the clock of the writer had been wrong."""
    document = Document.objects.get(name=f"match.{match.pk}")
    document.at -= by
    document.save()


async def names(log: DatabaseLog, seconds: float) -> set[str]:
    return {name for name, _, _ in await log.changed(seconds)}


@pytest.mark.parametrize("hours", [-1, 1])
async def test_what_a_writer_stamped_with_a_wrong_time_is_among_what_changed(log, hours):
    match = await sync_to_async(make_match)(status="live")
    await log.changed(60)

    await sync_to_async(goal)(match)
    await sync_to_async(set_back)(match, timedelta(hours=hours))

    assert f"match.{match.pk}" in await names(log, 2)


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="on SQLite one transaction writes at a time")
async def test_what_is_committed_after_a_later_number_is_among_what_changed(log):
    slow, quick = [await sync_to_async(make_match)(status="live") for _ in range(2)]
    is_written, may_commit = threading.Event(), threading.Event()

    def write_slowly():
        with transaction.atomic():
            goal(slow)
            is_written.set()
            may_commit.wait(10)
        connection.close()

    writing = threading.Thread(target=write_slowly)
    writing.start()
    is_written.wait(10)
    await sync_to_async(goal)(quick)
    before = await names(log, 60)
    may_commit.set()
    writing.join()

    assert f"match.{quick.pk}" in before
    assert f"match.{slow.pk}" in await names(log, 60)


def test_a_mark_is_the_end_of_the_log_at_that_moment_or_earlier():
    marks = Marks()
    for at, newest in [(10.0, 100), (10.5, 150), (12.0, 200), (20.0, 300)]:
        marks.set(at, newest)

    assert [marks.before(at) for at in (9, 10, 11.9, 12, 19, 30)] == [100, 100, 100, 200, 200, 300]


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="only SQLite tells whether anybody has written")
async def test_a_database_in_which_nothing_was_written_is_not_searched_again(log):
    match = await sync_to_async(make_match)(status="live")
    queries: list[str] = []

    def count(execute, sql, params, many, context):
        queries.append(sql)
        return execute(sql, params, many, context)

    await log.changed(60)
    await log._thread.read(lambda: connection.execute_wrappers.append(count))
    await names(log, 2)
    await names(log, 2)
    in_vain = len(queries)
    await sync_to_async(goal)(match)
    found = await names(log, 2)

    assert in_vain == 0
    assert f"match.{match.pk}" in found
    assert queries
