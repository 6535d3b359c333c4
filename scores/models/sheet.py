"""What stands on a match's sheet beside the score: statistics and line-ups."""

from __future__ import annotations

from django.db import models
from django.db.models import UniqueConstraint

from scores.models.incident import SIDES
from scores.models.match import Match


class Statistic(models.Model):
    match = models.ForeignKey(Match, models.CASCADE, related_name="statistics")
    kind = models.CharField(max_length=32)
    home = models.FloatField()
    away = models.FloatField()

    class Meta:
        ordering = ["kind"]
        constraints = [UniqueConstraint(fields=["match", "kind"], name="statistic_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.home:g} {self.away:g}"


class Lineup(models.Model):
    """One player of one side, as named for this match."""

    match = models.ForeignKey(Match, models.CASCADE, related_name="lineups")
    side = models.CharField(max_length=8, choices=SIDES)
    name = models.CharField(max_length=128)
    number = models.CharField(max_length=4, blank=True)
    position = models.CharField(max_length=32, blank=True)
    starter = models.BooleanField(default=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["side", "-starter", "order", "pk"]
        constraints = [UniqueConstraint(fields=["match", "side", "name", "number"], name="lineup_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.name}".strip()
