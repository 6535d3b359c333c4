"""Which bodies came, in their order: a body that comes again after a newer one is an old copy."""

from __future__ import annotations

from django.db import models
from django.db.models import UniqueConstraint


class SeenBodies(models.Model):
    """The digests of the last bodies of one board, in the order in which they first came."""

    provider = models.CharField(max_length=64)
    board = models.CharField(max_length=64)  # the digest of which matches it lists
    digests: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    old_since = models.DateTimeField(null=True, blank=True)  # while it is an old copy that comes
    last_at = models.DateTimeField()

    class Meta:
        constraints = [UniqueConstraint(fields=["provider", "board"], name="seen_bodies_once")]

    def __str__(self) -> str:
        return f"{self.provider}: {len(self.digests)} bodies"
