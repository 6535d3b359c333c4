from __future__ import annotations

from collections.abc import Iterator

import pytest
from asgiref.sync import SyncToAsync
from django.db import connections


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """The thread of `sync_to_async` keeps its connection, and PostgreSQL drops no database that is in use."""
    yield
    SyncToAsync.single_thread_executor.submit(connections.close_all).result()
