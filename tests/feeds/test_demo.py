"""`make run`: the site and a simulated matchday beside it."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

from tests.processes import END_SECONDS, answers, attempt, eventually, free_port, manage, start

pytestmark = pytest.mark.own_database

Demo = tuple[subprocess.Popen[bytes], int, Path]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demo's database: filling one takes a while."""
    path = tmp_path_factory.mktemp("demo") / "filled.sqlite3"
    settings = {"DEBUG": "1", "DATABASE_URL": f"sqlite:///{path}"}
    manage("migrate", "--verbosity", "0", DEBUG="1", DATABASE_URL=settings["DATABASE_URL"])
    manage("simulate", "--fill-only", "--sport", "tennis", DEBUG="1", DATABASE_URL=settings["DATABASE_URL"])
    return path


@pytest.fixture
def run_demo(filled: Path, tmp_path: Path) -> Iterator[Callable[[], Demo]]:
    with ExitStack() as stack:

        def run() -> Demo:
            database, said, port = Path(shutil.copy(filled, tmp_path)), tmp_path / "said", free_port()
            log = stack.enter_context(said.open("wb"))
            process = start("demo", log=log, DEBUG="1", DATABASE_URL=f"sqlite:///{database}", PORT=str(port))
            stack.callback(kill_all, process)
            assert eventually(lambda: b"Ctrl-C ends it" in said.read_bytes()), said.read_text()
            return process, port, said

        yield run


def kill_all(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        for child in psutil.Process(process.pid).children(recursive=True):
            child.kill()
        process.kill()
        process.wait()


def child(process: subprocess.Popen[bytes], command: str) -> psutil.Process:
    return next(found for found in psutil.Process(process.pid).children() if command in found.cmdline())


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_and_simulates_until_it_is_told_to_end_and_leaves_nobody_behind(run_demo, ending):
    process, port, said = run_demo()
    children = [child(process, "serve"), child(process, "simulate")]
    assert answers(port)

    process.send_signal(ending)

    assert process.wait(END_SECONDS) == 0
    assert [found for found in children if found.is_running()] == []
    assert not answers(port)
    assert f"Touchline is at http://127.0.0.1:{port}/\n" in said.read_text()
    assert "manage.py createsuperuser\n" in said.read_text()
    assert "Traceback" not in said.read_text()
    assert said.read_text().endswith("\nStopping.\n")


@pytest.mark.parametrize(("dies", "stays"), [("serve", "simulate"), ("simulate", "serve")])
def test_when_one_dies_the_other_is_ended_and_it_says_so(run_demo, dies, stays):
    process, port, said = run_demo()
    other = child(process, stays)

    child(process, dies).kill()

    assert process.wait(END_SECONDS) == 1
    assert not other.is_running() and not answers(port)
    name = {"serve": "site", "simulate": "simulation"}[dies]
    assert said.read_text().endswith(
        f"CommandError: The {name} ended by itself (exit status -9), so everything was ended.\n"
    )


def test_a_port_in_use_is_one_line(filled):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        done = attempt("demo", DEBUG="1", DATABASE_URL=f"sqlite:///{filled}", PORT=str(port))

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"CommandError: Port {port} is in use: end what listens there, or choose another: make run PORT={port + 1}\n"
    )


def test_it_never_fills_a_real_site(tmp_path):
    done = attempt("demo", SECRET_KEY="x" * 60, DATABASE_URL=f"sqlite:///{tmp_path / 'real.sqlite3'}")

    assert done.returncode == 1
    assert done.stderr == "CommandError: The demo fills the database with made-up matches: it runs with DEBUG=1 only.\n"
