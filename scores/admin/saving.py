"""What a match's page asks for, as operations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scores import operations
from scores.admin.match_forms import SCORE, NewMatchForm, ScoreForm


def create(form: NewMatchForm, source: str) -> int:
    told = form.cleaned_data
    return operations.create_match(
        stage_id=told["stage"].pk,
        home_id=told["home"].pk,
        away_id=told["away"].pk,
        kick_off=told["kick_off"],
        kick_off_precision=told["kick_off_precision"],
        round=told["round"],
        venue_id=told["venue"].pk if told["venue"] else None,
        source=source,
    )


def save(match_id: int, form: ScoreForm, formsets: Sequence[Any], source: str) -> None:
    """Set what the editor changed; whatever incidents and periods do to the score, one that was typed is final."""
    changes, reason, sequence = form.changes(), form.cleaned_data["reason"], form.cleaned_data["sequence"]
    edited = [formset for formset in formsets if formset.has_changed()]
    if not edited:
        if changes:
            operations.amend(match_id, changes, source=source, reason=reason, expected_sequence=sequence)
        return
    if sequence is not None:
        operations.refuse_stale(match_id, changes, source=source, expected_sequence=sequence)
    score = {field: changes.pop(field) for field in SCORE if field in changes}
    _amend(match_id, changes, source, reason)
    for formset in edited:
        formset.operate(match_id, source)
    _amend(match_id, score, source, reason)


def _amend(match_id: int, changes: dict[str, Any], source: str, reason: str) -> None:
    if changes:
        operations.amend(match_id, changes, source=source, reason=reason)
