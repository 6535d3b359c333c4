"""What we know of providers: how they call our things, what they last said, and what nobody could place or read."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q, UniqueConstraint

from scores.models import Competition, Match, Team


class Source(models.Model):
    """A provider as we run it: its turn among others, its health, and the lock of its one poller."""

    name = models.CharField(max_length=64, unique=True)
    precedence = models.PositiveSmallIntegerField(
        default=50, help_text="Of several that report a match, the lowest that is healthy counts."
    )
    heard_at = models.DateTimeField(null=True, blank=True, help_text="When it last gave a readable document.")
    silent_after = models.PositiveIntegerField(default=600, help_text="Seconds until the next provider takes over.")
    trouble = models.CharField(max_length=200, blank=True)
    poller = models.CharField(max_length=64, blank=True)
    poller_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["precedence", "name"]

    def __str__(self) -> str:
        return self.name


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


class ReportState(models.Model):
    """Where we stand with a provider's reports of one match.

    `told` has, for each of the provider's documents of it, the digest of what that said and the sequence at which the
    match's document was then. A report with the same digest is skipped, as long as the sequence is still that one: what
    an editor or another provider changed since is looked at again. Where something was held back, the digest is empty.
    """

    provider = models.CharField(max_length=64)
    key = models.CharField(max_length=128)
    match = models.ForeignKey(Match, models.CASCADE, related_name="+")
    told: models.JSONField[dict[str, tuple[str, int]], dict[str, tuple[str, int]]] = models.JSONField(default=dict)
    history = models.JSONField(default=dict)  # guard.History

    class Meta:
        constraints = [UniqueConstraint(fields=["provider", "key"], name="report_state_once")]

    def __str__(self) -> str:
        return f"{self.provider}: {self.key}"


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


class WaitingReport(models.Model):
    """The newest report of a match that could not be placed. A report is the whole state: older ones are not missed."""

    provider = models.CharField(max_length=64)
    key = models.CharField(max_length=128)
    names = models.ManyToManyField(UnmatchedName, related_name="waiting")  # what it waits on
    report: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["received_at", "pk"]
        constraints = [UniqueConstraint(fields=["provider", "key"], name="waiting_report_once")]

    def __str__(self) -> str:
        return f"{self.provider}: {self.key}"


class Payload(models.Model):
    """A body that could not be read, or not wholly, kept for staff. The same trouble again counts up."""

    provider = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)
    size = models.PositiveBigIntegerField()
    body = models.TextField(blank=True)  # its beginning
    trouble = models.CharField(max_length=500)

    class Meta:
        ordering = ["-last_at"]
        constraints = [UniqueConstraint(fields=["provider", "trouble"], name="payload_once")]

    def __str__(self) -> str:
        return f"{self.provider}: {self.trouble}"
