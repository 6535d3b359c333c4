"""Bodies that could not be read."""

from __future__ import annotations

from django.db import models
from django.db.models import UniqueConstraint


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
