from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import UniqueConstraint

from scores.models.match import Match


class Hold(models.Model):
    """A part of a match that an editor set by hand: no feed changes it until it is released."""

    class Part(models.TextChoices):
        STATUS = "status"
        SCORE = "score"
        CLOCK = "clock"
        KICK_OFF = "kick_off"
        PERIODS = "periods"
        INCIDENTS = "incidents"
        NOTE = "note"

    match = models.ForeignKey(Match, models.CASCADE, related_name="holds")
    part = models.CharField(max_length=16, choices=Part)
    source = models.CharField(max_length=64)  # who: "admin:ana"
    at = models.DateTimeField(auto_now_add=True)
    said = models.CharField(max_length=200, blank=True, help_text="What the feed would set: espn says 2–1.")
    # Who would set it, and of that one's report the part that is held.
    withheld: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["part"]
        constraints = [UniqueConstraint(fields=["match", "part"], name="hold_once")]

    def __str__(self) -> str:
        return f"{self.part} held by {self.source}"
