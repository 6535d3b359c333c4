"""Bodies that could not be read, kept for staff: bounded in size, and one row for each kind of trouble."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.db.models import F

from feeds.models import Payload

BODY = 65_536
ROWS = 200  # per provider; the oldest go


def keep(provider: str, payload: bytes, trouble: str, received_at: datetime) -> None:
    trouble = trouble[:500]
    known = Payload.objects.filter(provider=provider, trouble=trouble)
    if known.update(times=F("times") + 1, last_at=received_at):
        return
    Payload.objects.create(
        provider=provider,
        trouble=trouble,
        digest=sha256(payload).hexdigest(),
        received_at=received_at,
        last_at=received_at,
        size=len(payload),
        # PostgreSQL takes no NUL in a text.
        body=payload[:BODY].decode("utf-8", errors="replace").replace("\x00", "\N{REPLACEMENT CHARACTER}"),
    )
    old = Payload.objects.filter(provider=provider).order_by("-last_at").values_list("pk", flat=True)[ROWS:]
    Payload.objects.filter(pk__in=list(old)).delete()
