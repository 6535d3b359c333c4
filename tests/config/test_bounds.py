"""What comes too slowly, too long or never: refused, forgotten, and no matter for anybody else."""

from __future__ import annotations

import asyncio
import select
import socket
import time
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import psutil
import pytest
from uvicorn import Config
from uvicorn.server import ServerState
from websockets.sync.client import ClientConnection, connect

from config.bounds import HEAD_SECONDS, MAX_HEAD_BYTES, BoundedHttpProtocol
from tests.processes import Site, eventually, manage, uvicorn
from tests.rawlines import CLOSE, TEXT, RawLine, frame, head

CONTINUATION, BINARY, PING = 0, 2, 9
MEGABYTE = 1_000_000
FOLLOW = '{"type": "follow", "topics": ["day.2026-11-22"]}'
POST = "POST /admin/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    database = tmp_path_factory.mktemp("bounds") / "scores.sqlite3"
    settings: dict[str, Any] = {"DEBUG": "1", "DATABASE_URL": f"sqlite:///{database}"}
    manage("migrate", "--verbosity", "0", **settings)
    with uvicorn(**settings) as site:
        with connect(site.socket_url, proxy=None) as reader:
            assert is_served(reader)
        yield site
        assert "Traceback" not in site.log.read_text()


@pytest.fixture
def reader(site: Site) -> Iterator[ClientConnection]:
    """A good one, that is served whatever else happens."""
    with connect(site.socket_url, proxy=None) as reader:
        yield reader
        assert is_served(reader)


@pytest.fixture
def line(site: Site) -> Iterator[RawLine]:
    with RawLine(site.port) as line:
        yield line


@pytest.fixture
def websocket(line: RawLine) -> RawLine:
    assert line.upgrade().startswith("HTTP/1.1 101")
    return line


def is_served(reader: ClientConnection) -> bool:
    reader.send(FOLLOW)
    return '"followed"' in reader.recv(timeout=10)


class Growth:
    """How much a server has grown since."""

    def __init__(self, site: Site) -> None:
        self._process = psutil.Process(site.process.pid)
        self._before = self._process.memory_info().rss

    @property
    def bytes(self) -> int:
        return int(self._process.memory_info().rss - self._before)


# Requests


def test_a_thousand_sockets_that_send_no_request_are_gone_after_a_while(site, reader):
    growth, server = Growth(site), psutil.Process(site.process.pid)
    before = len(server.net_connections("tcp"))
    silent = [socket.create_connection(("127.0.0.1", site.port)) for _ in range(1000)]
    for line in silent[400:]:
        line.sendall(b"GET / HTTP/1.1\r\nHost: 127.0")
    dripping = silent[700:]
    assert eventually(lambda: len(server.net_connections("tcp")) == before + 1000)

    def meanwhile() -> None:
        assert is_served(reader)
        for line in dripping:
            drip(line)

    lasted = until_closed(silent, meanwhile)

    assert HEAD_SECONDS - 2 < lasted < HEAD_SECONDS + 20
    assert eventually(lambda: len(server.net_connections("tcp")) == before)
    assert growth.bytes < 12 * MEGABYTE


def drip(line: socket.socket) -> None:
    try:
        line.send(b".")
    except OSError:
        return


def until_closed(lines: list[socket.socket], meanwhile: Callable[[], None]) -> float:
    """The seconds until the server has closed them all."""
    began = time.monotonic()
    waiting = {line.fileno(): line for line in lines}
    poll = select.poll()
    for number in waiting:
        poll.register(number, select.POLLIN)
    while waiting and time.monotonic() - began < HEAD_SECONDS * 4:
        for number, _ in poll.poll(500):
            poll.unregister(number)
            waiting.pop(number).close()
        meanwhile()
    return time.monotonic() - began


