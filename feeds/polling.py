"""One poller per provider: it holds the provider's lock, asks for each document, and hands it to ingest."""

from __future__ import annotations

import logging
import os
import random
import socket
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from django.db.models import Q
from django.utils import timezone

from feeds.ingest import ingest, source_of
from feeds.models import Source
from feeds.providers import Provider
from feeds.tally import Tally
from feeds.transports import Backoff, Fetcher, FetchError

LOCK = timedelta(seconds=90)  # longer than any single step; a poller that died is succeeded after it
log = logging.getLogger(__name__)


class LockedError(Exception):
    """Another process polls this provider."""


@dataclass
class Poller:
    provider: Provider
    fetcher: Fetcher
    create: bool = False
    wait: float = 0.0  # until the next step
    name: str = field(default_factory=lambda: f"{socket.gethostname()[:24]}:{os.getpid()}:{uuid4().hex[:8]}")
    _backoff: Backoff = field(default_factory=Backoff)
    _bodies: dict[str, bytes] = field(default_factory=dict)

    def step(self, now: datetime | None = None) -> Tally:
        """Ask for every document of today once, and set when to ask again."""
        now = now or timezone.now()
        tally, waits, troubles = Tally(), [float(self.provider.poll_seconds)], []
        for address in self.provider.addresses(now.date()):
            take_lock(self.provider, self.name, timezone.now())
            try:
                tally.add(self._one(address, waits))
            except FetchError as error:
                troubles.append(str(error))
                tally.unreadable += 1
                tally.note("unreadable", str(error))
                waits.append(error.wait)
        self._conclude(tally, waits, troubles)
        return tally

    def _one(self, address: str, waits: list[float]) -> Tally:
        answer = self.fetcher.fetch(address)
        waits.append(answer.wait)
        if answer.body is not None:
            self._bodies[address] = answer.body
        body = self._bodies.get(address)
        if body is None:
            return Tally()
        # An unchanged document is read again too: it confirms what the guard doubts and returns what was released.
        return ingest(self.provider, body, received_at=timezone.now(), create=self.create)

    def _conclude(self, tally: Tally, waits: list[float], troubles: list[str]) -> None:
        if troubles and not tally.readable:
            waits.append(self._backoff.failed())
        else:
            self._backoff.succeeded()
        self.wait = max(waits) * random.uniform(1.0, 1.1)
        Source.objects.filter(name=self.provider.name).update(trouble="; ".join(troubles)[:200])

    def release(self) -> None:
        release_lock(self.provider, self.name)


def take_lock(provider: Provider, poller: str, now: datetime) -> None:
    """Be, or stay, the provider's one poller. One UPDATE decides between two that come together."""
    source = source_of(provider)
    free = Q(poller="") | Q(poller=poller) | Q(poller_until=None) | Q(poller_until__lt=now)
    if not Source.objects.filter(free, pk=source.pk).update(poller=poller, poller_until=now + LOCK):
        source.refresh_from_db()
        until = f"{source.poller_until:%H:%M:%S}" if source.poller_until else "now"
        raise LockedError(
            f"{provider.name} is polled by another process already ({source.poller}, at least until {until})."
        )


def release_lock(provider: Provider, poller: str) -> None:
    Source.objects.filter(name=provider.name, poller=poller).update(poller="", poller_until=None)
