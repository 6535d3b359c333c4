from __future__ import annotations

from django.db import models
from django.db.models import UniqueConstraint

from scores.sports import SPORTS, Sport

SPORT_CHOICES = [(key, sport.name) for key, sport in SPORTS.items()]


class Competition(models.Model):
    """What is contested every season: Premier League."""

    sport = models.CharField(max_length=32, choices=SPORT_CHOICES)
    name = models.CharField(max_length=128)
    country = models.CharField(max_length=64, blank=True)
    order = models.PositiveSmallIntegerField(default=100, help_text="Lower comes first on the day page.")

    class Meta:
        ordering = ["order", "name"]
        constraints = [UniqueConstraint(fields=["sport", "country", "name"], name="competition_once")]

    def __str__(self) -> str:
        return f"{self.name} ({self.country})" if self.country else self.name

    @property
    def rules(self) -> Sport:
        return SPORTS[self.sport]


class Season(models.Model):
    """One edition of a competition: 2025/26."""

    competition = models.ForeignKey(Competition, models.CASCADE, related_name="seasons")
    name = models.CharField(max_length=64)

    class Meta:
        ordering = ["competition", "-name"]
        constraints = [UniqueConstraint(fields=["competition", "name"], name="season_once")]

    def __str__(self) -> str:
        return f"{self.competition.name} {self.name}"


class Stage(models.Model):
    """A part of a season with one set of ranking rules: the league, group A, the quarter-finals."""

    class Kind(models.TextChoices):
        LEAGUE = "league"
        GROUP = "group"
        KNOCKOUT = "knockout"

    season = models.ForeignKey(Season, models.CASCADE, related_name="stages")
    name = models.CharField(max_length=64, blank=True)
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.LEAGUE)
    order = models.PositiveSmallIntegerField(default=0)
    win_points = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Empty: the sport's usual.")
    draw_points = models.PositiveSmallIntegerField(null=True, blank=True)
    loss_points = models.PositiveSmallIntegerField(null=True, blank=True)
    ranking = models.JSONField(
        default=list,
        blank=True,
        help_text="What decides, first to last, for example [points, difference, scored]. Empty: the sport's usual.",
    )

    class Meta:
        ordering = ["season", "order", "name"]
        constraints = [UniqueConstraint(fields=["season", "name"], name="stage_once")]

    def __str__(self) -> str:
        return f"{self.season}, {self.name}" if self.name else str(self.season)

    @property
    def has_table(self) -> bool:
        return self.kind != self.Kind.KNOCKOUT


class Deduction(models.Model):
    """Points taken from a team in a stage, by a ruling."""

    stage = models.ForeignKey(Stage, models.CASCADE, related_name="deductions")
    team = models.ForeignKey("scores.Team", models.CASCADE, related_name="deductions")
    points = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=200)

    class Meta:
        constraints = [UniqueConstraint(fields=["stage", "team", "reason"], name="deduction_once")]

    def __str__(self) -> str:
        return f"{self.team}: -{self.points} ({self.reason})"
