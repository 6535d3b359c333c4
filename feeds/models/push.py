"""Who may push reports to us, and the requests that they have sent lately."""

from __future__ import annotations

import secrets

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import UniqueConstraint
from django.utils import timezone


class Format(models.TextChoices):
    """By the name of the provider that reads it."""

    TOUCHLINE = "touchline", "Touchline reports (JSON)"
    SPORTSML = "sportsml", "SportsML-G2 (XML)"


def new_key_id() -> str:
    return secrets.token_hex(8)


class PushKey(models.Model):
    """A key to push with. Its secret is not kept: it is made of the key's id and SECRET_KEY whenever it is needed."""

    key_id = models.CharField(max_length=32, unique=True, default=new_key_id, editable=False)
    source = models.CharField(
        max_length=64,
        validators=[RegexValidator(r"\A[a-z][a-z0-9]*(-[a-z0-9]+)*\Z", "Small letters, digits and hyphens: club-app.")],
        help_text="Who speaks, such as club-app: it stands in the log, and has names and a precedence of its own.",
    )
    format = models.CharField(max_length=16, choices=Format, default=Format.TOUCHLINE)
    may_create = models.BooleanField(
        default=False,
        help_text="It may create the competitions, teams and matches that it names; "
        "otherwise what is not known waits for an editor.",
    )
    note = models.CharField(max_length=200, blank=True, help_text="Who has it, and on which machine.")
    fingerprint = models.CharField(max_length=16, editable=False)  # tells whether SECRET_KEY is still the one it was
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["source", "-made_at"]

    def __str__(self) -> str:
        return f"{self.source} ({self.key_id})"


class PushNonce(models.Model):
    """A request that was let in, kept for longer than its time stamp is taken."""

    key = models.ForeignKey(PushKey, models.CASCADE, related_name="nonces")
    nonce = models.CharField(max_length=64)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [UniqueConstraint(fields=["key", "nonce"], name="push_nonce_once")]
        indexes = [models.Index(fields=["key", "received_at"], name="push_nonce_of_late")]

    def __str__(self) -> str:
        return f"{self.key_id}: {self.nonce}"
