"""What is due to a hub's readers by the clock: a word of life, an end for who does not keep up, and samples of both."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from scores.live import metrics, protocol
from scores.live.catchup import Log
from scores.live.experience import Experience
from scores.live.reader import ROUND, Reader

ALIVE_SECONDS = 20.0
SWEEP_SECONDS = 1.0
SAMPLE_SECONDS = 10.0


class Upkeep:
    def __init__(
        self, readers: Collection[Reader], log: Log, *, now: Callable[[], float], clock: Callable[[], datetime]
    ) -> None:
        self._readers, self._log, self._now, self._clock = readers, log, now, clock
        self._experience = Experience()
        self._sampled = False

    def experienced(self, delay_ms: float) -> None:
        """A reader has told how long a change took from its commit to the screen."""
        self._experience.add(delay_ms)
        metrics.delay.observe(delay_ms / 1000)

    async def keep_sweeping(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            now, quiet, behind = self._now(), [], 0
            for reader in list(self._readers):
                behind += reader.busy_since is not None
                if reader.has_overstayed(now):
                    metrics.aborted.inc()
                    reader.abort(protocol.BEHIND)
                elif now - reader.last_sent > ALIVE_SECONDS:
                    quiet.append(reader)
            metrics.readers.set(len(self._readers))
            metrics.behind.set(behind)
            await self._say_alive(quiet)

    async def _say_alive(self, readers: Sequence[Reader]) -> None:
        """After the last news of a match all of its readers are quiet for the same time."""
        message = protocol.alive(self._clock())
        for start in range(0, len(readers), ROUND):
            for reader in readers[start : start + ROUND]:
                reader.say(message)
            await asyncio.sleep(0)

    async def keep_sampling(self) -> None:
        while True:
            await asyncio.sleep(SAMPLE_SECONDS)
            delays = self._experience.take()
            is_worth_it = bool(self._readers) or any(delays)
            if is_worth_it or self._sampled:  # once more when the last reader has left
                await self._log.sample(len(self._readers), delays)
            self._sampled = is_worth_it
