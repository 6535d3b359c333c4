"""touchline.v1 over real sockets, on each ASGI server that we say it runs on.

The consumers are the same, and so a reader that keeps to the protocol sees no difference. What the servers themselves
do differently stands at the end; what only our own bounds is tested in tests/config/test_bounds.py.
"""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import datetime
from functools import partial
from typing import Any, Self

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from scores.live.patches import merge
from scores.live.protocol import MAX_MESSAGE_BYTES, SUBPROTOCOL
from tests import processes
from tests.processes import Site, Talk
from tests.rawlines import CLOSE, TEXT, RawLine, frame

pytestmark = pytest.mark.own_database

PER_ADDRESS = 12
SERVERS: dict[str, Callable[..., AbstractContextManager[Site]]] = {
    "our server": processes.uvicorn,
    "uvicorn": partial(processes.plain_server, "uvicorn"),
    "Daphne": partial(processes.plain_server, "daphne"),
    "hypercorn": partial(processes.plain_server, "hypercorn"),
}


class Line:
    """A reader of the protocol over a real socket."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    def say(self, kind: str, **content: Any) -> None:
        self.socket.send(json.dumps({"type": kind, **content}))

    def next(self, *, seconds: float = 15) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(self.socket.recv(timeout=seconds))
        return message

    def until(self, kind: str, *, seconds: float = 15) -> dict[str, Any]:
        while (message := self.next(seconds=seconds))["type"] != kind:
            pass
        return message

    def frames(self) -> list[dict[str, Any]]:
        frames: list[dict[str, Any]] = self.until("frames")["frames"]
        return frames

    def close_code(self) -> int | None:
        """What the server closes with."""
        try:
            while True:
                self.next()
        except ConnectionClosed:
            return self.socket.close_code


class Place:
    """One server, and a process of its own that changes matches in the same database."""

    def __init__(self, name: str, site: Site, writer: Talk) -> None:
        self.name, self.site, self._writer = name, site, writer

    def match(self) -> dict[str, Any]:
        """The snapshot of a match of the test's own."""
        snapshot: dict[str, Any] = self._writer.ask({"verb": "match"})
        return snapshot

    def change(self, match: dict[str, Any], times: int = 1) -> dict[str, Any]:
        """Raise the score; the snapshot it ends with."""
        asked = {"verb": "change", "document": match["document"], "times": times}
        snapshot: dict[str, Any] = self._writer.ask(asked)
        return snapshot

    @contextmanager
    def line(self, *, address: str = "127.0.0.1", **options: Any) -> Iterator[Line]:
        to = socket.create_connection(("127.0.0.1", self.site.port), source_address=(address, 0))
        options = {"subprotocols": [Subprotocol(SUBPROTOCOL)], **options}
        with connect(self.site.socket_url, sock=to, **options) as opened:
            yield Line(opened)

    @contextmanager
    def http(self) -> Iterator[http.client.HTTPConnection]:
        connection = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=15)
        try:
            yield connection
        finally:
            connection.close()


