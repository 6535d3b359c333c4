"""What became of what providers said, in numbers."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import models
from django.db.models import UniqueConstraint

BEFORE = datetime(1970, 1, 1, tzinfo=UTC)  # the hour that stands for all that were summed up


class Count(models.Model):
    """One hour of a provider, by when its documents came. Of hours long past only the sum is kept, as `BEFORE`.

    A report of which a part was held back counts as held each time it is told, and as applied when the rest was new.
    """

    provider = models.CharField(max_length=64)
    hour = models.DateTimeField()
    applied = models.PositiveBigIntegerField(default=0)
    held = models.PositiveBigIntegerField(default=0)
    unmatched = models.PositiveBigIntegerField(default=0)
    unreadable = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["provider", "hour"]
        constraints = [UniqueConstraint(fields=["provider", "hour"], name="count_once")]

    def __str__(self) -> str:
        return f"{self.provider}, {self.hour:%Y-%m-%d %H:00}"
