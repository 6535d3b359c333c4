"""The course of a match, as an editor says it: kick off, half-time, full time, postpone, abandon."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from scores.changes import changing
from scores.models import Hold, Match, Period
from scores.operations.errors import OperationError
from scores.operations.holding import hold
from scores.operations.scoring import compare_total
from scores.sports import CALLED_OFF, IN_PLAY, UPCOMING, PeriodKind, Status


def kick_off(match_id: int, *, source: str, at: datetime | None = None) -> None:
    """Start the match, or its next period after a break."""
    with changing(match_id, source=source) as match:
        if match.status == Status.LIVE:
            return
        if match.status not in UPCOMING | IN_PLAY | {Status.POSTPONED}:
            raise OperationError(f"Cannot kick off: the match is {match.status}.")
        _start_next_period(match, at or timezone.now())
        hold(match, [Hold.Part.STATUS, Hold.Part.CLOCK, Hold.Part.SCORE], source)


def half_time(match_id: int, *, source: str) -> None:
    """Stop the clock until the next period."""
    with changing(match_id, source=source) as match:
        if match.status == Status.BREAK:
            return
        if match.status != Status.LIVE:
            raise OperationError(f"Cannot go into the break: the match is {match.status}, not live.")
        match.status = Status.BREAK
        stop_clock(match, timezone.now())
        hold(match, [Hold.Part.STATUS, Hold.Part.CLOCK], source)


def full_time(match_id: int, *, source: str) -> None:
    with changing(match_id, source=source) as match:
        if match.status == Status.ENDED:
            return
        if match.status not in IN_PLAY:
            raise OperationError(f"Cannot end the match: it is {match.status}, not in play.")
        match.status = Status.ENDED
        stop_clock(match, timezone.now())
        compare_total(match)
        hold(match, [Hold.Part.STATUS, Hold.Part.CLOCK, Hold.Part.SCORE], source)


def postpone(match_id: int, *, source: str, reason: str = "") -> None:
    _call_off(match_id, Status.POSTPONED, UPCOMING, source=source, reason=reason)


def abandon(match_id: int, *, source: str, reason: str = "") -> None:
    _call_off(match_id, Status.ABANDONED, IN_PLAY, source=source, reason=reason)


def _call_off(match_id: int, status: Status, allowed: frozenset[Status], *, source: str, reason: str) -> None:
    with changing(match_id, source=source, reason=reason) as match:
        if match.status == status:
            return
        if match.status not in allowed:
            raise OperationError(f"The match cannot be {status}: it is {match.status}.")
        match.status = status
        match.note = reason[:200] or match.note
        match.clock_running = False
        hold(match, [Hold.Part.STATUS], source)


def _start_next_period(match: Match, at: datetime) -> None:
    specs = match.rules.periods
    if match.status in UPCOMING | CALLED_OFF:
        kind, number = specs[0].kind, 1
        match.home_score = match.away_score = 0
    else:
        kind, number = _next_period(match)
    match.status = Status.LIVE
    match.period_kind, match.period_number = kind, number
    Period.objects.get_or_create(match=match, kind=kind, number=number, defaults={"home_score": 0, "away_score": 0})
    _start_clock(match, kind, number, at)


def _next_period(match: Match) -> tuple[PeriodKind, int]:
    specs = match.rules.periods
    planned = [(spec.kind, number) for spec in specs for number in range(1, spec.count + 1)]
    current = (PeriodKind(match.period_kind or specs[0].kind), match.period_number)
    later = planned[planned.index(current) + 1 :] if current in planned else []
    return later[0] if later else (current[0], current[1] + 1)


def _start_clock(match: Match, kind: PeriodKind, number: int, at: datetime) -> None:
    direction = match.rules.clock
    spec = next(spec for spec in match.rules.periods if spec.kind == kind)
    if direction == "none" or spec.minutes is None:
        match.clock_seconds = match.clock_at = None
        match.clock_running = False
        return
    match.clock_seconds = spec.minutes * 60 if direction == "down" else 60 * minutes_before(match, kind, number)
    match.clock_at, match.clock_running, match.clock_added = at, True, 0


def minutes_before(match: Match, kind: str, number: int) -> int:
    """Where a clock that counts up starts in this period: 45 for the second half, 90 for extra time."""
    minutes = 0
    for spec in match.rules.periods:
        if spec.kind == kind:
            return minutes + (number - 1) * (spec.minutes or 0)
        minutes += spec.count * (spec.minutes or 0)
    return minutes


def seconds_at(match: Match, at: datetime) -> int | None:
    """What the match's clock shows at a moment."""
    if match.clock_seconds is None or match.clock_at is None or not match.clock_running:
        return match.clock_seconds
    passed = int((at - match.clock_at).total_seconds())
    return max(0, match.clock_seconds + (-passed if match.rules.clock == "down" else passed))


def stop_clock(match: Match, at: datetime) -> None:
    match.clock_seconds = seconds_at(match, at)
    match.clock_at = at if match.clock_seconds is not None else None
    match.clock_running = False
