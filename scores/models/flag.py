"""What staff should look at, and what they should know of a match beside its log."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from scores.models.competition import Stage
from scores.models.match import Match


class FlagQuerySet(models.QuerySet["Flag"]):
    def due(self, at: datetime) -> Self:
        """Those that have lasted long enough to be shown."""
        return self.filter(due_at__lte=at)


class Flag(models.Model):
    """A source says otherwise than we show. Shown from `due_at` on: sources hear of a goal one after the other."""

    match = models.ForeignKey(Match, models.CASCADE, null=True, blank=True, related_name="flags")
    stage = models.ForeignKey(Stage, models.CASCADE, null=True, blank=True, related_name="flags")
    source = models.CharField(max_length=64)
    part = models.CharField(max_length=16)  # score, status, periods; of a stage, its table
    text = models.CharField(max_length=300)
    since = models.DateTimeField()
    due_at = models.DateTimeField()
    alone = models.BooleanField(default=False, help_text="All others, or an editor, say otherwise than this source.")

    objects = FlagQuerySet.as_manager()

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            UniqueConstraint(fields=["match", "source", "part"], name="flag_of_match_once"),
            UniqueConstraint(fields=["stage", "source", "part"], name="flag_of_stage_once"),
            CheckConstraint(
                condition=Q(match__isnull=False, stage=None) | Q(match=None, stage__isnull=False), name="flag_of_one"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Remark(models.Model):
    """What staff are told in a match's log and readers are not: that another feed has taken over."""

    match = models.ForeignKey(Match, models.CASCADE, related_name="remarks")
    at = models.DateTimeField()
    source = models.CharField(max_length=64)
    text = models.CharField(max_length=300)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text
