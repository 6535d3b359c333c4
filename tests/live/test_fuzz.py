"""Ten thousand messages and byte strings that nobody has reason to send: answered or refused, never a failure of ours.

What is sent follows from the seed that pytest prints first; `--randomly-seed=N`, in the ARGS of `make test`, sends the
same again.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psutil
import pytest
from asgiref.sync import sync_to_async
from websockets.frames import Opcode
from websockets.protocol import OPEN
from websockets.server import ServerProtocol
from websockets.sync.client import connect

from config.frames import PlainFrames
from scores import operations
from scores.live.management.commands.serve import MESSAGE_SIZE
from tests.factories import make_match
from tests.live.conftest import wire
from tests.live.connections import connected
from tests.live.garbage import Garbage
from tests.processes import Site, eventually, manage, uvicorn
from tests.rawlines import CLOSE, RawLine, frame

MESSAGES = 10_000
A_LINE = 10  # byte strings on one line, unless one of them ends it
LINES_AT_ONCE = 16
LAST = "day.1999-12-31"
ALLOWED = {None, 1000, 1001, 1002, 1005, 1007, 1009, 4000, 4400}


@pytest.fixture
def garbage() -> Garbage:
    seed = random.randrange(2**32)  # pytest-randomly has seeded this
    print(f"Garbage({seed})")
    return Garbage(seed)


def understood(stream: bytes) -> tuple[list[Any], int | None]:
    """What the library makes of a stream: its frames, and the code with which it gives up."""
    library = ServerProtocol(state=OPEN, max_size=MESSAGE_SIZE)
    library.receive_data(stream)
    frames = [(event.opcode, event.fin, bytes(event.data)) for event in library.events_received()]  # type: ignore[union-attr]
    return frames, library.close_sent.code if library.close_sent else None


def test_what_is_read_by_us_is_what_the_library_would_have_read(garbage):
    for _ in range(MESSAGES // 4):
        stream = b"".join(garbage.octets() for _ in range(4))
        ours, heard, rest = PlainFrames(), [], b""
        for piece in garbage.split(stream):
            if ours.is_plain:
                texts, piece = ours.take(piece)
                heard += texts
            rest += piece

        frames, code = understood(rest)

        plain = [(Opcode.TEXT, True, text.encode()) for text in heard]
        assert (plain + frames, code) == understood(stream)


@pytest.mark.django_db(transaction=True)
async def test_whatever_is_said_to_the_consumer_is_answered_and_leaves_nothing_behind(hub, garbage):
    application = wire(hub)
    match = await sync_to_async(make_match)(status="live")
    closed = set()

    async with connected(application) as good:
        good.say({"type": "follow", "topics": [f"match.{match.pk}"]})
        await good.until("followed")
        for _ in range(MESSAGES // A_LINE):
            async with connected(application, direct=True) as bad:
                for _ in range(A_LINE):
                    bad.say_text(garbage.text())
                bad.say({"type": "follow", "topics": [LAST]})
                while (answer := await bad.next()).get("topics") != [LAST] and answer["type"] != "websocket.close":
                    pass
                if answer["type"] == "websocket.close":
                    closed.add(answer["code"])
            assert bad.server is not None and bad.server.exception() is None

        await sync_to_async(operations.set_score)(match.pk, home=1, away=0, source="test")
        assert (await good.until("frames"))["frames"][0]["patch"]["row"]["score"] == {"home": 1}

    assert hub.count == 0
    assert closed == {4400}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """It takes few readers: one that is left behind by each line would soon be one too many."""
    database = tmp_path_factory.mktemp("fuzz") / "scores.sqlite3"
    settings: dict[str, Any] = {
        "DEBUG": "1",
        "DATABASE_URL": f"sqlite:///{database}",
        "LIVE_CONNECTIONS": str(LINES_AT_ONCE * 4),
    }
    manage("migrate", "--verbosity", "0", **settings)
    with uvicorn(**settings) as site:
        yield site


def ended_with(port: int, pieces: list[bytes]) -> int | None:
    """How the server ends a line on which this is sent, and then a goodbye; None when it just waits, or cuts it."""
    with RawLine(port, seconds=0.2) as line:
        try:
            assert line.upgrade().startswith("HTTP/1.1 101")
            for piece in [*pieces, frame(CLOSE, b"\x03\xe8")]:
                if not line.send(piece):
                    break
            return line.close_code()
        except TimeoutError:
            return None


@pytest.mark.own_database
def test_whatever_bytes_come_the_server_goes_on_and_forgets_them(site, garbage):
    server = psutil.Process(site.process.pid)
    lines = [garbage.split(b"".join(garbage.octets() for _ in range(A_LINE))) for _ in range(MESSAGES // A_LINE)]

    with connect(site.socket_url, proxy=None) as good, ThreadPoolExecutor(LINES_AT_ONCE) as pool:
        warm = set(pool.map(lambda pieces: ended_with(site.port, pieces), lines[:200]))
        before, held = len(server.net_connections("tcp")), server.memory_info().rss
        codes = warm | set(pool.map(lambda pieces: ended_with(site.port, pieces), lines[200:]))
        good.send('{"type": "follow", "topics": ["day.2026-11-22"]}')

        assert '"followed"' in good.recv(timeout=10)
        assert eventually(lambda: len(server.net_connections("tcp")) <= before, seconds=15)
    assert codes <= ALLOWED
    assert server.memory_info().rss - held < 20_000_000
    assert "Traceback" not in site.log.read_text()
