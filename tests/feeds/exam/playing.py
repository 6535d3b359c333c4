"""Play a recording into the database, and tell what readers saw of it and when, in the recording's own time."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import time_machine

from feeds.ingest import ingest
from feeds.models import Alias, Kind
from feeds.providers import Provider
from feeds.recordings import Recorded
from feeds.tally import Tally
from scores.live.models import Update
from scores.live.patches import merge

AFTERWARDS = timedelta(minutes=2)  # the last body is polled for so long


@dataclass(frozen=True)
class Seen:
    """What readers saw of a match from this moment on, and the reason that the log gives for it."""

    at: datetime
    state: dict[str, Any]
    reason: str


@dataclass
class Played:
    tally: Tally = field(default_factory=Tally)
    matches: dict[str, int] = field(default_factory=dict)  # the provider's key -> our id
    polls: int = 0
    errors: list[str] = field(default_factory=list)
    seconds: float = 0.0
    recorded: timedelta = timedelta()

    @property
    def speed(self) -> float:
        return self.recorded.total_seconds() / self.seconds

    def rows(self, key: str) -> list[Seen]:
        return self.seen("row", key)

    def seen(self, kind: str, key: str) -> list[Seen]:
        """A document of a match as it came to readers: its states in order."""
        seen: list[Seen] = []
        state: dict[str, Any] = {}
        for update in Update.objects.of(f"{kind}.{self.matches.get(key, 0)}"):
            state = merge(state, update.patch)
            seen.append(Seen(update.at, state, update.reason))
        return seen


def play(provider: Provider, lines: Sequence[Recorded], *, every: timedelta) -> Played:
    """`every`: how often the recorder polled. It kept what had changed; in between, it was given the same again.

    To poll again changes nothing unless the guard holds something back: only then is it done here.
    """
    played = Played()
    begun = time.perf_counter()
    for line, until in _with_ends(lines):
        for at in _polls(line.observed_at, until, every):
            held = _poll(provider, Recorded(at, line.payload), played)
            if not held:
                break
    played.seconds = time.perf_counter() - begun
    played.recorded = lines[-1].observed_at - lines[0].observed_at
    played.matches = dict(_matches(provider))
    return played


def _with_ends(lines: Sequence[Recorded]) -> Iterator[tuple[Recorded, datetime]]:
    """Each line with the moment the next one came."""
    ends = [*(after.observed_at for _, after in pairwise(lines)), lines[-1].observed_at + AFTERWARDS]
    return zip(lines, ends, strict=True)


def _polls(since: datetime, until: datetime, every: timedelta) -> list[datetime]:
    """When the recorder may have polled between two bodies that it kept."""
    gaps = max(1, round((until - since) / every))
    return [since + number * (until - since) / gaps for number in range(gaps)]


def _poll(provider: Provider, line: Recorded, played: Played) -> bool:
    """Whether something is held back."""
    try:
        # The log writes down the moment of its own clock, and so does a clock that a break stops.
        with time_machine.travel(line.observed_at, tick=False):
            tally = ingest(provider, line.payload, received_at=line.observed_at, create=True)
    except Exception as error:
        played.errors.append(f"{line.observed_at:%H:%M:%S} {type(error).__name__}: {error}")
        return False
    played.polls += 1
    played.tally.add(tally)
    return tally.held > 0


def _matches(provider: Provider) -> Iterator[tuple[str, int]]:
    found = Alias.objects.filter(provider=provider.name, kind=Kind.MATCH, match__isnull=False)
    return ((key, match_id) for key, match_id in found.values_list("key", "match_id") if match_id)
