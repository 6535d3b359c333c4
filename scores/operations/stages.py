"""Competitions, seasons and stages go: only while they have no match, and the tables readers see end with them."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Model

from scores.changes import rebuild
from scores.models import Competition, Match, Season, Stage
from scores.operations.errors import OperationError


def delete_competition(competition_id: int, *, source: str) -> None:
    _delete(Competition, competition_id, "season__competition", source)


def delete_season(season_id: int, *, source: str) -> None:
    _delete(Season, season_id, "season", source)


def delete_stage(stage_id: int, *, source: str) -> None:
    _delete(Stage, stage_id, "pk", source)


def _delete(model: type[Model], pk: int, path: str, source: str) -> None:
    with transaction.atomic():
        # Locked: a match that somebody adds meanwhile waits here, and then finds its stage gone.
        locked = Stage.objects.select_for_update(of=("self",)).filter(**{path: pk}).order_by("pk")
        stages = list(locked.values_list("pk", flat=True))
        if Match.objects.filter(stage__in=stages).exists():
            raise OperationError("It has matches. Delete or move these first.")
        model._default_manager.filter(pk=pk).delete()
        rebuild([], source=source, tables=stages)
