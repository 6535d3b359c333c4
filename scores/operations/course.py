"""The course of a match, as an editor says it: kick off, half-time, full time, postpone, abandon."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from scores.changes import changing
from scores.models import Hold, Match, Period
from scores.operations.clock import resume_clock, start_clock, stop_clock
from scores.operations.errors import OperationError
from scores.operations.holding import hold
from scores.operations.scoring import compare_total
from scores.sports import CALLED_OFF, IN_PLAY, UPCOMING, PeriodKind, Status

STOPPED = frozenset({Status.INTERRUPTED, Status.SUSPENDED})


def kick_off(match_id: int, *, source: str, at: datetime | None = None) -> None:
    """Start the match, its next period after a break, or where it was interrupted."""
    with changing(match_id, source=source) as match:
        if match.status == Status.LIVE:
            return
        if match.status not in UPCOMING | IN_PLAY | {Status.POSTPONED}:
            raise OperationError(f"Cannot kick off: the match is {match.status}.")
        at = at or timezone.now()
        if match.status in STOPPED and match.period_number:
            resume_clock(match, at)
        else:
            _start_next_period(match, at)
        match.status = Status.LIVE
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
        stop_clock(match, timezone.now())
        parts = [Hold.Part.STATUS]
        if reason.strip():
            match.note = reason.strip()[:200]
            parts.append(Hold.Part.NOTE)
        hold(match, parts, source)


def _start_next_period(match: Match, at: datetime) -> None:
    if match.status in UPCOMING | CALLED_OFF:
        match.period_kind, match.period_number = match.rules.periods[0].kind, 1
        match.home_score = match.away_score = 0
        for period in list(match.sheet.periods):
            match.sheet.delete_period(period)  # it may have been started before, by mistake
    else:
        match.period_kind, match.period_number = _next_period(match)
    if match.sheet.period(match.period_kind, match.period_number) is None:
        told = {"kind": match.period_kind, "number": match.period_number}
        match.sheet.save(Period(match=match, **told, home_score=0, away_score=0))
    start_clock(match, at)


def _next_period(match: Match) -> tuple[PeriodKind, int]:
    specs = match.rules.periods
    planned = [(spec.kind, number) for spec in specs for number in range(1, spec.count + 1)]
    current = (PeriodKind(match.period_kind or specs[0].kind), match.period_number)
    if current not in planned:
        return current[0], current[1] + 1
    later = planned[planned.index(current) + 1 :]
    if not later and current[0] == PeriodKind.SHOOTOUT:
        raise OperationError("There is no period after the shoot-out. End the match.")
    return later[0] if later else (current[0], current[1] + 1)
