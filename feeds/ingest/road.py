"""From a payload to operations: what can be read of it is applied, what cannot is kept, and all of it is counted."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from feeds.counting import count
from feeds.ingest.copies import old_since
from feeds.ingest.ingestion import Ingestion, always
from feeds.ingest.payloads import keep
from feeds.ingest.standing import source_of
from feeds.ingest.tables import compare_tables
from feeds.models import Source
from feeds.providers import Parsed, ParseError, Provider
from feeds.tally import Outcome, Tally
from scores.reports import MatchReport

log = logging.getLogger(__name__)


def ingest(
    provider: Provider,
    payload: bytes,
    *,
    received_at: datetime,
    create: bool = False,
    may_apply: Callable[[], None] = always,
) -> Tally:
    """Read a payload and apply what it reports. `create`: it may create what it names.

    `may_apply` is the last that is called in each transaction that changes a match, and may raise, so that it commits
    nothing.
    """
    try:
        parsed = read(provider, payload, received_at)
    except ParseError as error:
        return _unreadable(provider, payload, str(error), received_at)
    since = old_since(provider.name, parsed, payload, received_at)
    tally = _apply_all(provider, parsed, received_at, since, create=create, may_apply=may_apply)
    compare_tables(provider.name, parsed.tables, received_at)
    tally.readable, tally.ignored = 1, tally.ignored + parsed.ignored
    for problem in parsed.problems:
        tally.unreadable += 1
        tally.note("unreadable", str(problem))
        tally.problems.append(str(problem))
        if problem.key:
            tally.outcomes.append(Outcome(problem.key, "unreadable", why=(problem.text,)))
    if parsed.problems:
        keep(provider.name, payload, troubles(parsed), received_at)
    count(provider.name, tally, received_at)
    return tally


def read(provider: Provider, payload: bytes, received_at: datetime) -> Parsed:
    """Parse it; whatever is wrong with it is a ParseError."""
    try:
        return provider.parse(payload, received_at)
    except ParseError:
        raise
    except Exception as error:
        # A shape that nobody foresaw must not end the polling of all others.
        log.exception("The parser of %s failed", provider.name)
        raise ParseError(f"{type(error).__name__}: {error}") from error


def troubles(parsed: Parsed) -> str:
    return "; ".join(map(str, parsed.problems))


def ingest_reports(
    provider: Provider,
    reports: Sequence[MatchReport],
    *,
    received_at: datetime,
    create: bool = False,
    resource: str = "",
) -> Tally:
    """Apply reports that are read already. One bad report never stops those after it."""
    tally = _apply_all(provider, Parsed(tuple(reports), resource=resource), received_at, create=create)
    count(provider.name, tally, received_at)
    return tally


def _apply_all(
    provider: Provider,
    parsed: Parsed,
    received_at: datetime,
    old_since: datetime | None = None,
    *,
    create: bool,
    may_apply: Callable[[], None] = always,
) -> Tally:
    """`old_since`: since when these come in a copy of what came before the newest."""
    source = source_of(provider)
    if source.heard_at is None or source.heard_at < received_at:
        Source.objects.filter(pk=source.pk).update(heard_at=received_at)
    return Ingestion(provider, source, parsed, received_at, old_since, may_apply).run(create=create)


def _unreadable(provider: Provider, payload: bytes, trouble: str, received_at: datetime) -> Tally:
    keep(provider.name, payload, trouble, received_at)
    tally = Tally(unreadable=1, problems=[trouble])
    tally.note("unreadable", trouble)
    count(provider.name, tally, received_at)
    return tally
