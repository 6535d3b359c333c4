"""The end of a server: readers are sent elsewhere, one after the other, and what is under way is finished."""

from __future__ import annotations

import json
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosedError
from websockets.sync.client import ClientConnection, connect

from tests.processes import Site, answers, eventually, manage, uvicorn

READERS, DRAIN_SECONDS = 12, 3
ENDED = (0, -signal.SIGTERM)  # uvicorn alone lets the signal through when all is closed; the parent of workers does not
FOLLOW = '{"type": "follow", "topics": ["day.2026-11-22"]}'


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    database = tmp_path_factory.mktemp("draining") / "scores.sqlite3"
    settings = {"DEBUG": "1", "DATABASE_URL": f"sqlite:///{database}", "DRAIN_SECONDS": str(DRAIN_SECONDS)}
    manage("migrate", "--verbosity", "0", DEBUG="1", DATABASE_URL=settings["DATABASE_URL"])
    return settings


@pytest.fixture(params=["1", "2"])
def site(settings: dict[str, Any], request: pytest.FixtureRequest) -> Iterator[Site]:
    with uvicorn(**settings, WEB_CONCURRENCY=request.param) as site:
        yield site


@pytest.fixture
def readers(site: Site) -> Iterator[list[ClientConnection]]:
    with ExitStack() as stack:
        made = [stack.enter_context(connect(site.socket_url, proxy=None)) for _ in range(READERS)]
        for reader in made:
            reader.send(FOLLOW)
            assert '"followed"' in reader.recv(timeout=10)
        yield made


def test_readers_are_sent_elsewhere_spread_over_the_time_and_then_closed(site, readers):
    site.process.send_signal(signal.SIGTERM)
    said = [json.loads(reader.recv(timeout=10)) for reader in readers]

    delays = [message["after_ms"] for message in said if message["type"] == "reconnect"]
    assert len(delays) == READERS
    assert all(0 <= delay <= DRAIN_SECONDS * 1000 for delay in delays)
    assert max(delays) - min(delays) > DRAIN_SECONDS * 1000 / 4
    for reader in readers:
        with pytest.raises(ConnectionClosedError):
            reader.recv(timeout=DRAIN_SECONDS + 5)
    assert {reader.close_code for reader in readers} == {1012}
    assert site.process.wait(20) in ENDED
    assert "Traceback" not in Path(site.log).read_text()


def test_who_comes_while_the_server_ends_is_refused_at_once_and_not_left_waiting(site, readers):
    site.process.send_signal(signal.SIGTERM)

    assert eventually(lambda: not answers(site.port), seconds=2)
    assert site.process.poll() is None  # its readers are still there
    readers[0].send(FOLLOW)
    heard = [json.loads(readers[0].recv(timeout=5))["type"] for _ in range(2)]
    assert heard == ["reconnect", "followed"]


def test_a_stream_of_events_ends_within_the_time(site):
    with socket.create_connection(("127.0.0.1", site.port)) as stream:
        stream.sendall(b"GET /live/events?topics=day.2026-11-22 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        stream.settimeout(10)
        assert b"200 OK" in stream.recv(65_536)

        site.process.send_signal(signal.SIGTERM)
        told = time.monotonic()
        while stream.recv(65_536):
            pass

    assert time.monotonic() - told < DRAIN_SECONDS + 2
    assert site.process.wait(20) in ENDED
