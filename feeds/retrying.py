"""Reading kept bodies again, after a parser was mended.

A kept body speaks of the moment it last came. What was heard of a match since, from its provider or another one, is
newer, and stays: so of each body only reports of matches are applied that nobody has told of since.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from django.db.models import QuerySet

from feeds.ingest import HEARD, TROUBLE, ingest_reports, read, source_of, troubles
from feeds.matching import Ignored, Placing, Unmatched
from feeds.models import Payload, ReportState, WaitingReport
from feeds.providers import Parsed, ParseError, Provider
from feeds.push.sources import source_called
from feeds.tally import Tally
from scores.operations import OperationError
from scores.reports import MatchReport
from scores.sports import OVER


@dataclass(frozen=True)
class Retried:
    """What became of a body. `trouble`: why it is still kept; empty: it was read, and is gone."""

    payload: Payload
    tally: Tally = field(default_factory=Tally)
    late: int = 0  # reports of matches that were heard of since
    trouble: str = ""


def retry(payloads: QuerySet[Payload], *, create: bool = False) -> Iterator[Retried]:
    """Read them in the order they last came, each at that time."""
    since: dict[str, _Since] = {}
    for pk in list(payloads.order_by("last_at", "pk").values_list("pk", flat=True)):
        payload = Payload.objects.filter(pk=pk).first()
        if payload is None:  # somebody else has read it meanwhile
            continue
        feed = source_called(payload.provider)
        if feed is None:
            yield Retried(payload, trouble=f"There is no source {payload.provider} any more.")
            continue
        yield _retry(payload, feed, since.setdefault(feed.name, _Since(feed)), create=create)


def _retry(payload: Payload, feed: Provider, since: _Since, *, create: bool) -> Retried:
    if not payload.is_whole:
        return Retried(payload, trouble=f"Only its first {len(payload.body)} of {payload.size} bytes were kept.")
    try:
        parsed = read(feed, payload.body, payload.last_at)
    except ParseError as error:
        return _still(payload, str(error))
    tally, late = _apply(parsed, payload, feed, since, create=create)
    if parsed.problems:
        return _still(payload, troubles(parsed), tally, late)
    Payload.objects.filter(pk=payload.pk).delete()
    return Retried(payload, tally, late)


def _still(payload: Payload, trouble: str, tally: Tally | None = None, late: int = 0) -> Retried:
    payload.trouble = trouble[:TROUBLE]
    Payload.objects.filter(pk=payload.pk).update(trouble=payload.trouble)
    return Retried(payload, tally or Tally(), late, payload.trouble)


def _apply(parsed: Parsed, payload: Payload, feed: Provider, since: _Since, *, create: bool) -> tuple[Tally, int]:
    at = payload.last_at
    heard = since.heard(parsed.reports, at)
    reports = [report for report in parsed.reports if report.key not in heard]
    # A season of which some matches are left out here is no whole season.
    feed = replace(feed, lists_season=False) if heard else feed
    tally = ingest_reports(feed, reports, received_at=at, create=create, resource=parsed.resource)
    return tally, len(parsed.reports) - len(reports)


class _Known(NamedTuple):
    """What was known of a match before the first body was read again."""

    match_id: int | None
    heard_at: datetime | None = None
    is_over: bool = False


class _Since:
    """Of which matches somebody has told since a moment. The feeds go on meanwhile, so it asks for each body."""

    def __init__(self, feed: Provider) -> None:
        self._feed = feed
        self._heard_at = source_of(feed).heard_at
        self._before: dict[str, _Known] = {}

    def heard(self, reports: Sequence[MatchReport], at: datetime) -> set[str]:
        """The keys of these matches."""
        self._learn([report for report in reports if report.key not in self._before], reports)
        known = {report.key: self._before[report.key] for report in reports}
        told = ReportState.objects.filter(match_id__in=[each.match_id for each in known.values()], heard_at__gt=at)
        match_ids = set(told.values_list("match_id", flat=True))
        waiting = WaitingReport.objects.filter(provider=self._feed.name, key__in=known, received_at__gt=at)
        found = {key for key, each in known.items() if each.match_id in match_ids or self._is_newer(each, at)}
        return found | set(waiting.values_list("key", flat=True))

    def _is_newer(self, known: _Known, at: datetime) -> bool:
        """Whether its own provider may have told of it since, where that was not written down.

        When a match was last heard of is known to the half minute and, once it was over, not at all. A body that is
        itself what was last heard was read in part: what was the same since was the same as that part.
        """
        if known.heard_at is None or known.heard_at == at:
            return False
        is_sure = not known.is_over and at >= known.heard_at + HEARD
        return not is_sure and self._heard_at is not None and self._heard_at > at

    def _learn(self, new: Sequence[MatchReport], reports: Sequence[MatchReport]) -> None:
        states = ReportState.objects.filter(provider=self._feed.name, key__in=[report.key for report in new])
        for state in states:
            self._before[state.key] = _Known(state.match_id, state.heard_at, state.history.get("status") in OVER)
        if left := [report for report in new if report.key not in self._before]:
            placing = Placing(self._feed.name, reports, changed=left, lists_season=self._feed.lists_season)
            self._before |= {report.key: _Known(_match_id(placing, report)) for report in left}


def _match_id(placing: Placing, report: MatchReport) -> int | None:
    try:
        return placing.matching.find(report)
    except (Unmatched, Ignored, OperationError):
        return None
