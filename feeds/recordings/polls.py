"""The polls that no recording has: only changed answers are kept, and the guard waits to hear a doubt again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from feeds.recordings.lines import Recorded

LONGEST = timedelta(minutes=4)  # an old copy is believed after two, and a doubt after one more
EVER = datetime.max.replace(tzinfo=UTC)


class Polls:
    """To play an answer again changes nothing unless something of it was doubted: only that is played again."""

    def __init__(self, until: datetime | None = None) -> None:
        self._until = until or EVER
        self._first: dict[tuple[str, str], datetime] = {}  # by provider and address, when its last line came
        self._next: dict[tuple[str, str], Recorded] = {}  # which is due again then

    def of(self, lines: Iterable[Recorded]) -> Iterator[Recorded]:
        """The lines and, up to the next one of their address, those that were doubted again and again."""
        for line in lines:
            yield from self._again(line.observed_at)
            self._first[_key(line)] = line.observed_at
            self._next.pop(_key(line), None)
            yield line
        yield from self._again(self._until)

    def doubted(self, line: Recorded, every: timedelta) -> None:
        """Call it with what was just played. `every`: how often its provider is polled."""
        at = line.observed_at + every
        if at - self._first[_key(line)] <= max(LONGEST, every):
            self._next[_key(line)] = replace(line, observed_at=at)

    def _again(self, until: datetime) -> Iterator[Recorded]:
        while due := [line for line in self._next.values() if line.observed_at < until]:
            line = min(due, key=lambda each: each.observed_at)
            del self._next[_key(line)]
            yield line


def _key(line: Recorded) -> tuple[str, str]:
    return line.provider, line.address
