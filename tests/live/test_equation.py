"""snapshot at n + updates n+1 … m = snapshot at m, whatever breaks meanwhile.

Random operations by several threads, a channel layer that loses, delays and doubles, a hub that is restarted,
readers that come, go, stop reading and are cut off: at the end every reader holds what the database says, and
none ever saw a gap or a step backwards. Where the layer loses nothing the hub may not search, so that what
"follow, then read" holds together is not mended by the search.
"""

from __future__ import annotations

import asyncio
import random
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from channels.layers import channel_layers
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scores import operations
from scores.live import conflation
from scores.live.hub import Hub
from scores.live.models import Document
from scores.live.publication import listen
from scores.models import Match
from scores.operations import OperationError
from tests.factories import make_match, make_stage
from tests.live.conftest import wire
from tests.live.connections import Reader
from tests.live.layers import FaultyLayer, SlowLog

EXAMPLES = 200
FIRST_DAY = datetime(2026, 11, 22, 15, tzinfo=UTC)
NEVER = 3600.0
MANY = conflation.MANY

writes = st.tuples(
    st.sampled_from(["goal", "goal", "goal", "retract", "move", "rename", "end", "delete", "create"]),
    st.integers(0, 2),
)
events = st.one_of(
    st.tuples(st.just("write"), st.lists(writes, min_size=1, max_size=3)),
    st.tuples(st.sampled_from(["cut", "connect", "hold", "let_go"]), st.integers(0, 2)),
    st.tuples(st.just("restart"), st.none()),
    st.tuples(st.just("breathe"), st.none()),
)


class Pool:
    """Live matches for one example after the other: to make them anew takes longer than all that happens to them."""

    def __init__(self) -> None:
        self.stage = make_stage(kind="knockout")
        self._spare: list[Match] = []

    def take(self) -> Match:
        return self._spare.pop() if self._spare else make_match(stage=self.stage, kick_off=FIRST_DAY, status="live")

    def give_back(self, matches: list[Match]) -> None:
        for match in Match.objects.filter(pk__in=[match.pk for match in matches]):
            if match.status == "live":
                self._spare.append(match)
            else:
                operations.delete_match(match.pk, source="test", reason="over")


