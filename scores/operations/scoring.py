"""How scores move: points for a side, the total against its parts, and what readers are told of a correction."""

from __future__ import annotations

from django.utils import timezone

from scores.models import Match, Period
from scores.operations.errors import OperationError
from scores.sports import CALLED_OFF, OVER, PROGRESS, UPCOMING, Status, counts_in_total


def add_points(match: Match, side: str, points: int, *, period: tuple[str, int] | None = None) -> None:
    """Raise (or lower) the score of a side, in the total and in the period if that one is known. Never below 0."""
    if period is None or counts_in_total(match.sport, period[0]):
        for each in ("home", "away"):
            _add(match, each, points if each == side else 0)
    part = match.sheet.period(*period) if period else None
    if part is not None:
        _add(part, side, points)
        match.sheet.save(part)
    compare_total(match)


def _add(scored: Match | Period, side: str, points: int) -> None:
    setattr(scored, f"{side}_score", max(0, (getattr(scored, f"{side}_score") or 0) + points))


def compare_total(match: Match) -> None:
    """Flag a total that is not what its parts make. A flag for staff, never an exception: feeds disagree."""
    parts = [part for part in match.sheet.periods if counts_in_total(match.sport, part.kind)]
    made = _sets_won(match, parts) if match.rules.total == "sets" else _sum(parts)
    match.score_disagrees = (
        bool(parts) and match.home_score is not None and made != (match.home_score, match.away_score)
    )


def end_in_last_period(match: Match) -> None:
    """Once it is over, a match stays in the period that decided it: if nobody saw that played, its last part."""
    if not match.is_over:
        return
    kinds = [spec.kind.value for spec in match.rules.periods]
    current = (match.period_kind, match.period_number)
    played = [current, *((part.kind, part.number) for part in match.sheet.periods)]
    known = [(kind, number) for kind, number in played if kind in kinds]
    last = max(known, key=lambda period: (kinds.index(period[0]), period[1]), default=current)
    match.period_kind, match.period_number = last


def _sum(parts: list[Period]) -> tuple[int, int]:
    return sum(part.home_score or 0 for part in parts), sum(part.away_score or 0 for part in parts)


def _sets_won(match: Match, parts: list[Period]) -> tuple[int, int]:
    is_played = match.is_live and match.status != Status.BREAK  # in a break, the period that ended is named
    being_played = (match.period_kind, match.period_number) if is_played else None
    done = [(part.home_score or 0, part.away_score or 0) for part in parts if (part.kind, part.number) != being_played]
    return sum(home > away for home, away in done), sum(away > home for home, away in done)


Standing = tuple[str, int, int]


def standing_of(match: Match) -> Standing:
    return match.status, match.home_score or 0, match.away_score or 0


def taken_back(match: Match, before: Standing) -> str:
    """What this change takes back of what readers have seen; empty when it takes back nothing."""
    status, home, away = before
    now, home_now, away_now = standing_of(match)
    if now not in UPCOMING and (home_now < home or away_now < away):
        return f"Score corrected to {home_now}–{away_now}"
    return f"Match is {now}" if is_backwards(status, now) else ""


def is_backwards(before: str, after: str) -> bool:
    """To call off a match that is over takes it back; to call off one that is played is how such a match goes."""
    if after in CALLED_OFF:
        return before in OVER
    return PROGRESS[Status(after)] < PROGRESS[Status(before)]


def tell_what_is_taken_back(match: Match, before: Standing, reason: str) -> None:
    """Show readers the correction that an editor makes by this change, if it is one. It needs a reason."""
    what = taken_back(match, before)
    if what and not reason.strip():
        raise OperationError("This takes back what readers have seen. Give a reason: it is shown to them.")
    if what:
        correct(match, f"{what} ({reason})")


def correct(match: Match, text: str) -> None:
    """Show readers that this is a correction, and why; `changing` logs the text as the reason."""
    match.correction = text[:200]
    match.correction_at = match.told_at or timezone.now()
    match.was_corrected = True
