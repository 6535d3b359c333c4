"""What many matches show: names, colours, rules. A change rebuilds every document that shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from scores.changes import lock_names, rebuild
from scores.models import Competition, Deduction, Match, Season, Stage, Team, Venue
from scores.operations.checking import refuse_invalid
from scores.operations.errors import OperationError

Rows = QuerySet[Any]


def amend_team(team_id: int, changes: Mapping[str, Any], *, source: str, reason: str = "") -> None:
    team = Team.objects.filter(pk=team_id)
    _amend([team], Q(home=team_id) | Q(away=team_id), changes, source=source, reason=reason)


def amend_competition(competition_id: int, changes: Mapping[str, Any], *, source: str, reason: str = "") -> None:
    competition = Competition.objects.filter(pk=competition_id)
    seasons = Season.objects.filter(competition=competition_id)
    stages = Stage.objects.filter(season__competition=competition_id)
    shown_in = Q(stage__season__competition=competition_id)
    _amend([competition, seasons, stages], shown_in, changes, source=source, reason=reason)


def amend_season(season_id: int, changes: Mapping[str, Any], *, source: str, reason: str = "") -> None:
    rows = [Season.objects.filter(pk=season_id), Stage.objects.filter(season=season_id)]
    _amend(rows, Q(stage__season=season_id), changes, source=source, reason=reason)


def amend_stage(stage_id: int, changes: Mapping[str, Any], *, source: str, reason: str = "") -> None:
    stage = Stage.objects.filter(pk=stage_id)
    _amend([stage], Q(stage=stage_id), changes, source=source, reason=reason)


def amend_venue(venue_id: int, changes: Mapping[str, Any], *, source: str, reason: str = "") -> None:
    _amend([Venue.objects.filter(pk=venue_id)], Q(venue=venue_id), changes, source=source, reason=reason)


def deduct_points(stage_id: int, team_id: int, points: int, *, source: str, reason: str) -> None:
    """Take points from a team in a stage, once per reason."""
    with transaction.atomic():
        lock_names(Stage.objects.filter(pk=stage_id))
        known = Deduction.objects.filter(stage=stage_id, team=team_id, reason=reason).first()
        deduction = known or Deduction(stage_id=stage_id, team_id=team_id, reason=reason)
        deduction.points = points
        refuse_invalid(deduction)
        deduction.save()
        rebuild([], source=source, reason=reason, tables=[stage_id])


def restore_points(stage_id: int, team_id: int, *, source: str, reason: str) -> None:
    """Take back the deduction that was made for this reason."""
    with transaction.atomic():
        Deduction.objects.filter(stage_id=stage_id, team_id=team_id, reason=reason).delete()
        rebuild([], source=source, reason=reason, tables=[stage_id])


def _amend(rows: list[Rows], shown_in: Q, changes: Mapping[str, Any], *, source: str, reason: str) -> None:
    """Change the first of `rows`, and rebuild what shows it; the others are what it is shown through."""
    with transaction.atomic():
        named, *others = lock_names(*rows)
        if not named:
            raise OperationError("This is no longer there: somebody deleted it.")
        for field, value in changes.items():
            setattr(named[0], field, value)
        refuse_invalid(named[0])
        named[0].save(update_fields=list(changes))
        matches = dict(Match.objects.filter(shown_in).values_list("pk", "stage_id"))
        stages = {row.pk for row in (*named, *(row for each in others for row in each)) if isinstance(row, Stage)}
        rebuild(matches, source=source, reason=reason, tables=stages | set(matches.values()))
