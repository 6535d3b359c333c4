"""What has been spent of a provider's budget of requests."""

from __future__ import annotations

from django.db import models


class Spending(models.Model):
    """The requests of the last minute by second, and of the last day by ten minutes; and what the provider said last.

    Each is counted before it is sent, so that neither a crash nor a second process spends one twice.
    """

    provider = models.CharField(max_length=64, unique=True)
    version = models.PositiveBigIntegerField(default=0)  # of two who change it at once, one must look again
    seconds: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField(default=dict)
    spans: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField(default=dict)
    # By "minute" and "day": how many the provider says are left, and until when, in unix time.
    told: models.JSONField[dict[str, tuple[int, float]], dict[str, tuple[int, float]]] = models.JSONField(default=dict)
    silent_until = models.DateTimeField(null=True, blank=True, help_text="It asked to be left alone so long.")

    def __str__(self) -> str:
        return self.provider
