"""One body of a source at a time: what each says is compared with what the one before it said."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from feeds.models import Source
from feeds.push.refusing import Refused

LEASE = timedelta(seconds=60)  # far longer than a body of the greatest size takes; whoever died is succeeded after it
PATIENCE = 5.0
PAUSE = 0.05


@contextmanager
def turn_of(source: Source) -> Iterator[None]:
    """Be the one who speaks for this source, in all processes. Raises Refused when others take too long."""
    name = f"push:{uuid4().hex}"
    until = time.monotonic() + PATIENCE
    while not _take(source, name):
        if time.monotonic() > until:
            text = f"Other reports of {source.name} are still being applied. Send these again."
            raise Refused(503, "busy", text, retry_after=1)
        connection.close()  # who waits keeps it from nobody: a process has few
        time.sleep(PAUSE)
    try:
        yield
    finally:
        Source.objects.filter(pk=source.pk, poller=name).update(poller="", poller_until=None)


def _take(source: Source, name: str) -> bool:
    now = timezone.now()
    free = Q(poller="") | Q(poller_until=None) | Q(poller_until__lt=now)
    return bool(Source.objects.filter(free, pk=source.pk).update(poller=name, poller_until=now + LEASE))
