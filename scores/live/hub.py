"""The hub: topics to readers, one per process. asyncio and nothing else; it is handed the log and the listener."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from scores.live import conflation, metrics, protocol
from scores.live.catchup import CatchUp, Log
from scores.live.memory import Memory
from scores.live.protocol import Frame
from scores.live.reader import ROUND, Abort, Reader, Send, hand_out
from scores.live.search import Search
from scores.live.upkeep import Upkeep

logger = logging.getLogger(__name__)

CONFLATION_SECONDS = 1.0  # what a state may take to be read, before what has piled up goes out as it is
MAX_BACKOFF_SECONDS = 1.0  # with its servers back, nobody waits for longer than that
REST, MAX_REST_SECONDS = 1 / 8, 0.01  # of the time that a round of deliveries took

Listener = Callable[[Callable[[list[Frame]], None]], Awaitable[None]]


class Hub:
    """Hands each update to every reader that follows one of its topics, once, in order and without gaps.

    What it does not hear of it finds: a jump in a document's sequence at once, a lost tail by looking for
    documents that changed lately.
    """

    def __init__(self, log: Log, listen: Listener, *, search_seconds: float, memory_bytes: int = 64_000_000) -> None:
        self._log, self._listen = log, listen
        self._search_seconds = search_seconds
        self._memory = Memory(memory_bytes)
        self._readers: set[Reader] = set()
        self._followers: dict[str, set[Reader]] = {}
        self._lists: dict[str, list[Reader]] = {}
        self._catch_up = CatchUp(log, self._memory, self.take)
        self._pending: list[Frame] = []
        self._deliver = asyncio.Event()
        self._search = Search(
            log, self._memory, self._catch_up, matters=self._matters, take=self.take, now=lambda: self.now()
        )
        self._upkeep = Upkeep(self._readers, log, now=lambda: self.now(), clock=self.clock)
        self._tasks: list[asyncio.Task[None]] = []

    # Readers

    @contextmanager
    def reader(self, send: Send, abort: Abort, *, acks: bool = True) -> Iterator[Reader]:
        """Hold a reader exactly as long as its connection lives, so that no error leaves one behind.

        `acks`: whether it can say what it has taken.
        """
        self._start()
        reader = Reader(self, send, abort, acks=acks)
        self._readers.add(reader)
        try:
            yield reader
        finally:
            self._readers.discard(reader)
            reader.close()

    def add(self, reader: Reader, topics: Iterable[str]) -> None:
        for topic in topics:
            reader.topics.add(topic)
            self._lists.pop(topic, None)
            self._followers.setdefault(topic, set()).add(reader)

    def remove(self, reader: Reader, topics: Iterable[str]) -> None:
        for topic in topics:
            reader.topics.discard(topic)
            self._lists.pop(topic, None)
            followers = self._followers.get(topic)
            if followers is None:
                continue
            followers.discard(reader)
            if not followers:
                del self._followers[topic]
                self._catch_up.forget(topic)
                self._memory.drop(topic, self._followers)

    @property
    def count(self) -> int:
        return len(self._readers)

    @property
    def is_empty(self) -> bool:
        return not self._readers and not self._followers and not self._lists and not len(self._memory)

    def experienced(self, delay_ms: float) -> None:
        """A reader has told how long a change took from its commit to the screen."""
        self._upkeep.experienced(delay_ms)

    # Time, as readers need it

    def now(self) -> float:
        return time.monotonic()

    def clock(self) -> datetime:
        return datetime.now(UTC)

    # What a reader lacks

    def sequence(self, document: str) -> int:
        return self._memory.sequence(document)

    async def positions(
        self, topics: Iterable[str], claimed: Mapping[str, int], since: datetime | None
    ) -> dict[str, int]:
        return await self._catch_up.positions(topics, claimed, since)

    async def since(self, positions: Mapping[str, int]) -> list[Frame]:
        return await self._catch_up.since(positions)

    # Updates come in

    def take(self, frames: Iterable[Frame]) -> None:
        """Take updates as they are heard or read; deliver each when it is the next one of its document."""
        for frame in frames:
            if not self._matters(frame.document, frame.topics):
                continue
            if self._memory.accepts(frame):
                self._accept(frame)
            elif frame.sequence > self._memory.sequence(frame.document):
                self._search.jumped(frame.document)

    def _accept(self, frame: Frame) -> None:
        frame = self._memory.add(frame)
        if any(topic in self._followers for topic in frame.topics):
            self._pending.append(frame)
            self._deliver.set()
        else:  # it left the followed topics with the update before
            self._memory.forget(frame.document)

    def _matters(self, document: str, topics: Iterable[str]) -> bool:
        return document in self._memory or any(topic in self._followers for topic in topics)

    # Updates go out

    async def _keep_delivering(self) -> None:
        """A lone update waits for nothing; after a long round there is a rest, and what came goes out together."""
        rested = 0.0
        while True:
            await self._deliver.wait()
            if (rest := rested - self.now()) > 0:
                await asyncio.sleep(rest)
            self._deliver.clear()
            frames, self._pending = self._pending, []
            began = self.now()
            await self._hand_out(await self._conflated(frames))
            ended = self.now()
            rested = ended + min((ended - began) * REST, MAX_REST_SECONDS)

    async def _conflated(self, frames: list[Frame]) -> list[Frame]:
        """The newest state of a document wins over many updates; nothing is lost, for the state carries them."""
        piled_up = conflation.piled_up(frames)
        if not piled_up:
            return frames
        try:
            async with asyncio.timeout(CONFLATION_SECONDS):
                states = await self._log.documents(piled_up)
        except Exception as error:
            logger.warning("%d updates go out one by one: no state could be read (%r)", len(frames), error)
            return frames
        for state in states:
            self._memory.learn(state)
        return conflation.conflated(frames, states)

    async def _hand_out(self, frames: list[Frame]) -> None:
        """One message a reader, however many updates have piled up; it is encoded once for all who are sent it."""
        offered = 0
        for readers, batch in self._shared(frames):
            message = protocol.news(batch)
            for start in range(0, len(readers), ROUND):
                if offered >= ROUND:
                    offered = 0
                    await asyncio.sleep(0)  # or a burst starves the sending
                some = readers[start : start + ROUND]
                offered += len(some)
                sent = hand_out(some, batch, message, self.now())
                metrics.batches.inc(sent)
                metrics.frames.inc(sent * len(batch))
        await asyncio.sleep(0)

    def _shared(self, frames: list[Frame]) -> list[tuple[list[Reader], list[Frame]]]:
        """Who is sent which of these frames: readers of the same of the topics together."""
        touched = dict.fromkeys(topic for frame in frames for topic in frame.topics if topic in self._followers)
        if len(touched) == 1:
            (topic,) = touched
            return [(self._listed(topic), [frame for frame in frames if topic in frame.topics])]
        groups: defaultdict[tuple[str, ...], list[Reader]] = defaultdict(list)
        for reader in set().union(*(self._followers[topic] for topic in touched)):
            groups[tuple(topic for topic in touched if topic in reader.topics)].append(reader)
        return [
            (readers, [frame for frame in frames if not frozenset(topics).isdisjoint(frame.topics)])
            for topics, readers in groups.items()
        ]

    def _listed(self, topic: str) -> list[Reader]:
        """Its readers at this moment; the list is kept until somebody comes or goes."""
        listed = self._lists.get(topic)
        if listed is None:
            listed = self._lists[topic] = list(self._followers[topic])
        return listed

    # Updates are looked for

    async def search(self) -> None:
        await self._search.look()

    async def _keep_searching(self) -> None:
        while True:
            await self._search.until_wanted(self._search_seconds)
            if self._followers:
                await self.search()

    # What it does all the time

    async def _keep_listening(self) -> None:
        await self._listen(self._heard)

    def _heard(self, frames: list[Frame]) -> None:
        metrics.publish.observe(max(0.0, time.time() - max(frame.at for frame in frames)))
        self.take(frames)

    async def _supervised(self, work: Callable[[], Awaitable[None]]) -> None:
        """Start a part of the hub again when it dies, with backoff, and look for what was missed meanwhile."""
        attempts = 0
        while True:
            started = self.now()
            try:
                await work()
            except asyncio.CancelledError:
                raise
            except Exception:
                logger.exception("%s failed; it is started again", work.__name__)
            attempts = 0 if self.now() - started > 60 else attempts + 1
            await asyncio.sleep(random.uniform(0, min(MAX_BACKOFF_SECONDS, 0.1 * 2**attempts)))
            self._search.want()

    def _start(self) -> None:
        """The first reader starts the hub: not every server tells when it starts."""
        if not self._tasks:
            work = (
                *(self._keep_listening, self._keep_delivering, self._keep_searching),
                *(self._upkeep.keep_sweeping, self._upkeep.keep_sampling),
            )
            self._tasks = [asyncio.create_task(self._supervised(part)) for part in work]

    async def stop(self) -> None:
        tasks: list[asyncio.Future[Any]] = [*self._tasks, *self._catch_up.under_way]
        self._tasks = []
        for task in tasks:
            task.cancel()
        if tasks:  # a layer whose server is gone may take its time to leave the group
            await asyncio.wait(tasks, timeout=2)
