"""The lease of a provider's one poller, in the database and by its clock.

A holder renews it before each request and each document it applies, and by a thread of its own while it is busy with
one. When the holder dies, the lease ends after its seconds, and who stands by takes it at the next look.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import DatabaseError, connection
from django.db.models import DateTimeField, ExpressionWrapper, Q
from django.db.models.functions import Now

from feeds.ingest import source_of
from feeds.models import Source
from feeds.providers import Provider
from feeds.transport import Refused

log = logging.getLogger(__name__)

SECONDS = 20.0
LOOK_SECONDS = 3.0  # how often one that stands by looks; with the above, 30 s from a death to its succession


class LeaseHeldError(Refused):
    """Another process polls this provider."""


def name_of_process() -> str:
    return f"{socket.gethostname()[:24]}:{os.getpid()}:{uuid4().hex[:8]}"


@dataclass
class Lease:
    provider: Provider
    seconds: float = SECONDS
    name: str = field(default_factory=name_of_process)

    def take(self, *, is_asking: bool = False) -> None:
        """Be, or stay, the provider's one poller. One UPDATE decides between two that come together."""
        if self._took(is_asking):
            return
        source = source_of(self.provider)  # which there was not, or another has it
        if not self._took(is_asking):
            raise LeaseHeldError(
                f"{self.provider.name} is polled by another process already ({source.poller}). "
                "It takes over by itself when that ends; run it without --once to stand by."
            )

    def _took(self, is_asking: bool) -> bool:
        free = Q(poller="") | Q(poller=self.name) | Q(poller_until=None) | Q(poller_until__lt=Now())
        changes: dict[str, Any] = {"poller": self.name, "poller_until": self._end()}
        changes |= {"asked_at": Now()} if is_asking else {}
        return bool(Source.objects.filter(free, name=self.provider.name).update(**changes))

    def _end(self) -> ExpressionWrapper[Any]:
        """By the database's clock: those of two machines may be minutes apart."""
        return ExpressionWrapper(Now() + timedelta(seconds=self.seconds), output_field=DateTimeField())

    def release(self) -> None:
        Source.objects.filter(name=self.provider.name, poller=self.name).update(poller="", poller_until=None)

    @contextmanager
    def kept(self) -> Iterator[None]:
        """While inside, it is renewed however long one piece of work takes."""
        end = threading.Event()
        thread = threading.Thread(target=self._keep, args=(end,), name=f"lease of {self.provider.name}", daemon=True)
        thread.start()
        try:
            yield
        finally:
            end.set()
            thread.join()

    def _keep(self, end: threading.Event) -> None:
        try:
            while not end.wait(self.seconds / 4):
                self._keep_once()
        finally:
            connection.close()  # this thread's own

    def _keep_once(self) -> None:
        """Renew what is ours still: a thread never takes it back from another."""
        try:
            Source.objects.filter(name=self.provider.name, poller=self.name).update(poller_until=self._end())
        except DatabaseError as error:
            log.warning("The lease of %s could not be renewed: %s", self.provider.name, error)
            connection.close()
