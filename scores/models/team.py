from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models

from scores.models.competition import SPORT_CHOICES

colour = RegexValidator(r"^#[0-9a-f]{6}$", "A colour is written as #1a2b3c.")


class Team(models.Model):
    """Who plays: a club, a nation, a player or a pair. Home and away are its sides in a match."""

    class Kind(models.TextChoices):
        CLUB = "club"
        NATION = "nation"
        PLAYER = "player"
        PAIR = "pair"

    class Pattern(models.TextChoices):
        PLAIN = "plain"
        STRIPES = "stripes"
        HOOPS = "hoops"
        HALVES = "halves"
        QUARTERS = "quarters"
        SASH = "sash"
        CHEVRON = "chevron"
        CROSS = "cross"

    sport = models.CharField(max_length=32, choices=SPORT_CHOICES)
    name = models.CharField(max_length=128)
    short_name = models.CharField(max_length=32, blank=True)
    code = models.CharField(max_length=4, blank=True)
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.CLUB)
    country = models.CharField(max_length=64, blank=True)
    primary_colour = models.CharField(max_length=7, default="#33415c", validators=[colour])
    secondary_colour = models.CharField(max_length=7, default="#ffffff", validators=[colour])
    pattern = models.CharField(max_length=16, choices=Pattern, default=Pattern.PLAIN)

    class Meta:
        ordering = ["name"]
        indexes = [models.Index(fields=["sport", "name"], name="team_by_name")]

    def __str__(self) -> str:
        return self.name


class Venue(models.Model):
    name = models.CharField(max_length=128)
    city = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["name", "city"], name="venue_once")]

    def __str__(self) -> str:
        return f"{self.name}, {self.city}" if self.city else self.name
