"""One body of a source at a time: what each says is compared with what the one before it said."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from django.db import connection

from feeds.lease import Lease, LeaseHeldError
from feeds.providers import Provider
from feeds.push.refusing import Refused

PATIENCE = 5.0
PAUSE = 0.05


@contextmanager
def turn_of(provider: Provider) -> Iterator[None]:
    """Be the one who speaks for this source, in all processes. Raises Refused when others take too long."""
    lease = Lease(provider, name=f"push:{uuid4().hex}")
    until = time.monotonic() + PATIENCE
    while not _took(lease):
        if time.monotonic() > until:
            text = f"Other reports of {provider.name} are still being applied. Send these again."
            raise Refused(503, "busy", text, retry_after=1)
        connection.close()  # who waits keeps it from nobody: a process has few
        time.sleep(PAUSE)
    try:
        with lease.kept():
            yield
    finally:
        lease.release()


def _took(lease: Lease) -> bool:
    try:
        lease.take()
    except LeaseHeldError:
        return False
    return True
