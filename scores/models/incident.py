from __future__ import annotations

from django.db import models
from django.db.models import UniqueConstraint

from scores.models.match import Match
from scores.sports import PeriodKind

SIDES = [("home", "home"), ("away", "away")]


class Incident(models.Model):
    """What happens in a match. Deleting one is retracting it: readers saw it, and see why it went."""

    class State(models.TextChoices):
        ACTIVE = "active"
        CORRECTED = "corrected"
        RETRACTED = "retracted"

    match = models.ForeignKey(Match, models.CASCADE, related_name="incidents")
    key = models.CharField(max_length=160)  # "source:id"; a repeat has the same
    source = models.CharField(max_length=64)
    kind = models.CharField(max_length=32)  # one of the sport's, sports.py
    side = models.CharField(max_length=8, choices=SIDES, blank=True)
    period_kind = models.CharField(max_length=16, choices=[(k.value, k.value) for k in PeriodKind], blank=True)
    period_number = models.PositiveSmallIntegerField(default=0)
    minute = models.PositiveSmallIntegerField(null=True, blank=True)
    added = models.PositiveSmallIntegerField(default=0)
    clock = models.PositiveIntegerField(null=True, blank=True, help_text="Seconds on a clock that counts down.")
    order = models.IntegerField(default=0)
    player = models.CharField(max_length=128, blank=True)
    other_player = models.CharField(max_length=128, blank=True)
    detail = models.CharField(max_length=128, blank=True)
    state = models.CharField(max_length=16, choices=State, default=State.ACTIVE)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["minute", "added", "order", "pk"]
        constraints = [UniqueConstraint(fields=["match", "key"], name="incident_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.minute or ''} {self.player}".strip()
