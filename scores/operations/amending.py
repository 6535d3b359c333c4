"""Fields of a match set by hand. What an editor sets is held against feeds until it is released."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any

from django.db import transaction
from django.utils import timezone

from scores.changes import changing
from scores.documents import NOT_BEGUN, instant
from scores.live.models import Update
from scores.models import Hold, Match, Period
from scores.operations.checking import refuse_invalid_fields
from scores.operations.clock import follow_status
from scores.operations.errors import Conflict, OperationError, StaleError
from scores.operations.fixtures import lock_fixture, refuse_impossible
from scores.operations.holding import PART_OF_FIELD, hold
from scores.operations.scoring import (
    Standing,
    compare_total,
    end_in_last_period,
    standing_of,
    tell_what_is_taken_back,
)
from scores.sports import IN_PLAY, Status, counts_in_total, period_spec

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
FIXTURE = frozenset({"stage_id", "home_id", "away_id", "kick_off"})
SCORE = frozenset({"home_score", "away_score"})
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
    with transaction.atomic() if FIXTURE & changes.keys() else nullcontext():
        if FIXTURE & changes.keys():
            teams = {changes[field] for field in ("home_id", "away_id") if field in changes}
            lock_fixture({changes["stage_id"]} if "stage_id" in changes else set(), teams)
        with changing(match_id, source=source, reason=reason) as match:
            _amend(match, changes, source, reason, expected_sequence)


def _amend(match: Match, changes: Mapping[str, Any], source: str, reason: str, expected_sequence: int | None) -> None:
    changes = {field: value for field, value in changes.items() if getattr(match, field) != value}
    if expected_sequence is not None:
        _refuse_stale(match, changes, expected_sequence)
    before = standing_of(match)
    for field, value in changes.items():
        setattr(match, field, value)
    _check(match, changes)
    _count_in_period(match, before, changes)
    follow_status(match, timezone.now())
    end_in_last_period(match)
    tell_what_is_taken_back(match, before, reason)
    compare_total(match)
    hold(match, [PART_OF_FIELD[field] for field in changes if field in PART_OF_FIELD], source)


def _count_in_period(match: Match, before: Standing, changes: Mapping[str, Any]) -> None:
    """A goal that an editor adds to the score of a match in play fell in the period being played.

    Only while the parts told the whole score: else nobody knows where the difference belongs, and the flag stays.
    """
    playing = match.sheet.period(match.period_kind, match.period_number)
    told = match.rules.total == "sum" and not match.score_disagrees and "period_number" not in changes
    in_play = match.is_live or before[0] in IN_PLAY
    if not (SCORE & changes.keys() and told and in_play and playing and counts_in_total(match.sport, playing.kind)):
        return
    home = (playing.home_score or 0) + (match.home_score or 0) - before[1]
    away = (playing.away_score or 0) + (match.away_score or 0) - before[2]
    if min(home, away) >= 0:
        playing.home_score, playing.away_score = home, away
        match.sheet.save(playing)


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
        if period_spec(match.sport, kind) is None or number < 1:
            raise OperationError(f"{match.rules.name} has no {kind} {number}.")
        period = match.sheet.period(kind, number) or Period(match=match, kind=kind, number=number)
        period.home_score, period.away_score = home, away
        match.sheet.save(period)
        end_in_last_period(match)
        compare_total(match)
        hold(match, [Hold.Part.PERIODS], source)


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


def _check(match: Match, changes: Mapping[str, Any]) -> None:
    refuse_invalid_fields(match, changes.keys())
    if FIXTURE & changes.keys():
        refuse_impossible(match)
    if SCORE & changes.keys():
        _check_score(match)
    if match.status == Status.LIVE and match.home_score is None:
        match.home_score = match.away_score = 0


def _check_score(match: Match) -> None:
    if (match.home_score is None) != (match.away_score is None):
        raise OperationError("Enter both scores, or none.")
    if min(match.home_score or 0, match.away_score or 0) < 0:
        raise OperationError("A score cannot be less than 0.")
    if (match.home_score or match.away_score) and match.status in NOT_BEGUN:
        raise OperationError(f"The match is {match.status}: kick it off before it has a score.")