class Events:
    """A stream of server-sent events, as a browser reads it."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.response, self.last_id = response, ""

    @classmethod
    def ask(cls, connection: http.client.HTTPConnection, topic: str, *, last_id: str = "") -> Self:
        headers = {"Last-Event-ID": last_id} if last_id else {}
        connection.request("GET", f"/live/events?topics={topic}", headers=headers)
        return cls(connection.getresponse())

    def next(self) -> dict[str, Any]:
        """The message of the next event, and its id kept; what has no data is none."""
        fields: dict[str, str] = {}
        while line := self.response.readline().decode().strip():
            word, _, value = line.partition(": ")
            fields[word] = value
        self.last_id = fields.get("id", self.last_id)
        return json.loads(fields["data"]) if "data" in fields else self.next()

    def until(self, kind: str) -> dict[str, Any]:
        while (message := self.next())["type"] != kind:
            pass
        return message


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Place]]:
    database = tmp_path_factory.mktemp("servers") / "scores.sqlite3"
    settings = {"DEBUG": "1", "DATABASE_URL": f"sqlite:///{database}", "LIVE_CONNECTIONS_PER_ADDRESS": str(PER_ADDRESS)}
    processes.manage("migrate", "--verbosity", "0", **settings)
    with ExitStack() as stack:
        writer = stack.enter_context(Talk("tests.live.changer", **settings))
        with ThreadPoolExecutor() as pool:
            sites = pool.map(stack.enter_context, [server(**settings) for server in SERVERS.values()])
            places = {name: Place(name, site, writer) for name, site in zip(SERVERS, sites, strict=True)}
        yield places


@pytest.fixture(scope="module")
def quiet_lines(places: dict[str, Place]) -> Iterator[dict[str, Line]]:
    """Readers that have followed from the start, and of whose topic there is no news."""
    with ExitStack() as stack:
        lines = {name: stack.enter_context(place.line(address="127.0.0.2")) for name, place in places.items()}
        for line in lines.values():
            line.say("follow", topics=["day.1999-12-31"])
            line.until("followed")
        yield lines


@pytest.fixture(params=SERVERS)
def place(places: dict[str, Place], quiet_lines: dict[str, Line], request: pytest.FixtureRequest) -> Place:
    return places[request.param]


@pytest.fixture
def line(place: Place) -> Iterator[Line]:
    with place.line() as line:
        yield line


# Following


def test_a_reader_gets_the_state_and_then_each_update(place, line):
    match = place.match()

    line.say("follow", topics=[match["document"]])
    [state] = line.frames()
    followed = line.until("followed")
    changed = place.change(match)
    [update] = line.frames()

    assert {word: state[word] for word in match} == match
    assert followed["topics"] == [match["document"]]
    assert (update["sequence"], merge(match["state"], update["patch"])) == (changed["sequence"], changed["state"])


def test_every_update_arrives_in_order_and_an_ack_is_taken_in_silence(place, line):
    match = place.match()
    line.say("follow", topics=[match["document"]])
    line.until("followed")

    newest = place.change(match, times=40)["sequence"]
    sequences = [match["sequence"]]
    while sequences[-1] < newest:
        sequences += [frame["sequence"] for frame in line.frames()]
    line.say("ack", frames=len(sequences), delay_ms=1)
    line.say("follow", topics=["day.1999-12-31"])

    assert line.next()["type"] == "followed"
    assert sequences == list(range(match["sequence"], newest + 1))


def test_a_reader_that_resumes_gets_what_it_missed_and_no_more(place):
    match = place.match()
    with place.line() as line:
        line.say("follow", topics=[match["document"]])
        line.until("followed")
    missed = place.change(match, times=2)

    with place.line() as line:
        line.say("follow", topics=[match["document"]], positions={match["document"]: missed["sequence"] - 1})
        [frame] = line.frames()
        line.say("follow", topics=[match["document"]], positions={match["document"]: missed["sequence"]})

        assert line.next()["type"] == "followed"
        assert line.next()["type"] == "followed"
    assert (frame["sequence"], "patch" in frame) == (missed["sequence"], True)


def test_what_a_reader_no_longer_follows_does_not_reach_it(place, line):
    left, kept = place.match(), place.match()
    line.say("follow", topics=[left["document"], kept["document"]])
    line.until("followed")

    line.say("unfollow", topics=[left["document"]])
    line.say("follow", topics=["day.1999-12-31"])
    line.until("followed")
    place.change(left)
    place.change(kept)

    assert [frame["document"] for frame in line.frames()] == [kept["document"]]


def test_a_quiet_line_is_alive(place, quiet_lines):
    alive = quiet_lines[place.name].until("alive", seconds=40)

    assert alive.keys() == {"type", "at"}
    assert datetime.fromisoformat(alive["at"]).tzinfo is not None


# What is refused


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("no json", "bad_message"),
        ('{"type": "follow"}', "bad_message"),
        ('{"type": "follow", "topics": ["weather.1"]}', "unknown_topic"),
        ("x" * (MAX_MESSAGE_BYTES + 1), "too_long"),
        (b"\x00", "not_text"),
    ],
)
def test_a_bad_message_is_answered_with_an_error(place, line, text, code):
    line.socket.send(text)

    error = line.next()

    assert (error["type"], error["code"]) == ("error", code)


def test_five_bad_messages_close_the_line(place, line):
    for _ in range(5):
        line.say("shout")

    assert [line.next()["code"] for _ in range(5)] == ["bad_message"] * 5
    assert line.close_code() == 4400


def test_a_page_of_another_origin_gets_no_socket(place):
    with pytest.raises(InvalidStatus) as refused, place.line(origin=Origin("https://evil.example")):
        pass

    assert refused.value.response.status_code == 403
    with place.line(origin=Origin(place.site.url)) as line:
        line.say("follow", topics=["match.1"])
        line.until("followed")


def test_there_is_no_socket_elsewhere(place):
    with pytest.raises(InvalidStatus) as refused, connect(f"{place.site.socket_url}elsewhere", proxy=None):
        pass

    assert refused.value.response.status_code == 403


@pytest.mark.parametrize(
    ("offered", "chosen"), [([SUBPROTOCOL, "other"], SUBPROTOCOL), (["other"], None), (None, None)]
)
def test_the_subprotocol_is_chosen_where_it_is_offered(place, offered, chosen):
    with place.line(subprotocols=offered) as line:
        assert line.socket.subprotocol == chosen


def test_one_address_has_so_many_connections_and_no_more(place):
    with ExitStack() as stack:
        lines = [stack.enter_context(place.line(address="127.0.0.3")) for _ in range(PER_ADDRESS + 1)]
        *good, refused = lines

        assert refused.close_code() == 4429
        for line in good:
            line.say("follow", topics=["day.1999-12-31"])
            assert line.next()["type"] == "followed"


# The same over HTTP


def test_a_stream_of_events_says_the_same_and_is_resumed(place):
    match = place.match()
    with place.http() as connection:
        events = Events.ask(connection, match["document"])
        [state] = events.until("frames")["frames"]
        events.until("followed")
        place.change(match)
        [update] = events.until("frames")["frames"]

    missed = place.change(match)
    with place.http() as connection:
        again = Events.ask(connection, match["document"], last_id=events.last_id)
        frames = again.until("frames")["frames"]

    assert events.response.headers["Content-Type"].startswith("text/event-stream")
    assert state["state"] == match["state"]
    assert update["patch"]["row"]["score"] == {"home": 1}
    assert frames[-1]["sequence"] == missed["sequence"]


def test_a_snapshot_is_read_once_and_then_known_by_its_tag(place):
    match = place.match()
    path = f"/api/v1/documents/{match['document']}"
    with place.http() as connection:
        connection.request("GET", path)
        first = connection.getresponse()
        read, tag = json.loads(first.read()), first.headers["ETag"]

        connection.request("GET", path, headers={"If-None-Match": tag})
        again = connection.getresponse()
        again.read()
        place.change(match)
        connection.request("GET", path, headers={"If-None-Match": tag})
        changed = connection.getresponse()

    assert {word: read[word] for word in match} == match
    assert (first.status, again.status, changed.status) == (200, 304, 200)


# What differs


@pytest.mark.parametrize(
    ("place", "answer"),
    [
        ("our server", "1009"),  # before it is read
        ("uvicorn", "too_long"),  # when it was read whole
        ("Daphne", "cut"),  # without a word
        ("hypercorn", "too_long"),
    ],
    indirect=["place"],
)
def test_a_message_of_five_megabytes_is_refused(place, answer):
    with RawLine(place.site.port) as line:
        line.upgrade()
        line.send(frame(TEXT, b"x" * 5_000_000))
        opcode, content = line.next() or (0, b"")

    if opcode == TEXT:
        assert json.loads(content)["code"] == answer
    else:
        assert {0: "cut", CLOSE: str(int.from_bytes(content[:2], "big"))}[opcode] == answer


@pytest.mark.parametrize(
    ("place", "agrees"),
    [("our server", False), ("uvicorn", True), ("Daphne", False), ("hypercorn", True)],
    indirect=["place"],
)
def test_compression_for_each_reader_is_agreed_to_by_servers_that_do_not_know_better(place, agrees):
    with place.line(compression="deflate") as line:
        assert line.socket.response is not None
        assert ("Sec-WebSocket-Extensions" in line.socket.response.headers) == agrees


def test_nothing_of_this_leaves_a_traceback(place):
    assert "Traceback" not in place.site.log.read_text()
