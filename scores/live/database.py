"""Reading the database from asyncio."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, connection, connections

Result = TypeVar("Result")


class DatabaseThread:
    """One thread, with one connection of its own: what is read there waits for no request, and its errors for none."""

    def __init__(self, name: str) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name, initializer=_leave_the_pool)

    async def read(self, read: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, _with_good_connection, read)

    def close(self) -> None:
        self._thread.submit(lambda: connection.close())  # looked up there: each thread has a connection of its own
        self._thread.shutdown()


def _leave_the_pool() -> None:
    """A pool lets one wait while it tries to connect, more and more seldom. Here a failure is known at once."""
    own = connections.create_connection(DEFAULT_DB_ALIAS)
    options = {name: value for name, value in own.settings_dict["OPTIONS"].items() if name != "pool"}
    own.settings_dict = {**own.settings_dict, "OPTIONS": options}
    connections[DEFAULT_DB_ALIAS] = own


def _with_good_connection(read: Callable[[], Result]) -> Result:
    """A connection that failed is closed, so that the next read opens a new one."""
    try:
        return read()
    except (DatabaseError, InterfaceError):
        connection.close()
        raise
