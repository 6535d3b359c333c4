"""Whether a source can be trusted just now: by its errors, by its age, and by how often it stands alone.

The rules, which are few on purpose:

- a source whose last FAILURES polls gave nothing readable, or whose circuit is open, is down;
- a source that has not told of a match for `silent_after` seconds, while that match should be on, is silent for it;
  of a match that is over, or not due yet, only a source that has told nothing at all for a day is silent;
- a source that stands alone on ALONE matches of a day (all others, two at least, agree on another score, status or
  part; or an editor set another one) comes after all others, until they agree again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import Count

from feeds.models import Source
from scores.models import Flag

FAILURES = 3
ALONE = 3
DAY = timedelta(days=1)


def down(source: Source, at: datetime) -> str:
    """Why it gives nothing; empty while it answers."""
    if source.open_until and source.open_until > at:
        return f"{source.name} failed too often to be asked"
    if source.failures >= FAILURES:
        return f"{source.name} failed {source.failures} times in a row"
    return ""


def silent(source: Source, heard_at: datetime | None, at: datetime, *, due: bool) -> str:
    """Why it has nothing to say of a match of which it last told at `heard_at`; `due`: the match should be on."""
    heard = (heard_at or source.heard_at) if due else source.heard_at
    if heard is None:
        return f"{source.name} was never heard"
    age, limit = at - heard, timedelta(seconds=source.silent_after)
    if age < (limit if due else max(limit, DAY)):
        return ""
    return f"{source.name} fell silent {told(age)} ago"


def stand_alone(at: datetime) -> Mapping[str, int]:
    """The sources that come after all others, with the number of matches on which they stand alone."""
    flags = Flag.objects.due(at).filter(alone=True, match__kick_off__gte=at - DAY)
    counts = flags.order_by().values_list("source").annotate(matches=Count("match", distinct=True))
    return dict(counts.filter(matches__gte=ALONE))


def told(age: timedelta) -> str:
    """ "4 min", as one says it."""
    seconds = int(age.total_seconds())
    if seconds < 120:
        return f"{seconds} s"
    if seconds < 7200:
        return f"{seconds // 60} min"
    return f"{seconds // 3600} h" if age < timedelta(days=2) else f"{age.days} days"
