"""What a reader missed: from the hub's memory, the log, or a state. Who asks for the same together shares one read."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime
from functools import partial
from math import inf
from typing import Any, Protocol, TypeVar

from scores.live import metrics
from scores.live.experience import Counts
from scores.live.memory import Memory
from scores.live.protocol import Frame

LATE_SECONDS = 60.0  # how late a commit may come after the time that stands in its row
MANY_UPDATES = 64  # beyond this it is not worth asking whether they are shorter than the state

Key = TypeVar("Key")


class Log(Protocol):
    """The log as a hub reads it. Each call is a query, away from the event loop."""

    async def topic(self, topic: str) -> list[Frame]:
        """Return the states of a topic's documents."""

    async def documents(self, names: Iterable[str]) -> list[Frame]:
        """Return the states of these documents."""

    async def updates(self, positions: Mapping[str, int]) -> list[Frame]:
        """Return what was logged after these positions, in order."""

    async def changed(self, seconds: float) -> list[tuple[str, int, list[str]]]:
        """Return name, sequence and topics of the documents changed in the last `seconds`."""

    async def sample(self, readers: int, delays: Counts) -> None:
        """Store how many readers there are, and what they experienced since the last sample."""


class CatchUp:
    def __init__(self, log: Log, memory: Memory, take: Callable[[list[Frame]], None]) -> None:
        self._log, self._memory, self._take = log, memory, take
        self._loaded: set[str] = set()  # topics of which every document is in memory
        self._loads: dict[str, asyncio.Task[None]] = {}
        self._reads: dict[frozenset[Any], asyncio.Future[list[Frame]]] = {}

    @property
    def under_way(self) -> list[asyncio.Future[Any]]:
        return [*self._loads.values(), *self._reads.values()]

    def forget(self, topic: str) -> None:
        """Nobody follows it now, so nobody here is told of its updates: the next reader's load begins afresh."""
        self._loaded.discard(topic)
        self._loads.pop(topic, None)

    async def positions(
        self, topics: Iterable[str], claimed: Mapping[str, int], since: datetime | None
    ) -> dict[str, int]:
        """For every document that the reader lacks or claims to hold, the sequence it has.

        It lacks the documents of the topics, of those that it does not claim only what changed `since`. A time that
        is still to come was told by a clock that has been put right meanwhile, and says nothing.
        """
        for topic in topics:
            await self._load(topic)
        known = -inf if since is None else since.timestamp() - LATE_SECONDS
        if known > time.time():
            known = -inf
        documents = {document for topic in topics for document in self._memory.documents_in(topic)}
        return {document: 0 for document in documents if self._memory.at(document) > known} | dict(claimed)

    async def since(self, positions: Mapping[str, int]) -> list[Frame]:
        """The frames that take a reader from these positions to the newest."""
        found = {document: self._memory.since(document, position) for document, position in positions.items()}
        if lacking := frozenset(document for document, frames in found.items() if frames is None):
            for state in await self._read(self._states, lacking):
                self.take_read(state)
                news = state.sequence != positions[state.document]
                found[state.document] = [state] if news else []
        answers = {document: frames for document, frames in found.items() if frames}
        await self._shorten(answers, positions)
        for frames in answers.values():
            metrics.catch_ups.labels("state" if frames[0].whole else "updates").inc()
        return [frame for document in sorted(answers) for frame in answers[document]]

    def take_read(self, state: Frame) -> None:
        """A state read from the database: news for everybody if it is newer than what was heard, else a memory."""
        if self._memory.sequence(state.document) == state.sequence:
            self._memory.learn(state)
        else:
            self._take([state])

    async def _shorten(self, answers: dict[str, list[Frame]], positions: Mapping[str, int]) -> None:
        """Answer with the updates that were missed, where the log has them and they are shorter than the state.

        What is read goes back as far as any answer would, and is kept: whoever comes next needs no query.
        """
        near = frozenset(
            (document, max(frames[0].sequence - MANY_UPDATES, 0))
            for document, frames in answers.items()
            if frames[0].whole
            and frames[0].sequence - MANY_UPDATES <= positions[document] != 0
            and not self._memory.leads_from(document, positions[document])
        )
        if not near:
            return
        leads: dict[str, list[Frame]] = {document: [] for document, _ in near}
        for update in await self._read(self._updates, near):
            leads[update.document].append(update)
        for document, updates in leads.items():
            self._memory.learn_lead(document, updates)
            answers[document] = self._memory.since(document, positions[document]) or answers[document]

    async def _load(self, topic: str) -> None:
        """Read a topic once, however many ask for it together, and know its documents from then on."""
        if topic in self._loaded:
            return
        load = self._loads.get(topic)
        if load is None:
            load = self._loads[topic] = asyncio.create_task(self._load_now(topic))
            load.add_done_callback(partial(self._end_load, topic))
        await asyncio.shield(load)

    async def _load_now(self, topic: str) -> None:
        frames = await self._log.topic(topic)
        if self._loads.get(topic) is asyncio.current_task():
            for frame in frames:
                self.take_read(frame)
            self._loaded.add(topic)

    def _end_load(self, topic: str, load: asyncio.Task[None]) -> None:
        if self._loads.get(topic) is load:
            del self._loads[topic]

    async def _read(self, read: Callable[[frozenset[Key]], Awaitable[list[Frame]]], of: frozenset[Key]) -> list[Frame]:
        task = self._reads.get(of)
        if task is None:
            task = self._reads[of] = asyncio.ensure_future(read(of))
            task.add_done_callback(lambda _: self._reads.pop(of, None))
        return await asyncio.shield(task)

    async def _states(self, names: frozenset[str]) -> list[Frame]:
        return await self._log.documents(names)

    async def _updates(self, positions: frozenset[tuple[str, int]]) -> list[Frame]:
        return await self._log.updates(dict(positions))
