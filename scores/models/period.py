from __future__ import annotations

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from scores.models.match import Match
from scores.sports import PeriodKind


class Period(models.Model):
    """A part of a match and its score: a half, a set, an innings, the shoot-out."""

    match = models.ForeignKey(Match, models.CASCADE, related_name="periods")
    kind = models.CharField(max_length=16, choices=[(k.value, k.value) for k in PeriodKind])
    number = models.PositiveSmallIntegerField()
    home_score = models.IntegerField(null=True, blank=True)
    away_score = models.IntegerField(null=True, blank=True)
    home_detail = models.JSONField(default=dict, blank=True)  # what one number cannot say: wickets, overs, tie-break
    away_detail = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["kind", "number"]
        constraints = [
            UniqueConstraint(fields=["match", "kind", "number"], name="period_once"),
            CheckConstraint(
                condition=(Q(home_score=None) | Q(home_score__gte=0)) & (Q(away_score=None) | Q(away_score__gte=0)),
                name="period_score_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
