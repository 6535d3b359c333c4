"""The log as a hub reads it: on one connection, which ends with it."""

from __future__ import annotations

import pytest
from django.db.backends.signals import connection_created

from scores.live.log import DatabaseLog

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
