"""Matches whose feed has fallen silent while it should tell of them, so that readers are told how old its word is.

A process that polls cannot tell that it has died. So every web process looks from time to time, and writes what it
finds into the documents: when the silence begins and when it ends. How long it has lasted is nothing that is sent; the
pages count from `silent_since`. Two processes that find the same write it once: the second sees no difference.

Only what is polled can be silent. Who pushes speaks when there is something to say, and a goalless half is no fault.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from feeds.models import ReportState, Source
from feeds.providers import PROVIDERS
from scores.live.models import Update
from scores.models import Match
from scores.operations import tell_silence
from scores.sports import GOING_ON, UPCOMING

SHORTEST = timedelta(minutes=2)
POLLS = 4
LONG_AGO = timedelta(days=7)  # what was recorded then and is replayed now is not to be on


@dataclass(frozen=True)
class Silence:
    feed: str
    since: datetime


def look(at: datetime | None = None) -> int:
    """Tell readers of each silence that has begun or ended; return how many matches that changed."""
    found = _silences(at or timezone.now())
    told = _told()
    changed: dict[str, dict[int, datetime | None]] = {}
    for match_id, silence in found.items():
        if told.get(match_id) != silence:
            changed.setdefault(silence.feed, {})[match_id] = silence.since
    for match_id, silence in told.items():
        if match_id not in found:
            changed.setdefault(silence.feed, {})[match_id] = None
    for feed, since in changed.items():
        tell_silence(since, feed=feed)
    return sum(map(len, changed.values()))


def limit(source: Source) -> timedelta:
    """How long it may say nothing: some polls, at the pace it is known to keep."""
    polled = PROVIDERS.get(source.name)
    longest = [SHORTEST, POLLS * timedelta(seconds=polled.poll_seconds if polled else 0)]
    if source.next_at and source.asked_at and not source.failures:
        longest.append(2 * (source.next_at - source.asked_at))  # its quota may stretch it
    return max(longest)


def _silences(at: datetime) -> dict[int, Silence]:
    limits = {source.name: limit(source) for source in Source.objects.filter(asked_at__isnull=False)}
    if not limits:
        return {}
    due = Q(match__status__in=GOING_ON) | Q(
        match__status__in=UPCOMING, match__kick_off__lt=at - SHORTEST, match__kick_off_precision=Match.Precision.TIME
    )
    states = ReportState.objects.filter(
        due, match__kick_off__gt=at - LONG_AGO, leads=True, provider__in=limits, heard_at__lt=at - SHORTEST
    ).values_list("match", "provider", "heard_at", "match__kick_off", "match__status")
    found = {}
    for match_id, feed, heard_at, kick_off, status in states:
        assert heard_at is not None
        # Before the kick-off nobody expects much of it.
        begun = kick_off if status in UPCOMING else heard_at
        if at - max(heard_at, begun) > limits[feed]:
            found[match_id] = Silence(feed, heard_at)
    edited = _edited({match_id: silence.since for match_id, silence in found.items()})
    return {match_id: silence for match_id, silence in found.items() if match_id not in edited}


def _edited(since: Mapping[int, datetime]) -> set[int]:
    """Those that an editor has changed since: whose word readers see now is young."""
    if not since:
        return set()
    names = {f"match.{match_id}": match_id for match_id in since}
    updates = Update.objects.filter(document__in=names, at__gt=min(since.values()), source__contains=":")
    changed = ((names[name], at) for name, at in updates.values_list("document", "at"))
    return {match_id for match_id, at in changed if at > since[match_id]}


def _told() -> dict[int, Silence]:
    rows = Match.objects.filter(silent_since__isnull=False).order_by().values_list("pk", "silent_feed", "silent_since")
    return {pk: Silence(feed, since) for pk, feed, since in rows if since}
