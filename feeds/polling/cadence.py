"""When to ask next. Idle, soon, in play, over, next morning: by what the provider's lists say is coming.

Pure: the moments are passed in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from scores.sports import IN_PLAY, OVER, UPCOMING, Status

SOON = timedelta(minutes=10)  # before a kick-off
LATE = timedelta(hours=3)  # a match that has not begun by then is forgotten by its provider
FORSAKEN = timedelta(hours=6)  # a match that is suspended so long after its kick-off goes on another day
NOT_BEFORE = timedelta(0)
IDLE, IDLE_TODAY = 600.0, 300.0
AWAITED = 600.0  # between two requests for a document of a match that has not begun
SPARING = 3 * 86_400.0
EVERY_MINUTE = timedelta(minutes=10)  # after the end
# Then, counted from the end: 5, 20 and 60 minutes later each, and the next morning.
CHECKS = tuple(timedelta(minutes=minutes) for minutes in (15, 35, 95, 600))


@dataclass(frozen=True)
class Fixture:
    """What matters of a match: when it begins, how it stands, since when it is over."""

    kick_off: datetime | None = None
    status: Status | None = None
    over_since: datetime | None = None


def is_on(fixture: Fixture, now: datetime) -> bool:
    """Whether a match is in play or about to be."""
    kick_off = fixture.kick_off
    if fixture.status == Status.SUSPENDED:
        return kick_off is None or now < kick_off + FORSAKEN
    if fixture.status in IN_PLAY:
        return True
    return _is_to_come(fixture) and kick_off is not None and kick_off - SOON <= now <= kick_off + LATE


def list_wait(fixtures: Iterable[Fixture], now: datetime, live: float) -> float:
    """Seconds until a list is asked for again, whose matches these are. `live`: between two while one is in play."""
    fixtures = list(fixtures)
    if any(is_on(fixture, now) for fixture in fixtures):
        return live
    waits = [_idle(fixtures, now)]
    waits += [wait for fixture in fixtures if (wait := _after(fixture, now)) is not None]
    soon = until_soon(fixtures, now)
    return max(min(waits if soon is None else [*waits, soon]), live)


def until_soon(fixtures: Iterable[Fixture], now: datetime) -> float | None:
    """Seconds until the next match is about to begin; None: no list names one."""
    moments = [fixture.kick_off - SOON for fixture in fixtures if _is_to_come(fixture) and fixture.kick_off]
    return min(((moment - now).total_seconds() for moment in moments if moment > now), default=None)


def detail_wait(fixture: Fixture, now: datetime, live: float, *, before: timedelta = NOT_BEFORE) -> float | None:
    """Seconds until a document of one match is asked for again; None: never more."""
    if is_on(fixture, now) or _is_awaited(fixture, now, before):
        begins_in = (fixture.kick_off - now).total_seconds() if fixture.kick_off else 0.0
        return max(live, min(AWAITED, begins_in) if fixture.status in UPCOMING else 0.0)
    wait = _after(fixture, now)
    return None if wait is None else max(wait, live)


def has_details(fixture: Fixture, now: datetime, *, before: timedelta = NOT_BEFORE) -> bool:
    """Whether documents of this match are worth asking for: from its kick-off, or so long before it, to the last check
    after its end."""
    if fixture.status in OVER:
        return _after(fixture, now) is not None
    if _is_awaited(fixture, now, before):
        return True
    return is_on(fixture, now) and (fixture.status in IN_PLAY or fixture.kick_off is None or fixture.kick_off <= now)


def _is_awaited(fixture: Fixture, now: datetime, before: timedelta) -> bool:
    kick_off = fixture.kick_off
    return _is_to_come(fixture) and kick_off is not None and kick_off - before <= now < kick_off


def ends_in(fixtures: Iterable[Fixture], now: datetime) -> float:
    """Seconds until the last match of the next day is likely over: so long a budget must last.

    While none is on it must last longer, so that most of it is left for when one is.
    """
    fixtures = list(fixtures)
    if not any(is_on(fixture, now) for fixture in fixtures):
        return SPARING
    tomorrow = now + timedelta(days=1)
    ends = [
        fixture.kick_off + LATE
        for fixture in fixtures
        if fixture.kick_off and fixture.kick_off < tomorrow and (_is_to_come(fixture) or is_on(fixture, now))
    ]
    longest = max(((end - now).total_seconds() for end in ends), default=0.0)
    return min(max(longest, 1800.0), 86_400.0)


def _is_to_come(fixture: Fixture) -> bool:
    return fixture.status is None or fixture.status in UPCOMING


def _idle(fixtures: Iterable[Fixture], now: datetime) -> float:
    tomorrow = now + timedelta(days=1)
    is_today = any(_is_to_come(each) and each.kick_off and now < each.kick_off < tomorrow for each in fixtures)
    return IDLE_TODAY if is_today else IDLE


def _after(fixture: Fixture, now: datetime) -> float | None:
    """Seconds until a match that is over is looked at again; None: it is not."""
    if fixture.status not in OVER or fixture.over_since is None:
        return None
    if now < fixture.over_since + EVERY_MINUTE:
        return 60.0
    later = [fixture.over_since + check for check in CHECKS if fixture.over_since + check > now]
    return (later[0] - now).total_seconds() if later else None
