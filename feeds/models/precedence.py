"""Whose turn it is in a competition, where that differs from everywhere else."""

from __future__ import annotations

from django.db import models
from django.db.models import UniqueConstraint

from feeds.models.source import Source
from scores.models import Competition


class Precedence(models.Model):
    """A source's place among those that report a competition; without one, its precedence everywhere counts."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="precedences")
    competition = models.ForeignKey(Competition, models.CASCADE, related_name="+")
    rank = models.PositiveSmallIntegerField(help_text="The lowest that is healthy counts.")

    class Meta:
        ordering = ["competition", "rank", "source"]
        verbose_name = "precedence in a competition"
        verbose_name_plural = "precedences in competitions"
        constraints = [UniqueConstraint(fields=["source", "competition"], name="precedence_once")]

    def __str__(self) -> str:
        return f"{self.source} is {self.rank} in {self.competition}"
