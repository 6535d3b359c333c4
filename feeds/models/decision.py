"""What the guard decided, and why."""

from __future__ import annotations

from django.db import models
from django.db.models import UniqueConstraint

from scores.models import Match


class GuardDecision(models.Model):
    """A step backwards that a provider told of a match: one row for each doubt, however often it was polled."""

    class Outcome(models.TextChoices):
        HELD = "held", "held back"
        SHOWN = "shown", "shown as a correction"
        EXPLAINED = "explained", "explained, and shown at once"
        BELIEVED = "believed", "believed, but another provider comes first"
        DROPPED = "dropped", "never repeated"
        OLD = "old", "an old copy, left out"

    provider = models.CharField(max_length=64)
    match = models.ForeignKey(Match, models.CASCADE, related_name="+")
    part = models.CharField(max_length=16)  # score, status, periods, incidents, clock, or the whole report
    first_at = models.DateTimeField()
    last_at = models.DateTimeField(db_index=True)
    said = models.CharField(max_length=200)
    believed = models.CharField(max_length=200, blank=True)  # what stood, and was shown on
    reason = models.CharField(max_length=300)
    outcome = models.CharField(max_length=16, choices=Outcome, default=Outcome.HELD)
    shown_as = models.CharField(max_length=200, blank=True, help_text="The correction as readers see it.")

    class Meta:
        ordering = ["-last_at", "-pk"]
        constraints = [UniqueConstraint(fields=["provider", "match", "part", "first_at"], name="guard_decision_once")]

    def __str__(self) -> str:
        return f"{self.provider}, {self.part}: {self.said}"

    @property
    def lasted(self) -> float:
        """For how many seconds it was doubted."""
        return (self.last_at - self.first_at).total_seconds()
