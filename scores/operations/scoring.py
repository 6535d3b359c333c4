"""How scores move: points for a side, the total against its parts, and what readers are told of a correction."""

from __future__ import annotations

from django.utils import timezone

from scores.models import Match, Period
from scores.operations.errors import OperationError
from scores.sports import PROGRESS, Status, period_spec


def other(side: str) -> str:
    return "away" if side == "home" else "home"


def add_points(match: Match, side: str, points: int, *, period: tuple[str, int] | None = None) -> None:
    """Raise (or lower) the score of a side, in the total and in the period if that one is known."""
    counts = period is None or _counts_in_total(match, period[0])
    if counts:
        _set(match, side, (getattr(match, f"{side}_score") or 0) + points)
        _set(match, other(side), getattr(match, f"{other(side)}_score") or 0)
    if period is None:
        return
    part = match.periods.filter(kind=period[0], number=period[1]).first()
    if part is not None:
        _set(part, side, max(0, (getattr(part, f"{side}_score") or 0) + points))
        part.save()


def _set(scored: Match | Period, side: str, score: int) -> None:
    if score < 0:
        raise OperationError(f"A score cannot be less than 0: {side} would have {score}.")
    setattr(scored, f"{side}_score", score)


def _counts_in_total(match: Match, kind: str) -> bool:
    spec = period_spec(match.sport, kind)
    return spec is None or spec.counts_in_total


def compare_total(match: Match) -> None:
    """Flag a total that is not what its parts make. A flag for staff, never an exception: feeds disagree."""
    parts = [part for part in match.periods.all() if _counts_in_total(match, part.kind)]
    if match.home_score is None or not parts:
        match.score_disagrees = False
        return
    made = _sets_won(match, parts) if match.rules.total == "sets" else _sum(parts)
    match.score_disagrees = made is not None and made != (match.home_score, match.away_score)


def _sum(parts: list[Period]) -> tuple[int, int]:
    return sum(part.home_score or 0 for part in parts), sum(part.away_score or 0 for part in parts)


def _sets_won(match: Match, parts: list[Period]) -> tuple[int, int]:
    being_played = (match.period_kind, match.period_number) if match.is_live else None
    done = [
        (part.home_score or 0, part.away_score or 0) for part in parts if (part.kind, part.number) != being_played
    ]
    return sum(home > away for home, away in done), sum(away > home for home, away in done)


def is_backwards(before: str, after: str) -> bool:
    return PROGRESS[Status(after)] < PROGRESS[Status(before)]


def correct(match: Match, text: str) -> None:
    """Show readers that this is a correction, and why; `changing` logs the text as the reason."""
    match.correction = text[:200]
    match.correction_at = timezone.now()
    match.was_corrected = True
