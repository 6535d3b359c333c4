"""What a provider last said of each match, and the reports that wait to be placed."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import UniqueConstraint

from feeds.models.names import UnmatchedName
from scores.models import Match


class ReportState(models.Model):
    """Where we stand with a provider's reports of one match.

    `told` has, for each of the provider's documents of it, the digest of what that said and the sequence at which the
    match's document was then. A report with the same digest is skipped, as long as the sequence is still that one: what
    an editor or another provider changed since is looked at again. Where something was held back, the digest is empty.
    `leads`: of the providers that report the match, this one is applied.
    """

    provider = models.CharField(max_length=64)
    key = models.CharField(max_length=128)
    match = models.ForeignKey(Match, models.CASCADE, related_name="+")
    told: models.JSONField[dict[str, tuple[str, int]], dict[str, tuple[str, int]]] = models.JSONField(default=dict)
    history = models.JSONField(default=dict)  # guard.History
    heard_at = models.DateTimeField(null=True, blank=True)  # when it last reported the match, to the half minute
    leads = models.BooleanField(default=False)

    class Meta:
        constraints = [UniqueConstraint(fields=["provider", "key"], name="report_state_once")]

    def __str__(self) -> str:
        return f"{self.provider}: {self.key}"


class WaitingReport(models.Model):
    """The newest report of a match that could not be placed, from each of the provider's documents.

    A report is the whole state: older ones of its document are not missed.
    """

    provider = models.CharField(max_length=64)
    key = models.CharField(max_length=128)
    resource = models.CharField(max_length=64, blank=True)
    names = models.ManyToManyField(UnmatchedName, related_name="waiting")  # what it waits on
    report: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    received_at = models.DateTimeField()
    may_create = models.BooleanField(default=False)  # its feed may create what it names

    class Meta:
        ordering = ["received_at", "pk"]
        constraints = [UniqueConstraint(fields=["provider", "key", "resource"], name="waiting_report_once")]

    def __str__(self) -> str:
        return f"{self.provider}: {self.key}"
