"""A site for one test: its database, its servers, and a desk at which editors work in a process of their own."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

from tests import processes

Kind = Callable[..., AbstractContextManager[processes.Site]]


class Server:
    """A server on one port; killed and started again, it is another process on the same port."""

    def __init__(self, kind: Kind, settings: dict[str, str], stack: ExitStack) -> None:
        self._kind, self._settings, self._stack = kind, settings, stack
        self.port = processes.free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        self._site = self._stack.enter_context(self._kind(port=self.port, **self._settings))

    @property
    def pid(self) -> int:
        return self._site.process.pid

    def kill(self) -> None:
        self._site.kill()

    def end(self) -> None:
        """End it as an operator does: its readers are sent elsewhere first."""
        processes.end(self._site.process)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """It keeps its connections, and says nothing on them."""
        self._site.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._site.process.send_signal(signal.SIGCONT)


class Desk:
    """Operations, done in a process of their own: `desk.goal(match_id, "g1")`. The verbs are those of desk.py."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def __getattr__(self, verb: str) -> Any:
        return lambda *args, **kwargs: self._ask(verb, args, kwargs)

    def _ask(self, verb: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps([verb, args, kwargs]) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        answer = json.loads(line) if line else {"error": "the desk has closed"}
        if "error" in answer:
            raise RuntimeError(f"{verb}: {answer['error']}")
        return answer["result"]


class Site:
    """One database, and every process that was started on it."""

    def __init__(self, database: Path, stack: ExitStack) -> None:
        self.settings = {"DEBUG": "1", "DATABASE_URL": f"sqlite:///{database}"}
        self._stack = stack

    def manage(self, *arguments: str, **settings: str) -> None:
        processes.manage(*arguments, **{**self.settings, **settings})

    def serve(self, kind: Kind = processes.uvicorn, /, **settings: str) -> Server:
        return Server(kind, {**self.settings, **settings}, self._stack)

    def simulate(self, *, until: Callable[[], object]) -> None:
        """Let a made-up matchday of all sports be played, as fast as it goes, until something has happened."""
        with tempfile.TemporaryFile() as log:
            arguments = ("simulate", "--seed", "1", "--speed", "600", "--force")
            process = processes.start(*arguments, log=log, **self.settings)
            try:
                until()
            finally:
                processes.end(process)

    def desk(self) -> Desk:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.browser.desk"],
            cwd=processes.ROOT,
            env=processes.environment(DJANGO_SETTINGS_MODULE="config.settings", **self.settings),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._stack.enter_context(process)  # closes its input, at which it ends, and waits for it
        return Desk(process)


@contextmanager
def site(folder: Path, empty: Path) -> Iterator[Site]:
    """A site on a copy of an empty database."""
    database = Path(shutil.copy(empty, folder / "site.sqlite3"))
    with ExitStack() as stack:
        yield Site(database, stack)


def make_empty_database(folder: Path) -> Path:
    """A database that has its tables and nothing in them, all in one file."""
    path = folder / "empty.sqlite3"
    processes.manage("migrate", "--verbosity", "0", DEBUG="1", DATABASE_URL=f"sqlite:///{path}")
    return path
