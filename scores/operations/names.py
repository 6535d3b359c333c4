"""What many matches show: names, colours, rules. A change rebuilds every document that shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import Q

from scores.changes import changing_all
from scores.models import Competition, Deduction, Match, Season, Stage, Team, Venue


def amend_team(team_id: int, changes: Mapping[str, Any], *, source: str, reason: str = "") -> None:
    _amend(Team, team_id, Q(home=team_id) | Q(away=team_id), changes, source=source, reason=reason)


def amend_competition(competition_id: int, changes: Mapping[str, Any], *, source: str, reason: str = "") -> None:
    _amend(Competition, competition_id, Q(stage__season__competition=competition_id), changes, source=source, reason=reason)


def amend_season(season_id: int, changes: Mapping[str, Any], *, source: str, reason: str = "") -> None:
    _amend(Season, season_id, Q(stage__season=season_id), changes, source=source, reason=reason)


def amend_stage(stage_id: int, changes: Mapping[str, Any], *, source: str, reason: str = "") -> None:
    _amend(Stage, stage_id, Q(stage=stage_id), changes, source=source, reason=reason)


def amend_venue(venue_id: int, changes: Mapping[str, Any], *, source: str, reason: str = "") -> None:
    _amend(Venue, venue_id, Q(venue=venue_id), changes, source=source, reason=reason, tables=False)


def deduct_points(stage_id: int, team_id: int, points: int, *, source: str, reason: str) -> None:
    """Take points from a team in a stage, once per reason."""
    with changing_all([], source=source, reason=reason, tables=[stage_id]):
        Deduction.objects.update_or_create(
            stage_id=stage_id, team_id=team_id, reason=reason, defaults={"points": points}
        )


def restore_points(stage_id: int, team_id: int, *, source: str, reason: str) -> None:
    """Take back the deduction that was made for this reason."""
    with changing_all([], source=source, reason=reason, tables=[stage_id]):
        Deduction.objects.filter(stage_id=stage_id, team_id=team_id, reason=reason).delete()


def _amend(
    model: type[models.Model],
    pk: int,
    shown_in: Q,
    changes: Mapping[str, Any],
    *,
    source: str,
    reason: str,
    tables: bool = True,
) -> None:
    matches = dict(Match.objects.filter(shown_in).values_list("pk", "stage_id"))
    stages = set(matches.values()) if tables else set()
    with changing_all(matches, source=source, reason=reason, tables=stages):
        model._default_manager.filter(pk=pk).update(**changes)
