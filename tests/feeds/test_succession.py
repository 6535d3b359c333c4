from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests.feeds.bodies import espn, espn_event
from tests.feeds.provider_site import Response, Site, provider_site
from tests.processes import ROOT, end, environment, eventually, manage

pytestmark = pytest.mark.own_database

LEASE = 2.0


class Process:
    """An ingest process of one provider."""

    def __init__(self, site: Site, database: str, log: Path, *arguments: str) -> None:
        self.log = log
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.feeds.polling_process", site.address, str(LEASE), *arguments],
                cwd=ROOT,
                env=environment(
                    DATABASE_URL=database,
                    DEBUG="1",
                    DJANGO_SETTINGS_MODULE="config.settings",
                    PYTHONUNBUFFERED="",  # as an operator starts it: what it says arrives all the same
                ),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            )

    @property
    def said(self) -> str:
        return self.log.read_text()


@pytest.fixture
def site():
    with provider_site() as site:
        site.will_answer(Response(espn(espn_event()), headers={"ETag": '"1"'}))
        yield site


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    path = tmp_path_factory.mktemp("succession") / "empty.sqlite3"
    manage("migrate", DATABASE_URL=f"sqlite:///{path}", DEBUG="1")
    return path


@pytest.fixture
def path(empty, tmp_path):
    return Path(shutil.copy(empty, tmp_path / "scores.sqlite3"))


@pytest.fixture
def start(site, path, tmp_path):
    with ExitStack() as stack:

        def started(name: str, *arguments: str) -> Process:
            process = Process(site, f"sqlite:///{path}", tmp_path / f"{name}.log", *arguments)
            stack.callback(end, process.process)
            return process

        yield started


def ask(path: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path, timeout=20)) as database:
        return database.execute(query).fetchall()


def pollers(path: Path) -> str:
    found = ask(path, "SELECT poller FROM feeds_source WHERE name = 'espn'")
    return str(found[0][0]) if found else ""


def updates(path: Path) -> list[tuple[object, ...]]:
    return ask(path, "SELECT document, sequence FROM live_update ORDER BY 1, 2")


def holds(claim: Callable[[], bool], process: Process) -> None:
    assert eventually(claim), process.said


def polling(start, path: Path) -> tuple[Process, Process]:
    """One that polls, and one that stands by."""
    first = start("first", "--create")
    holds(lambda: "1 applied" in first.said, first)
    second = start("second", "--create")
    holds(lambda: "Standing by" in second.said, second)
    return first, second


def test_when_the_poller_is_killed_the_other_takes_over_and_applies_nothing_twice(start, site, path):
    first, second = polling(start, path)
    holder, told, requests = pollers(path), updates(path), len(site.requests)

    first.process.kill()
    first.process.wait()
    killed = time.monotonic()
    holds(lambda: "1 unchanged" in second.said, second)

    assert time.monotonic() - killed < LEASE * 1.25 + 5
    assert (requests, len(site.requests)) == (1, 2)
    assert pollers(path) not in {holder, ""}
    assert updates(path) == told
    assert second.said.count("Standing by") == second.said.count("All is well again: polling.") == 1


def test_the_successor_applies_what_the_dead_one_did_not(start, site, path):
    first, second = polling(start, path)
    site.will_answer(espn(espn_event(score=("2", "0"))))

    first.process.kill()
    first.process.wait()
    holds(lambda: "1 applied" in second.said, second)

    assert ask(path, "SELECT home_score FROM scores_match") == [(2,)]


def test_a_poller_that_is_told_to_end_gives_its_lease_to_the_other_at_once(start, site, path):
    first, second = polling(start, path)

    assert end(first.process) == 0

    holds(lambda: "1 unchanged" in second.said, second)
    assert end(second.process) == 0
    assert pollers(path) == ""


def test_one_that_stands_by_ends_when_it_is_told_to(start, path):
    _, second = polling(start, path)

    assert end(second.process) == 0
    assert "Stopped before anything was read." in second.said


def test_to_poll_once_beside_another_is_refused(start, path):
    first, _ = polling(start, path)

    once = start("once", "--once")

    assert once.process.wait(60) == 2
    assert "polled by another process already" in once.said
    assert first.process.poll() is None


def test_what_is_wrong_is_said_with_its_reason(start, site):
    site.will_answer(Response(status=404))

    first = start("first")

    holds(lambda: f"Trouble: {site.address} answered 404" in first.said, first)
    assert end(first.process) == 0
    assert "Stopped before anything was read." in first.said


@pytest.mark.parametrize("response", [Response(silent=True), Response(b"{}" * 999, drip=0.1)], ids=["silence", "drip"])
def test_one_that_waits_for_an_answer_ends_when_it_is_told_to(start, site, path, response):
    site.will_answer(response)
    first = start("first")
    holds(lambda: bool(site.paths), first)
    told = time.monotonic()

    assert end(first.process) == 0

    assert time.monotonic() - told < 6
    assert ask(path, "SELECT poller, failures, trouble FROM feeds_source WHERE name = 'espn'") == [("", 0, "")]


def renamed(path: Path, table: str, name: str) -> None:
    with closing(sqlite3.connect(path, timeout=20)) as database:
        database.execute(f"ALTER TABLE {table} RENAME TO {name}")


AWAY = "The database does not answer, trying again: no such table: feeds_source"


def test_a_database_that_goes_away_and_returns_is_waited_for(start, path):
    first, second = polling(start, path)

    renamed(path, "feeds_source", "away")
    holds(lambda: AWAY in second.said, second)
    renamed(path, "away", "feeds_source")
    assert end(first.process) == 0

    holds(lambda: "All is well again: polling." in second.said, second)
    assert second.said.count(AWAY) == 1


def test_one_that_is_told_to_end_while_the_database_is_away_ends_in_order(start, path):
    first = start("first", "--create")
    holds(lambda: "1 applied" in first.said, first)

    renamed(path, "feeds_source", "away")

    assert end(first.process) == 0
    assert "so the lease ends by itself: no such table: feeds_source" in first.said
    assert "Traceback" not in first.said
    assert "In all: 1 applied" in first.said