class World:
    """Three matches on two days, three readers, and one web process at a time."""

    def __init__(self, pool: Pool, *, loses: bool, seed: int) -> None:
        self.pool = pool
        self.layer = FaultyLayer()
        self.layer.random, self.layer.loses = random.Random(seed), loses
        self.search_seconds = 0.02 if loses else NEVER
        self.writers = ThreadPoolExecutor(max_workers=3)
        self.written: list[Future[None]] = []
        self.keys = iter(range(1_000_000))

    def make(self) -> None:
        self.matches = [self.pool.take() for _ in range(3)]
        competition = self.pool.stage.season.competition_id
        team, match = self.matches[0].home_id, self.matches[0].pk
        self.readers = [
            Reader(["day.2026-11-22", f"match.{match}"], direct=True),
            Reader(["day.2026-11-23", f"team.{team}"]),
            Reader([f"competition.{competition}"], direct=True),
        ]

    async def start(self) -> None:
        self.log = SlowLog()
        self.hub = Hub(self.log, listen, search_seconds=self.search_seconds)
        self.application = wire(self.hub)

    async def stop(self) -> None:
        for reader in self.readers:
            await reader.cut()
        await self.hub.stop()
        self.log.close()
        assert self.hub.is_empty

    async def restart(self) -> None:
        await self.stop()
        await self.start()
        for reader in self.readers:
            await reader.connect(self.application)

    async def happen(self, event: tuple[str, Any]) -> None:
        kind, what = event
        if kind == "write":
            for write in what:
                self.written.append(self.writers.submit(self.write, *write))
        elif kind == "restart":
            await self.restart()
        elif kind == "breathe":
            await asyncio.sleep(0.01)
        else:
            await self.happen_to(self.readers[what], kind)

    async def happen_to(self, reader: Reader, kind: str) -> None:
        if kind == "connect" and reader.connection is None:
            await reader.connect(self.application)
        elif reader.connection is not None and kind == "cut":
            await reader.cut()
        elif reader.connection is not None and kind == "hold":
            reader.connection.hold()
        elif reader.connection is not None and kind == "let_go":
            reader.connection.let_go()

    def write(self, kind: str, number: int) -> None:
        try:
            self.change(kind, self.matches[number % len(self.matches)])
        except (OperationError, Match.DoesNotExist):
            pass  # refused: deleted meanwhile, or over
        finally:
            connection.close()

    def change(self, kind: str, match: Match) -> None:
        if kind == "goal":
            operations.record_incident(match.pk, key=str(next(self.keys)), kind="goal", side="home", source="test")
        elif kind == "retract":
            for incident in Match.objects.get(pk=match.pk).incidents.filter(state="active")[:1]:
                operations.retract_incident(match.pk, incident.pk, source="test", reason="offside")
        elif kind == "move":
            day = Match.objects.get(pk=match.pk).kick_off.day
            kick_off = match.kick_off.replace(day=45 - day, minute=next(self.keys) % 60)
            operations.amend(match.pk, {"kick_off": kick_off}, source="test")
        elif kind == "rename":
            operations.amend_team(match.home_id, {"name": f"Renamed {next(self.keys)}"}, source="test")
        elif kind == "end":
            operations.full_time(match.pk, source="test")
        elif kind == "delete":
            operations.delete_match(match.pk, source="test", reason="entered twice")
        else:
            self.matches.append(make_match(stage=self.pool.stage, kick_off=FIRST_DAY))

    def truth(self, topics: list[str]) -> dict[str, tuple[int, Any]]:
        documents = Document.objects.filter(topic_rows__topic__in=topics)
        return {document.name: (document.sequence, document.state) for document in documents}

    async def settle(self) -> None:
        """Every line is good again; nothing more is written or published."""
        await asyncio.to_thread(self.writers.shutdown)
        for written in self.written:
            written.result()
        for reader in self.readers:
            await self.happen_to(reader, "connect")
            await self.happen_to(reader, "let_go")

    async def wait_until_true(self) -> None:
        for reader in self.readers:
            truth = await asyncio.to_thread(_on_own_connection, self.truth, reader.topics)
            async with asyncio.timeout(10):
                while not holds(reader, truth):
                    reader.raise_what_went_wrong()
                    await asyncio.sleep(0.002)
            reader.raise_what_went_wrong()


def holds(reader: Reader, truth: dict[str, tuple[int, Any]]) -> bool:
    """Whether it has all of its topics' documents as they are, and of others knows that they left."""
    left = [state for name, (_, state) in reader.documents.items() if name not in truth]
    return truth.items() <= reader.documents.items() and not any(
        state.keys() != {"gone"} and reader.topics[0] in (f"day.{state.get('day')}",) for state in left
    )


def _on_own_connection(read: Any, *arguments: Any) -> Any:
    try:
        return read(*arguments)
    finally:
        connection.close()


async def live_through(world: World, course: list[tuple[str, Any]]) -> None:
    await world.start()
    try:
        for event in course:
            await world.happen(event)
        await world.settle()
        await world.wait_until_true()
    finally:
        await world.stop()


@pytest.fixture
def pool(transactional_db: None) -> Pool:
    return Pool()


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    course=st.lists(events, min_size=4, max_size=14),
    loses=st.booleans(),
    conflates=st.booleans(),
    seed=st.integers(0, 2**16),
)
def test_every_reader_ends_with_what_the_database_says(pool, monkeypatch, course, loses, conflates, seed):
    monkeypatch.setattr(conflation, "MANY", 1 if conflates else MANY)
    world = World(pool, loses=loses, seed=seed)
    channel_layers.set("default", world.layer)
    world.make()

    asyncio.run(live_through(world, course))
    pool.give_back(world.matches)
