"""Fields of a match set by hand. What an editor sets is held against feeds until it is released."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from scores.changes import changing
from scores.documents import instant
from scores.live.models import Update
from scores.models import Hold, Match, Period
from scores.operations.errors import Conflict, OperationError, StaleError
from scores.operations.holding import PART_OF_FIELD, hold
from scores.operations.scoring import compare_total, correct, is_backwards
from scores.sports import UPCOMING, Status

# Where a field stands in the document match.<id>: how a change by somebody else is found in the log.
PATHS: Mapping[str, tuple[str, ...]] = {
    "status": ("row", "status"),
    "period_kind": ("row", "period", "kind"),
    "period_number": ("row", "period", "number"),
    "home_score": ("row", "score", "home"),
    "away_score": ("row", "score", "away"),
    "kick_off": ("row", "kick_off"),
    "kick_off_precision": ("row", "precision"),
    "winner": ("row", "winner"),
    "note": ("row", "note"),
    "round": ("row", "round"),
    "home_id": ("row", "home", "id"),
    "away_id": ("row", "away", "id"),
    "stage_id": ("row", "stage", "id"),
    "venue_id": ("venue",),
    "clock_seconds": ("row", "clock", "seconds"),
    "clock_running": ("row", "clock", "running"),
    "clock_added": ("row", "clock", "added"),
    "clock_at": ("row", "clock", "at"),
    "situation": ("row", "situation"),
}
LABELS = {"home_score": "Home score", "away_score": "Away score", "kick_off": "Kick-off"}


def amend(
    match_id: int, changes: Mapping[str, Any], *, source: str, reason: str = "", expected_sequence: int | None = None
) -> None:
    """Set fields of a match.

    `expected_sequence` is the sequence of document match.<id> that the editor read. If somebody changed one of
    these fields since, and to something else, StaleError names both values and nothing is saved.
    """
    if unknown := changes.keys() - PATHS.keys():
        raise OperationError(f"Of a match one cannot set: {', '.join(sorted(unknown))}.")
    with changing(match_id, source=source, reason=reason) as match:
        changes = {field: value for field, value in changes.items() if getattr(match, field) != value}
        if expected_sequence is not None:
            _refuse_stale(match, changes, expected_sequence)
        before = _standing(match)
        for field, value in changes.items():
            setattr(match, field, value)
        _check(match)
        _note_correction(match, before, reason)
        compare_total(match)
        hold(match, [PART_OF_FIELD[field] for field in changes if field in PART_OF_FIELD], source)


def refuse_stale(match_id: int, changes: Mapping[str, Any], *, source: str, expected_sequence: int) -> None:
    """Raise what `amend` would raise, and keep the match locked for the rest of the transaction.

    For an entrance that changes incidents first, which move the sequence, and then these fields.
    """
    with changing(match_id, source=source) as match:
        moved = {field: value for field, value in changes.items() if getattr(match, field) != value}
        _refuse_stale(match, moved, expected_sequence)


def set_score(match_id: int, *, home: int, away: int, source: str, reason: str = "") -> None:
    amend(match_id, {"home_score": home, "away_score": away}, source=source, reason=reason)


def set_period(match_id: int, *, kind: str, number: int, home: int | None, away: int | None, source: str) -> None:
    """Set the score of one period."""
    if min(home or 0, away or 0) < 0:
        raise OperationError("A score cannot be less than 0.")
    with changing(match_id, source=source) as match:
        Period.objects.update_or_create(
            match=match, kind=kind, number=number, defaults={"home_score": home, "away_score": away}
        )
        compare_total(match)
        hold(match, [Hold.Part.PERIODS], source)


def release(match_id: int, parts: Iterable[str] | None, *, source: str) -> None:
    """Let feeds change these parts again; None: all of them."""
    with changing(match_id, source=source) as match:
        held = match.holds.all()
        (held if parts is None else held.filter(part__in=list(parts))).delete()


def _refuse_stale(match: Match, changes: Mapping[str, Any], expected_sequence: int) -> None:
    patches = list(Update.objects.of(f"match.{match.pk}", after=expected_sequence).values_list("patch", flat=True))
    conflicts = [
        Conflict(field, _label(field), _said(getattr(match, field)), _said(value))
        for field, value in changes.items()
        if any(_touches(patch, PATHS[field]) for patch in patches)
    ]
    if conflicts:
        raise StaleError(conflicts)


def _label(field: str) -> str:
    return LABELS.get(field, field.removesuffix("_id").replace("_", " ").capitalize())


def _touches(patch: Any, path: tuple[str, ...]) -> bool:
    """Whether a merge patch changes what stands at the path, or something that holds or replaces it."""
    for key in path:
        if not isinstance(patch, dict):
            return True
        if key not in patch:
            return False
        patch = patch[key]
    return True


def _said(value: Any) -> str:
    return "nothing" if value in (None, "") else instant(value) if hasattr(value, "tzinfo") else str(value)


def _standing(match: Match) -> tuple[str, int, int]:
    return match.status, match.home_score or 0, match.away_score or 0


def _check(match: Match) -> None:
    if match.home_id == match.away_id:
        raise OperationError("A team cannot play itself.")
    if (match.home_score is None) != (match.away_score is None):
        raise OperationError("Enter both scores, or none.")
    if min(match.home_score or 0, match.away_score or 0) < 0:
        raise OperationError("A score cannot be less than 0.")
    if (match.home_score or match.away_score) and match.status in UPCOMING:
        raise OperationError(f"The match is {match.status}: kick it off before it has a score.")
    twins = Match.objects.filter(stage=match.stage_id, home=match.home_id, away=match.away_id, kick_off=match.kick_off)
    if twins.exclude(pk=match.pk).exists():
        raise OperationError("This match is there already: the same teams at the same kick-off.")
    if match.status == Status.LIVE and match.home_score is None:
        match.home_score = match.away_score = 0


def _note_correction(match: Match, before: tuple[str, int, int], reason: str) -> None:
    status, home, away = before
    fell = (match.home_score or 0) < home or (match.away_score or 0) < away
    back = is_backwards(status, match.status)
    if not fell and not back:
        return
    if not reason.strip():
        raise OperationError("This takes back what readers have seen. Give a reason: it is shown to them.")
    what = f"Score corrected to {match.home_score or 0}–{match.away_score or 0}" if fell else f"Match is {match.status}"
    correct(match, f"{what} ({reason})")
