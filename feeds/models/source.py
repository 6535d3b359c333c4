"""A provider as we run it."""

from __future__ import annotations

from django.db import models


class Source(models.Model):
    """A provider as we run it: its turn among others, its health, and the lock of its one poller."""

    name = models.CharField(max_length=64, unique=True)
    precedence = models.PositiveSmallIntegerField(
        default=50, help_text="Of several that report a match, the lowest that is healthy counts."
    )
    heard_at = models.DateTimeField(null=True, blank=True, help_text="When it last gave a readable document.")
    silent_after = models.PositiveIntegerField(default=600, help_text="Seconds until the next provider takes over.")
    trouble = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True, help_text="When it was last sent a request.")
    next_at = models.DateTimeField(null=True, blank=True, help_text="When its poller means to ask again.")
    failures = models.PositiveIntegerField(default=0, help_text="Polls in a row that gave nothing readable.")
    open_until = models.DateTimeField(
        null=True, blank=True, help_text="Until then it is not asked: it failed too often."
    )
    quota_left = models.PositiveIntegerField(
        null=True, blank=True, help_text="Requests that are left, of those it counts."
    )
    quota_resets_at = models.DateTimeField(null=True, blank=True)
    poller = models.CharField(max_length=64, blank=True)
    poller_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["precedence", "name"]

    def __str__(self) -> str:
        return self.name
