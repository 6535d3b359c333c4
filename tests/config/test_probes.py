"""What the machines that watch over the site are told, by real processes."""

from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import psutil
import pytest
from websockets.sync.client import connect

from tests.feeds.bodies import espn, espn_event
from tests.processes import Site, eventually, manage, postgresql, uvicorn

FOLLOW = '{"type": "follow", "topics": ["day.1999-12-31"]}'


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("probes")
    settings = {"DEBUG": "1", "DATABASE_URL": f"sqlite:///{folder / 'scores.sqlite3'}", "DRAIN_SECONDS": "0"}
    manage("migrate", "--verbosity", "0", **settings)
    return settings


@pytest.fixture
def site(settings: dict[str, Any]) -> Iterator[Site]:
    with uvicorn(**settings) as site:
        yield site


def figure(site: Site, name: str) -> float:
    """The sum of what stands in /metrics under this name, whatever the labels."""
    page = httpx.get(f"{site.url}/metrics").text
    return sum(float(value) for value in re.findall(rf"^{name}(?:{{.*}})? (\S+)$", page, re.MULTILINE))


def test_a_site_with_its_database_is_alive_and_ready_for_whoever_asks_by_address(site):
    by_address = {"Host": "10.1.2.3:8000"}

    alive = httpx.get(f"{site.url}/healthz", headers=by_address)
    ready = httpx.get(f"{site.url}/readyz", headers=by_address)

    assert (alive.status_code, ready.status_code) == (200, 200)
    assert ready.json() == {"ready": True, "database": "ok"}
    assert ready.headers["cache-control"] == "no-store"


def test_a_site_without_its_database_is_alive_but_not_ready():
    with ExitStack() as stack:
        database = ExitStack()
        stack.callback(database.close)
        settings: dict[str, Any] = {"DEBUG": "1", "DATABASE_URL": database.enter_context(postgresql())}
        manage("migrate", "--verbosity", "0", **settings)
        site = stack.enter_context(uvicorn(**settings))
        assert httpx.get(f"{site.url}/readyz").status_code == 200

        database.close()

        assert eventually(lambda: httpx.get(f"{site.url}/readyz", timeout=10).status_code == 503, seconds=20)
        assert httpx.get(f"{site.url}/readyz", timeout=10).json()["ready"] is False
        assert httpx.get(f"{site.url}/healthz").status_code == 200


def test_figures_are_for_those_who_are_listed(settings):
    with uvicorn(**settings, METRICS_ALLOW_IPS="10.0.0.0/8") as site:
        refused = httpx.get(f"{site.url}/metrics")

    assert (refused.status_code, refused.json()) == (
        403,
        {"detail": "METRICS_ALLOW_IPS does not list your address."},
    )


@pytest.mark.parametrize("processes", ["1", "2"])
def test_one_page_counts_the_readers_of_all_processes(settings, processes):
    with uvicorn(**settings, WEB_CONCURRENCY=processes) as site, ExitStack() as stack:
        for _ in range(8):
            reader = stack.enter_context(connect(site.socket_url, proxy=None))
            reader.send(FOLLOW)
            assert '"followed"' in reader.recv(timeout=10)
            reader.send(json.dumps({"type": "ack", "frames": 0, "delay_ms": 30}))

        assert eventually(lambda: figure(site, "touchline_readers") == 8)
        assert eventually(lambda: figure(site, "touchline_delay_seconds_count") == 8)


def test_the_readers_of_a_process_that_died_are_not_counted_any_more(settings):
    with uvicorn(**settings, WEB_CONCURRENCY="2") as site, ExitStack() as stack:
        for _ in range(6):
            stack.enter_context(connect(site.socket_url, proxy=None))
        assert eventually(lambda: figure(site, "touchline_readers") == 6)

        for worker in psutil.Process(site.process.pid).children():
            if "spawn_main" in " ".join(worker.cmdline()):
                os.kill(worker.pid, signal.SIGKILL)

        assert eventually(lambda: answers_zero(site))


def answers_zero(site: Site) -> bool:
    try:
        return figure(site, "touchline_readers") == 0
    except httpx.TransportError:
        return False


def test_the_feeds_that_another_process_follows_are_told_of(settings, tmp_path):
    body = tmp_path / "board.json"
    body.write_bytes(espn(espn_event()))
    with uvicorn(**settings, WEB_CONCURRENCY="2") as site:
        before = figure(site, "touchline_feed_reports_total")
        manage("ingest", "espn", "--create", "--file", str(body), **settings)
        after = [figure(site, "touchline_feed_reports_total") for _ in range(4)]  # whichever process answers

    assert (before, after) == (0, [1] * 4)


def test_figures_of_readers_are_told_without_the_database():
    with ExitStack() as stack:
        database = ExitStack()
        stack.callback(database.close)
        settings: dict[str, Any] = {"DEBUG": "1", "DATABASE_URL": database.enter_context(postgresql())}
        manage("migrate", "--verbosity", "0", **settings)
        site = stack.enter_context(uvicorn(**settings))
        page = httpx.get(f"{site.url}/metrics").text
        assert 'touchline_feed_state{provider="espn",state="never asked"} 1.0' in page

        database.close()

        assert "touchline_feed" not in httpx.get(f"{site.url}/metrics", timeout=10).text
        assert "touchline_readers" in httpx.get(f"{site.url}/metrics", timeout=10).text
