"""Many readers of one match on one uvicorn process, on a core of its own, while the match changes."""

from __future__ import annotations

import json
import re
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil
from websockets.sync.client import ClientConnection, connect

from bench import receivers, sites
from bench.cores import on_cores
from bench.figures import Delays
from bench.peers import Peer
from bench.receivers import Received, Receivers
from scores.live import protocol
from scores.live.patches import merge
from tests import processes
from tests.faults import nuisances

LAST_SECONDS = 60
ACK_SECONDS = 20  # as programs may; our pages say nothing without news
BEHIND = 20  # updates that the readers of a storm have missed
SILENT, BESIDE_THEM = 20, 80  # readers that never read, and the others
UNTIL_STUCK = 600  # updates, more than a reader may leave without an ack


@dataclass(frozen=True)
class Load:
    readers: int
    a_second: int
    seconds: int


@dataclass(frozen=True)
class Room:
    """A server, a match on it, and somebody who changes the match."""

    peer: Peer
    writer: processes.Talk
    match: dict[str, Any]
    program: receivers.Program

    def raise_score(self, times: int, a_second: float) -> dict[str, Any]:
        written: dict[str, Any] = self.writer.ask(
            {"verb": "score", "document": self.match["document"], "times": times, "a_second": a_second}
        )
        return written


@contextmanager
def room(database: str, redis: str) -> Iterator[Room]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        settings = {"DEBUG": "0", **sites.production(folder, database, redis)}
        with on_cores(0):
            site = stack.enter_context(processes.uvicorn(**settings))
        stack.enter_context(on_cores(1))
        writer = stack.enter_context(processes.Talk("bench.writer", **settings))
        match = writer.ask({"verb": "match"})
        yield Room(
            sites.peer(site.port, psutil.Process(site.process.pid), match["document"]),
            writer,
            match,
            receivers.program(folder),
        )


def measure(load: Load, *, database: str = "", redis: str = "") -> dict[str, Any]:
    with room(database, redis) as at:
        with Receivers(at.peer, 20, program=at.program) as few:
            few.ready()  # code and caches are not a reader's memory
        empty = at.peer.memory()
        with Receivers(at.peer, load.readers, program=at.program) as crowd, witness(at) as reader:
            crowd.ready()
            full = at.peer.memory()
            crowd.keep()
            crowd.report()
            busy = at.peer.cpu_seconds()
            written = at.raise_score(load.a_second * load.seconds, load.a_second)
            await_sequence(crowd, written["sequence"])
            busy = at.peer.cpu_seconds() - busy
            received = crowd.report()
            right = held_by(reader, written["sequence"]) == written["state"]
    return figures(load, written, received, right=right, busy=busy, memory=full - empty)


def beside_silent(a_second: int, seconds: int, *, database: str = "", redis: str = "") -> dict[str, Any]:
    """How soon readers are told beside those that take nothing of what they are sent, and what these cost."""
    with room(database, redis) as at, Receivers(at.peer, BESIDE_THEM, program=at.program) as others:
        others.ready()
        others.keep()
        await_sequence(others, at.raise_score(UNTIL_STUCK, 60)["sequence"])  # for memory as below, without them
        empty = at.peer.memory()
        with nuisances.silent([at.peer.port], SILENT, [at.match["document"]]):
            await_sequence(others, at.raise_score(UNTIL_STUCK, 60)["sequence"])
            others.report()
            written = at.raise_score(a_second * seconds, a_second)
            await_sequence(others, written["sequence"])
            grown = at.peer.memory() - empty
            received = others.report()
    return {
        "silent": SILENT,
        "others": BESIDE_THEM,
        "frames_lost": BESIDE_THEM * a_second * seconds - received.frames,
        "from_commit_ms": from_commit(written, received).as_json(),
        "megabytes_grown": round(grown / 1024 / 1024, 1),
    }


