"""The clock of a match: where it starts, what it shows, when it stops."""

from __future__ import annotations

from datetime import datetime

from scores.models import Match
from scores.sports import Status, period_spec


def start_clock(match: Match, at: datetime) -> None:
    """Run from where the period being played starts."""
    spec = period_spec(match.sport, match.period_kind)
    direction = match.rules.clock
    if direction == "none" or spec is None or spec.minutes is None:
        forget_clock(match)
        return
    match.clock_seconds = 60 * (spec.minutes if direction == "down" else minutes_before(match))
    match.clock_at, match.clock_running, match.clock_added = at, True, 0


def resume_clock(match: Match, at: datetime) -> None:
    if match.clock_seconds is not None:
        match.clock_at, match.clock_running = at, True


def stop_clock(match: Match, at: datetime) -> None:
    if match.clock_running:
        match.clock_seconds = seconds_at(match, at)
        match.clock_at = at
        match.clock_running = False


def forget_clock(match: Match) -> None:
    match.clock_seconds = match.clock_at = None
    match.clock_running, match.clock_added = False, 0


def follow_status(match: Match, at: datetime) -> None:
    """A clock runs only while the match is live, whoever stopped it."""
    if match.status != Status.LIVE:
        stop_clock(match, at)


def minutes_before(match: Match) -> int:
    """Where a clock that counts up starts in this period: 45 for the second half, 90 for extra time."""
    minutes = 0
    for spec in match.rules.periods:
        if spec.kind == match.period_kind:
            return minutes + (match.period_number - 1) * (spec.minutes or 0)
        minutes += spec.count * (spec.minutes or 0)
    return minutes


def seconds_at(match: Match, at: datetime) -> int | None:
    """What the match's clock shows at a moment."""
    if match.clock_seconds is None or match.clock_at is None or not match.clock_running:
        return match.clock_seconds
    passed = int((at - match.clock_at).total_seconds())
    return max(0, match.clock_seconds + (-passed if match.rules.clock == "down" else passed))