def test_a_head_that_has_no_end_is_refused(line):
    line.send(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: ")

    sent = sum(1 for _ in range(600) if line.send(b"x" * 16_384))

    assert line.head().startswith("HTTP/1.1 431")
    assert sent < 600


def test_a_head_that_is_as_long_as_cookies_can_be_is_read(line):
    cookie = "x" * (MAX_HEAD_BYTES - 200)

    line.send(
        f"GET /live/events?topics=day.2026-11-22 HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n".encode()
    )

    assert line.head().startswith("HTTP/1.1 200")


@pytest.mark.parametrize("how", ["Content-Length: 50000000", "Transfer-Encoding: chunked"])
def test_a_body_longer_than_any_form_is_refused_and_not_held(site, line, how):
    growth = Growth(site)
    piece = b"10000\r\n" + b"x" * 65_536 + b"\r\n" if "chunked" in how else b"x" * 65_536

    line.send(f"{POST}{how}\r\n\r\n".encode())
    sent = sum(1 for _ in range(760) if line.send(piece))

    assert line.head().startswith("HTTP/1.1 413")
    assert sent < 760
    assert growth.bytes < 8 * MEGABYTE


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        ("POST /live/ HTTP/1.1", "405"),
        ("GET /elsewhere HTTP/1.1", "403"),
        ("GET /live/ HTTP/1.1\r\nX: " + "x" * 9_000, "431"),
    ],
)
def test_a_handshake_that_is_none_is_answered_and_ends(line, request_line, status):
    upgrade = "Host: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"

    line.send(f"{request_line}\r\n{upgrade}Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode())

    assert line.head().startswith(f"HTTP/1.1 {status}")
    assert line.next() is None


# Messages


def test_compression_is_not_agreed_to_and_a_compressed_message_is_refused(line):
    answer = line.upgrade(headers="Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n")
    assert answer.startswith("HTTP/1.1 101") and "extensions" not in answer.lower()
    squeezed = zlib.compress(b" " * (20 * MEGABYTE), 9)[2:-4]

    line.send(b"\xc1" + frame(TEXT, squeezed)[1:])

    assert line.close_code() == 1002


def test_a_few_bytes_that_would_be_megabytes_are_refused(websocket):
    bomb = bytes.fromhex("ecc1010d000000c2a0f74f6d0e37a00000000000000000")[:22]

    websocket.send(b"\xc1" + frame(TEXT, bomb)[1:])

    assert websocket.close_code() == 1002


def test_a_message_of_five_megabytes_is_refused_before_it_is_held(site, websocket):
    growth = Growth(site)

    websocket.send(frame(TEXT, b"x" * (5 * MEGABYTE)))

    assert websocket.close_code() == 1009
    assert growth.bytes < 3 * MEGABYTE


@pytest.mark.parametrize("declared", [2**62, 70_000])
def test_a_message_that_says_it_is_too_long_is_refused_at_once(websocket, declared):
    websocket.send(head(0x81, declared))

    assert websocket.close_code() == 1009


@pytest.mark.parametrize(("size", "number"), [(8_192, 600), (0, 5_000)])
def test_pieces_without_end_are_no_way_round(site, websocket, size, number):
    growth = Growth(site)
    websocket.send(frame(TEXT, b"x" * size, fin=False))

    websocket.send(frame(CONTINUATION, b"x" * size, fin=False) * number)

    assert websocket.close_code() == 1009
    assert growth.bytes < 3 * MEGABYTE


def test_who_pings_and_takes_no_answer_is_held_to_the_last_one(site):
    pings = frame(PING, b"x" * 125) * 4_000
    with RawLine(site.port, receive_buffer=4_096) as line:
        assert line.upgrade().startswith("HTTP/1.1 101")
        growth = Growth(site)

        sent = sum(len(pings) for _ in range(80) if line.send(pings))

    assert sent > 40 * MEGABYTE
    assert growth.bytes < 5 * MEGABYTE


def test_text_that_is_none_is_refused(websocket):
    websocket.send(frame(PING, b"") + frame(TEXT, b"\xff\xfe") + frame(TEXT, b"\xff") + frame(CLOSE, b"\x03\xe8"))

    assert websocket.close_code() in {1000, 1007}


def test_pieces_of_text_that_are_none_together_are_refused(websocket):
    websocket.send(frame(TEXT, b"\xc3", fin=False) + frame(CONTINUATION, b"\x28"))

    assert websocket.close_code() == 1007


def test_a_message_in_pieces_is_heard(websocket):
    follow = FOLLOW.encode()

    websocket.send(
        b"".join(frame(TEXT if not at else CONTINUATION, follow[at : at + 1], fin=False) for at in range(40))
    )
    websocket.send(frame(CONTINUATION, follow[40:]))

    assert b'"followed"' in (websocket.next() or (0, b""))[1]


def test_bytes_are_a_mistake_and_no_harm(websocket):
    websocket.send(frame(BINARY, b"\x00\xff"))

    assert b'"not_text"' in (websocket.next() or (0, b""))[1]


# The same protocol with little patience


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Answers with what it was sent, and to an address /late later than the protocol has patience."""
    body, more = b"", True
    while more and (message := await receive())["type"] == "http.request":
        body, more = body + message["body"], message["more_body"]
    if scope["path"] == "/late":
        await asyncio.sleep(0.5)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture
async def streams(monkeypatch) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    monkeypatch.setattr("config.bounds.HEAD_SECONDS", 0.2)
    monkeypatch.setattr("config.bounds.BODY_SECONDS", 0.2)
    config, state = Config(echo, log_config=None, ws="none"), ServerState()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: BoundedHttpProtocol(config, state, {}), "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    yield reader, writer
    writer.close()
    server.close()
    await asyncio.gather(*state.tasks)


async def the_end(reader: asyncio.StreamReader) -> bytes:
    async with asyncio.timeout(5):
        return await reader.read()


async def test_a_body_that_stops_coming_ends_the_line(streams):
    reader, writer = streams
    writer.write(b"POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nhalf")

    assert await the_end(reader) == b""


async def test_bytes_between_two_requests_keep_no_line_open(streams):
    reader, writer = streams
    writer.write(b"GET / HTTP/1.1\r\n\r\n")
    assert await reader.readuntil(b"\r\n\r\n")

    ended = asyncio.create_task(the_end(reader))
    while not (await asyncio.wait([ended], timeout=0.05))[0]:
        writer.write(b"\r\n")

    assert ended.result() == b""


async def test_a_body_that_comes_in_time_is_read_and_the_answer_may_take_longer(streams):
    reader, writer = streams
    for piece in (b"POST /late HTTP/1.1\r\n", b"Content-Length: 8\r\n\r\n", b"half", b"half"):
        writer.write(piece)
        await asyncio.sleep(0)

    assert (await reader.readuntil(b"half")).startswith(b"HTTP/1.1 200")