def storm(readers: int, *, database: str = "", redis: str = "") -> dict[str, Any]:
    """All readers come back at once, each lacking some updates."""
    with room(database, redis) as at, Receivers(at.peer, readers, program=at.program) as crowd:
        accepted_in = crowd.ready()
        written = at.raise_score(BEHIND, 20)
        await_sequence(crowd, written["sequence"])
        follow = {
            "type": "follow",
            "topics": [at.match["document"]],
            "positions": {at.match["document"]: at.match["sequence"]},
        }
        queries = queries_of(at.peer.port)
        crowd.reconnect(protocol.encode(follow))
        caught_up_in = crowd.ready()
        queries = queries_of(at.peer.port) - queries
        lost = crowd.report().refused
    return {
        "readers": readers,
        "accepted_a_second": round(readers / accepted_in),
        "caught_up_in_seconds": round(caught_up_in, 2),
        "queries": round(queries),
        "refused": lost,
    }


def idle(readers: int, seconds: float, *, database: str = "", redis: str = "") -> dict[str, Any]:
    """Readers of a match in which nothing happens."""
    with room(database, redis) as at:
        with Receivers(at.peer, 20, program=at.program) as few:
            few.ready()
            nearly_nobody, empty = busy_percent(at.peer, seconds / 3), at.peer.memory()
        with Receivers(at.peer, readers, program=at.program) as crowd:
            crowd.ready()
            full = at.peer.memory()
            crowd.report()
            busy = busy_percent(at.peer, seconds)
            received = crowd.report()
            crowd.pulse(ACK_SECONDS)
            acknowledging = busy_percent(at.peer, seconds)
    return {
        "readers": readers,
        "seconds": seconds,
        "percent_of_a_core": round(busy, 2),
        "percent_with_acks": round(acknowledging, 2),
        "percent_with_twenty": round(nearly_nobody, 2),
        "messages": received.messages,
        "lost": received.lost,
        "kilobytes_a_reader": round((full - empty) / readers / 1024, 1),
    }


def busy_percent(peer: Peer, seconds: float) -> float:
    """How much of a core the server uses, over so long."""
    busy, began = peer.cpu_seconds(), time.monotonic()
    time.sleep(seconds)
    return 100 * (peer.cpu_seconds() - busy) / (time.monotonic() - began)


def queries_of(port: int) -> float:
    """Those that its readers cost the hub, since its process began."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30) as page:
        text = page.read().decode()
    of_readers = r'^touchline_log_queries_total{what="(?:topic|documents|updates)"} (\S+)$'
    return sum(map(float, re.findall(of_readers, text, re.MULTILINE)))


def await_sequence(crowd: Receivers, sequence: int) -> None:
    held: int | None = 0
    while held is not None and held < sequence:
        held = crowd.all_hold(LAST_SECONDS)


@contextmanager
def witness(at: Room) -> Iterator[ClientConnection]:
    """A reader that makes its state of what it is sent; the others tell whether they were sent the same."""
    with connect(f"ws://127.0.0.1:{at.peer.port}/live/", proxy=None, max_queue=None, compression=None) as reader:
        reader.send(at.peer.follow)
        yield reader


def held_by(reader: ClientConnection, last: int) -> Any:
    sequence, state = 0, None
    while sequence < last:
        for frame in json.loads(reader.recv(timeout=LAST_SECONDS)).get("frames", ()):
            if "patch" in frame and frame["sequence"] != sequence + 1:
                raise AssertionError(f"A reader jumped from {sequence} to {frame['sequence']}.")
            state = frame["state"] if "state" in frame else merge(state, frame["patch"])
            sequence = frame["sequence"]
    return state


def figures(
    load: Load, written: dict[str, Any], received: Received, *, right: bool, busy: float, memory: int
) -> dict[str, Any]:
    updates = load.a_second * load.seconds
    whole = not (received.gaps or received.differing or received.lost or received.states)
    return {
        "readers": load.readers,
        "a_second": load.a_second,
        "right": right and whole and received.frames == load.readers * updates,
        "updates": updates,
        "frames": received.frames,
        "seconds": round(written["seconds"], 2),
        "from_update_ms": Delays.of([delay for _, delay in received.kept]).as_json(),
        "from_commit_ms": from_commit(written, received).as_json(),
        "server_cpu_seconds": round(busy, 2),
        "frames_a_busy_core_second": round(received.frames / busy),
        "kilobytes_a_reader": round(memory / load.readers / 1024, 1),
    }


def from_commit(written: dict[str, Any], received: Received) -> Delays:
    commits = {int(sequence): milliseconds for sequence, milliseconds in written["commits"].items()}
    return Delays.of([delay - commits[sequence] for sequence, delay in received.kept])
