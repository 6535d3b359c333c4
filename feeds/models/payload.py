"""Bodies that could not be read."""

from __future__ import annotations

import gzip

from django.db import models
from django.db.models import UniqueConstraint


class Payload(models.Model):
    """A body that could not be read, or not wholly, kept until it can be. The same body again counts up."""

    provider = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)
    size = models.PositiveBigIntegerField()
    packed = models.BinaryField()  # with gzip
    packed_size = models.PositiveBigIntegerField()
    is_whole = models.BooleanField(
        default=True, help_text="Of one that was longer than we keep, this is the beginning."
    )
    trouble = models.CharField(max_length=500)

    class Meta:
        ordering = ["-last_at", "-pk"]
        constraints = [UniqueConstraint(fields=["provider", "digest"], name="payload_once")]

    def __str__(self) -> str:
        return f"{self.provider}: {self.trouble}"

    @property
    def body(self) -> bytes:
        return gzip.decompress(bytes(self.packed))  # PostgreSQL gives a memoryview
