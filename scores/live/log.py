"""The log, read from the database: the one place where the hub meets synchronous Django."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from math import inf
from operator import or_
from typing import Any
from uuid import uuid4

from django.db import connection
from django.db.models import Max, Q

from scores.live import metrics
from scores.live.database import DatabaseThread, Result
from scores.live.experience import Counts
from scores.live.models import Document, Sample, Update
from scores.live.protocol import Frame, patch_frame, state_frame

MARK_SECONDS, MARKS = 1.0, 128  # twice as many as a search ever looks back
UNDER_WAY = 10_000  # updates that may have their number, and not be committed, when a process begins to look


def frame_of(update: Update) -> Frame:
    """What readers are sent of an update: the patch, or the state where the document is new to a topic."""
    if update.state is not None:
        return state_frame(update.document, update.sequence, update.at, update.topics, update.state)
    return patch_frame(update.document, update.sequence, update.at, update.topics, update.patch)


class Marks:
    """Where the log ended at which moment of this process: what was logged lately is told by no clock of a writer.

    Numbers are given when an update is written and seen when it is committed. So what lies beyond the end of the log
    of a minute ago is all that was committed since, but for what took longer than that minute to commit.
    """

    def __init__(self) -> None:
        self._marks: deque[tuple[float, int]] = deque(maxlen=MARKS)

    def __len__(self) -> int:
        return len(self._marks)

    def set(self, at: float, newest: int) -> None:
        if not self._marks or at - self._marks[-1][0] >= MARK_SECONDS:
            self._marks.append((at, newest))

    def before(self, at: float) -> int:
        """The end of the log at this moment or earlier."""
        return next((newest for marked, newest in reversed(self._marks) if marked <= at), self._marks[0][1])


Changed = list[tuple[str, int, list[str]]]


class Latest:
    """What the latest search found, for as long as SQLite says that nobody has written anything since.

    With nothing between processes but the database it is searched twenty times a second, and mostly in vain.
    """

    def __init__(self) -> None:
        self._version: tuple[Any, int] | None = None
        self._seconds = 0.0
        self._found: Changed = []

    def read(self, seconds: float, search: Callable[[], Changed]) -> Changed:
        version = _data_version()
        if version is None or version != self._version or seconds > self._seconds:
            self._found = search()
            self._version, self._seconds = version, seconds
        return self._found


class DatabaseLog:
    """The log as a hub reads it, on one thread with one connection of its own."""

    def __init__(self) -> None:
        self._marks = Marks()
        self._latest = Latest()
        self._thread = DatabaseThread("live-log")
        self._process = uuid4().hex  # whose samples are whose

    async def topic(self, topic: str) -> list[Frame]:
        return await self._run("topic", lambda: _states(Q(topic_rows__topic=topic)))

    async def documents(self, names: Iterable[str]) -> list[Frame]:
        wanted = list(names)
        return await self._run("documents", lambda: _states(Q(name__in=wanted)))

    async def updates(self, positions: Mapping[str, int]) -> list[Frame]:
        missing = [Q(document=name, sequence__gt=sequence) for name, sequence in positions.items()]
        return await self._run("updates", lambda: _updates(reduce(or_, missing)))

    async def changed(self, seconds: float) -> Changed:
        return await self._run("changed", lambda: self._latest.read(seconds, lambda: _changed(seconds, self._marks)))

    async def sample(self, readers: int, delays: Counts) -> None:
        await self._run("sample", lambda: Sample.objects.add(self._process, readers, delays))

    async def answer(self) -> None:
        """Return when the database answers; raise when it does not."""
        await self._run("answer", _ask)

    async def _run(self, what: str, read: Callable[[], Result]) -> Result:
        metrics.queries.labels(what).inc()
        return await self._thread.read(read)

    def close(self) -> None:
        self._thread.close()


def _data_version() -> tuple[Any, int] | None:
    """What another connection's commit changes, of this connection; None where there is no such thing."""
    if connection.vendor != "sqlite":
        return None
    connection.ensure_connection()
    driver: Any = connection.connection
    [version] = driver.execute("PRAGMA data_version").fetchone()
    return driver, version


def _ask() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _states(condition: Q) -> list[Frame]:
    found = Document.objects.filter(condition, sequence__gt=0).order_by("name")
    return [state_frame(d.name, d.sequence, d.at, d.topics, d.state) for d in found]


def _updates(condition: Q) -> list[Frame]:
    return [frame_of(update) for update in Update.objects.filter(condition).order_by("document", "sequence")]


def _changed(seconds: float, marks: Marks) -> Changed:
    if not marks:
        newest = Update.objects.aggregate(newest=Max("pk"))["newest"] or 0
        marks.set(-inf, newest - UNDER_WAY)
    since = marks.before(time.monotonic() - seconds)
    # In the order of the key, or a database may think it quicker to read the whole of another index.
    logged = dict(Update.objects.filter(pk__gt=since).order_by("pk").values_list("document", "pk"))
    marks.set(time.monotonic(), max(logged.values(), default=since))
    if not logged:
        return []
    return list(Document.objects.filter(name__in=logged).values_list("name", "sequence", "topics"))
