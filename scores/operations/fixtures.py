"""Matches come and go: create one, delete one."""

from __future__ import annotations

from collections.abc import Set
from datetime import datetime

from django.db import IntegrityError, transaction

from scores.changes import changing_all, lock_names, rebuild
from scores.models import Match, Stage, Team
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
    match = Match(
        stage_id=stage_id,
        home_id=home_id,
        away_id=away_id,
        kick_off=kick_off,
        kick_off_precision=kick_off_precision,
        round=round[:64],
        venue_id=venue_id,
    )
    with transaction.atomic():
        lock_fixture({stage_id}, {home_id, away_id})
        add(match)
        rebuild([match.pk], source=source, tables=[stage_id] if match.stage.has_table else ())
    return match.pk


def lock_fixture(stage_ids: Set[int], team_ids: Set[int]) -> None:
    """Lock what a match is going to show. Its own lock comes after these, never before."""
    lock_names(Stage.objects.filter(pk__in=stage_ids), Team.objects.filter(pk__in=team_ids))


def add(match: Match) -> None:
    """Add a match whose stage and teams are locked; its documents are the caller's."""
    refuse_impossible(match)
    try:
        with transaction.atomic():
            match.save()
    except IntegrityError as error:  # another one created it since we looked
        raise OperationError(THERE_ALREADY) from error


def delete_match(match_id: int, *, source: str, reason: str) -> None:
    """Delete a match that should never have been there. Its documents end, and lists drop it."""
    with changing_all([match_id], source=source, reason=reason) as matches:
        for match in matches:
            match.delete()


def refuse_impossible(match: Match) -> None:
    """Refuse what the database would, and a team of another sport."""
    if not Stage.objects.filter(pk=match.stage_id).exists():
        raise OperationError("There is no such stage.")
    if match.home_id == match.away_id:
        raise OperationError("A team cannot play itself.")
    teams = dict(Team.objects.filter(pk__in=[match.home_id, match.away_id]).values_list("pk", "sport"))
    if len(teams) < 2:
        raise OperationError("There is no such team.")
    if set(teams.values()) != {match.sport}:
        raise OperationError(f"These teams do not both play {match.rules.name.lower()}.")
    refuse_twin(match)


def refuse_twin(match: Match) -> None:
    twins = Match.objects.filter(stage=match.stage_id, home=match.home_id, away=match.away_id, kick_off=match.kick_off)
    if twins.exclude(pk=match.pk).exists():
        raise OperationError(THERE_ALREADY)


THERE_ALREADY = "This match is there already: the same teams at the same kick-off."
