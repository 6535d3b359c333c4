"""Updates that a hub was not told of: it finds them in the log by itself, at its pace and when a sequence jumps."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping

from scores.live import metrics
from scores.live.catchup import LATE_SECONDS, CatchUp, Log
from scores.live.memory import Memory
from scores.live.protocol import Frame

NARROW_SECONDS = 2.0  # a search that looks for most late commits; LATE_SECONDS finds the others


class Search:
    """`matters` says whether a document is of interest here, given its topics; `take` is handed what was found."""

    def __init__(
        self,
        log: Log,
        memory: Memory,
        catch_up: CatchUp,
        *,
        matters: Callable[[str, Iterable[str]], bool],
        take: Callable[[list[Frame]], None],
        now: Callable[[], float],
    ) -> None:
        self._log, self._memory, self._catch_up = log, memory, catch_up
        self._matters, self._take, self._now = matters, take, now
        self._jumped: dict[str, int] = {}
        self._wanted = asyncio.Event()
        self._done_at = self._done_widely_at = now()

    def jumped(self, document: str) -> None:
        """An update of it came that is not the next one."""
        self._jumped[document] = self._memory.sequence(document)
        self._wanted.set()

    def want(self) -> None:
        self._wanted.set()

    async def until_wanted(self, seconds: float) -> None:
        """Until somebody wants a search, for so long at most."""
        try:
            async with asyncio.timeout(seconds):
                await self._wanted.wait()
        except TimeoutError:
            pass
        self._wanted.clear()

    async def look(self) -> None:
        """Read what others have logged and this process has not heard of: often what is new, each second all."""
        started = self._now()
        wide = started - self._done_widely_at >= 1
        since, margin = (self._done_widely_at, LATE_SECONDS) if wide else (self._done_at, NARROW_SECONDS)
        behind, self._jumped = self._jumped, {}
        for document, sequence, topics in await self._log.changed(started - since + margin):
            if self._matters(document, topics) and sequence > self._memory.sequence(document):
                behind[document] = self._memory.sequence(document)
        metrics.untold.inc(len(behind))
        self._done_at = started
        if wide:
            self._done_widely_at = started
        if behind:
            await self._heal(behind)

    async def _heal(self, behind: Mapping[str, int]) -> None:
        logged = {document: sequence for document, sequence in behind.items() if sequence}
        unseen = [document for document in behind if document not in logged]
        for frame in await self._log.updates(logged) if logged else []:
            if frame.sequence > self._memory.sequence(frame.document):
                self._take([frame])
        for frame in await self._log.documents(unseen) if unseen else []:
            if 0 < self._memory.sequence(frame.document) < frame.sequence:
                self.jumped(frame.document)  # a follow has read it meanwhile: who holds that state lacks only updates
            else:
                self._catch_up.take_read(frame)
