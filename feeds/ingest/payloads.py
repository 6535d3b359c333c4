"""Bodies that could not be read, kept whole until they can be: bounded in number and size, the oldest go."""

from __future__ import annotations

import gzip
import logging
from collections import Counter
from datetime import datetime
from hashlib import sha256

from django.db.models import F

from feeds.models import Payload
from feeds.secrecy import without_keys

BODY = 16 * 1024 * 1024  # what a transport fetches at most
# Of one provider, all that it may keep, of one trouble and in all; packed.
SAME_TROUBLE, ROWS, BYTES = 20, 200, 64 * 1024 * 1024
LEVEL = 5  # twice as fast as the best, and a twentieth larger
TROUBLE = 500
log = logging.getLogger(__name__)


def keep(provider: str, payload: bytes, trouble: str, received_at: datetime) -> None:
    body = without_keys(payload)
    digest, trouble = sha256(body).hexdigest(), trouble[:TROUBLE]
    known = Payload.objects.filter(provider=provider, digest=digest)
    if known.update(times=F("times") + 1, last_at=received_at, trouble=trouble):
        return
    packed = gzip.compress(body[:BODY], LEVEL, mtime=0)
    values = {
        "trouble": trouble,
        "received_at": received_at,
        "last_at": received_at,
        "size": len(body),
        "packed": packed,
        "packed_size": len(packed),
        "is_whole": len(body) <= BODY,
    }
    Payload.objects.get_or_create(provider=provider, digest=digest, defaults=values)
    _make_room(provider)


def _make_room(provider: str) -> None:
    rows = Payload.objects.filter(provider=provider).values_list("pk", "trouble", "packed_size")
    alike: Counter[str] = Counter()
    number, size, old = 0, 0, []
    for pk, trouble, packed_size in rows:  # the newest first
        alike[trouble] += 1
        number, size = number + 1, size + packed_size
        if alike[trouble] > SAME_TROUBLE or number > ROWS or (size > BYTES and number > 1):
            old.append(pk)
            number, size = number - 1, size - packed_size
    if old:
        Payload.objects.filter(pk__in=old).delete()
        log.info("%d bodies of %s that could not be read made room for newer ones", len(old), provider)
