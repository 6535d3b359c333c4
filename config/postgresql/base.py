"""Django's PostgreSQL, with connections that are looked at before use, and transactions that do not stand still."""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql import base
from psycopg import Error
from psycopg_pool import ConnectionPool

# A process that is frozen, or whose machine is gone, in the middle of a transaction keeps its locks: who takes over
# from it would wait for the match until then. The server itself would wait for two hours.
STANDSTILL = "SET idle_in_transaction_session_timeout = '20s'"


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """One that answers. A server that was restarted leaves as many bad ones as were idle.

        The pool's own check goes from one to the next and waits longer each time: the first request after a restart
        would wait for seconds, and fail.
        """
        connection = super().get_new_connection(conn_params)
        if self.pool is None or _answers(connection):
            return connection
        self.pool.putconn(connection)
        self.pool.check()
        return super().get_new_connection(conn_params)

    def _configure_connection(self, connection: Any) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(STANDSTILL)
        super()._configure_connection(connection)  # type: ignore[misc]  # the stubs lack it
        return True


def _answers(connection: Any) -> bool:
    try:
        ConnectionPool.check_connection(connection)
    except Error:
        return False
    return True
