"""How providers call our things, and the names that nobody could place."""

from __future__ import annotations

from django.db import models
from django.db.models import Q, UniqueConstraint

from scores.models import Competition, Match, Team


class Kind(models.TextChoices):
    COMPETITION = "competition"
    TEAM = "team"
    MATCH = "match"


class Alias(models.Model):
    """A provider's name for one of ours. `key` is the provider's own or, where it has none, the plain name."""

    provider = models.CharField(max_length=64)
    kind = models.CharField(max_length=16, choices=Kind)
    sport = models.CharField(max_length=32)
    key = models.CharField(max_length=255)
    name = models.CharField(max_length=200, blank=True)
    competition = models.ForeignKey(Competition, models.CASCADE, null=True, blank=True, related_name="+")
    team = models.ForeignKey(Team, models.CASCADE, null=True, blank=True, related_name="+")
    match = models.ForeignKey(Match, models.CASCADE, null=True, blank=True, related_name="+")
    placeholder = models.BooleanField(default=False, help_text="Stands for a team that is not known yet.")
    ignored = models.BooleanField(default=False, help_text="Not ours: reports that name it are left out.")

    class Meta:
        ordering = ["provider", "kind", "name"]
        verbose_name_plural = "aliases"
        constraints = [
            UniqueConstraint(fields=["provider", "kind", "sport", "key"], name="alias_once"),
            models.CheckConstraint(
                condition=Q(ignored=True)
                | Q(kind="competition", competition__isnull=False, team=None, match=None)
                | Q(kind="team", team__isnull=False, competition=None, match=None)
                | Q(kind="match", match__isnull=False, competition=None, team=None),
                name="alias_of_its_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider}: {self.name or self.key}"


class UnmatchedName(models.Model):
    """A name that nobody could place. Reports wait on it until an editor links it, creates it or ignores it."""

    provider = models.CharField(max_length=64)
    kind = models.CharField(max_length=16, choices=Kind)
    sport = models.CharField(max_length=32)
    key = models.CharField(max_length=255)
    name = models.CharField(max_length=200)
    where = models.CharField(max_length=300, blank=True)  # the competition and the match it came with
    reason = models.CharField(max_length=300, blank=True)
    candidates = models.JSONField(default=list, blank=True)  # ids of ours that it may be
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        ordering = ["provider", "kind", "name"]
        constraints = [UniqueConstraint(fields=["provider", "kind", "sport", "key"], name="unmatched_name_once")]

    def __str__(self) -> str:
        return f"{self.name} ({self.kind} of {self.provider})"
