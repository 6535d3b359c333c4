"""Matches come and go: create one, delete one."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from scores.changes import changing_all
from scores.models import Match
from scores.operations.errors import OperationError


def create_match(
    *,
    stage_id: int,
    home_id: int,
    away_id: int,
    kick_off: datetime,
    source: str,
    kick_off_precision: str = "time",
    round: str = "",
    venue_id: int | None = None,
) -> int:
    """Add a scheduled match and its documents; return its id."""
    if home_id == away_id:
        raise OperationError("A team cannot play itself.")
    with transaction.atomic():
        if Match.objects.filter(stage=stage_id, home=home_id, away=away_id, kick_off=kick_off).exists():
            raise OperationError("This match is there already: the same teams at the same kick-off.")
        match = Match.objects.create(
            stage_id=stage_id,
            home_id=home_id,
            away_id=away_id,
            kick_off=kick_off,
            kick_off_precision=kick_off_precision,
            round=round[:64],
            venue_id=venue_id,
        )
        with changing_all([match.pk], source=source, tables=[stage_id]):
            pass
    return match.pk


def delete_match(match_id: int, *, source: str, reason: str) -> None:
    """Delete a match that should never have been there. Its documents end, and lists drop it."""
    with changing_all([match_id], source=source, reason=reason) as matches:
        for match in matches:
            match.delete()
