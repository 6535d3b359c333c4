from __future__ import annotations

import json
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosedError
from websockets.frames import Frame, Opcode
from websockets.sync.client import connect

from scores.live.management.commands.serve import SEND_BUFFER, USER_TIMEOUT, listen
from tests.processes import Site, answers, attempt, eventually, free_port, manage, uvicorn


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    database = tmp_path_factory.mktemp("serving") / "scores.sqlite3"
    settings = {"DEBUG": "1", "DATABASE_URL": f"sqlite:///{database}"}
    manage("migrate", "--verbosity", "0", DEBUG="1", DATABASE_URL=settings["DATABASE_URL"])
    return settings


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def refusal(**settings: Any) -> tuple[int, str]:
    done = attempt("serve", **settings)
    assert done.stdout == ""
    return done.returncode, done.stderr


def test_a_port_in_use_is_one_line(settings, taken_port):
    status, said = refusal(**settings, PORT=str(taken_port))

    assert (status, said.count("\n")) == (1, 1)
    assert said.startswith(f"CommandError: Port {taken_port} is in use: end what listens there, or set PORT to another")


def test_an_address_of_another_machine_is_one_line(settings):
    status, said = refusal(**settings, BIND_ADDRESS="192.0.2.1", PORT=str(free_port()))

    assert (status, said.count("\n")) == (1, 1)
    assert "BIND_ADDRESS must be one of this machine's." in said


def test_a_database_without_tables_is_one_line(tmp_path):
    status, said = refusal(DEBUG="1", DATABASE_URL=f"sqlite:///{tmp_path / 'empty.sqlite3'}")

    assert (status, said.count("\n")) == (1, 1)
    assert said.endswith("migrations: run manage.py migrate.\n")


def test_a_database_that_does_not_answer_is_one_line():
    status, said = refusal(DEBUG="1", DATABASE_URL=f"postgres://ana@127.0.0.1:{free_port()}/scores")

    assert (status, said.count("\n")) == (1, 1)
    assert said.startswith("CommandError: The database of DATABASE_URL does not answer:")


def test_https_without_a_proxy_would_redirect_for_ever_and_is_refused(settings):
    status, said = refusal(DATABASE_URL=settings["DATABASE_URL"], SECRET_KEY="x" * 60)

    assert (status, said.count("\n")) == (2, 1)
    assert "set BEHIND_PROXY=1" in said and "or HTTPS=0" in said


def test_style_that_was_not_collected_is_one_line(settings, tmp_path):
    status, said = refusal(
        DATABASE_URL=settings["DATABASE_URL"], SECRET_KEY="x" * 60, HTTPS="0", STATIC_ROOT=str(tmp_path)
    )

    assert (status, said) == (
        1,
        "CommandError: The style and scripts have not been collected: run manage.py collectstatic.\n",
    )


@pytest.mark.parametrize("processes", ["1", "2"])
def test_the_server_ends_in_order_while_somebody_reads(settings, processes):
    with uvicorn(**settings, WEB_CONCURRENCY=processes) as site, connect(site.socket_url, proxy=None) as reader:
        reader.send('{"type": "follow", "topics": ["day.2026-11-22"]}')
        assert '"followed"' in reader.recv(timeout=10)

        site.process.send_signal(signal.SIGINT)

        assert site.process.wait(20) == 0
        assert "Traceback" not in Path(site.log).read_text()
        assert eventually(lambda: not answers(site.port))


def test_a_log_of_json_objects_is_one_whatever_goes_wrong(settings):
    with uvicorn(**settings, LOG_FORMAT="json") as site:
        httpx.get(f"{site.url}/nowhere/")
        assert eventually(lambda: "/nowhere/" in site.log.read_text())
        lines = site.log.read_text().splitlines()

    said = [json.loads(line) for line in lines if not line.startswith("Serving")]
    assert [(line["level"], line["logger"], line["message"]) for line in said] == [
        ("WARNING", "django.request", "Not Found: /nowhere/")
    ]


@pytest.fixture(scope="module")
def site(settings: dict[str, Any]) -> Iterator[Site]:
    with uvicorn(**settings) as site:
        yield site


def test_a_message_that_no_reader_has_reason_to_send_ends_the_line_at_once(site):
    with connect(site.socket_url, proxy=None) as reader:
        reader.send("x" * 1_000_000)

        with pytest.raises(ConnectionClosedError):
            reader.recv(timeout=10)

    assert reader.close_code == 1009


def test_messages_that_come_in_pieces_and_between_pings_are_heard(site):
    follow = '{"type": "follow", "topics": ["day.2026-11-2%d"]}'
    with connect(site.socket_url, proxy=None) as reader:
        whole = Frame(Opcode.TEXT, (follow % 1).encode()).serialize(mask=True, extensions=[])
        for at in range(0, len(whole), 7):
            reader.socket.sendall(whole[at : at + 7])
        assert "day.2026-11-21" in reader.recv(timeout=10)

        assert reader.ping().wait(10)
        reader.send(follow % 2)

        assert "day.2026-11-22" in reader.recv(timeout=10)


def test_a_connection_inherits_bounds_for_who_takes_nothing():
    port = free_port()
    with listen("127.0.0.1", port) as listener:
        listener.listen()
        with socket.create_connection(("127.0.0.1", port)), listener.accept()[0] as accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == USER_TIMEOUT
            assert accepted.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) == 2 * SEND_BUFFER  # the kernel doubles it


def test_nothing_is_compressed_for_each_reader(site):
    with connect(site.socket_url, proxy=None, compression="deflate") as reader:
        assert reader.response is not None
        assert "Sec-WebSocket-Extensions" not in reader.response.headers


def close_code(site: Site, address: str) -> int | None:
    """How the server ends the second of two lines from there; None when both stay."""
    headers = {"X-Forwarded-For": address}
    first = connect(site.socket_url, proxy=None, additional_headers={"X-Forwarded-For": "203.0.113.1"})
    with first, connect(site.socket_url, proxy=None, additional_headers=headers) as second:
        try:
            second.send('{"type": "follow", "topics": ["day.2026-11-22"]}')
            second.recv(timeout=10)
        except ConnectionClosedError:
            return second.close_code
    return None


@pytest.mark.parametrize(
    ("behind_proxy", "address", "code"),
    [("1", "203.0.113.2", None), ("1", "203.0.113.1", 4429), ("1", "203.0.113.2, 203.0.113.1", 4429)]
    + [("0", "203.0.113.2", 4429)],
)
def test_readers_are_counted_by_the_address_that_the_proxy_saw_and_by_no_claim(settings, behind_proxy, address, code):
    with uvicorn(**settings, BEHIND_PROXY=behind_proxy, LIVE_CONNECTIONS_PER_ADDRESS="1") as site:
        assert close_code(site, address) == code
