"""The one road from a payload to an operation. One bad report never stops those after it."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import DatabaseError, transaction

from feeds.guard import judge
from feeds.ingest.payloads import keep
from feeds.ingest.standing import Standing, source_of
from feeds.matching import Ignored, Placing, Unmatched, forget_placed, name_of, wait
from feeds.models import Source
from feeds.providers import ParseError, Provider
from feeds.tally import Tally
from scores.operations import OperationError, apply_report
from scores.reports import MatchReport

log = logging.getLogger(__name__)


def ingest(provider: Provider, payload: bytes, *, received_at: datetime, create: bool = False) -> Tally:
    """Read a payload and apply what it reports. `create`: it may create what it names."""
    try:
        parsed = provider.parse(payload, received_at)
    except ParseError as error:
        return _unreadable(provider, payload, str(error), received_at)
    except Exception as error:
        # A shape that nobody foresaw must not end the polling of all others.
        log.exception("The parser of %s failed", provider.name)
        return _unreadable(provider, payload, f"{type(error).__name__}: {error}", received_at)
    tally = ingest_reports(provider, parsed.reports, received_at=received_at, create=create)
    tally.readable, tally.ignored = 1, tally.ignored + parsed.ignored
    for problem in parsed.problems:
        tally.unreadable += 1
        tally.note("unreadable", str(problem))
    if parsed.problems:
        keep(provider.name, payload, "; ".join(map(str, parsed.problems)), received_at)
    return tally


def ingest_reports(
    provider: Provider, reports: Sequence[MatchReport], *, received_at: datetime, create: bool = False
) -> Tally:
    """Apply reports that are read already, in their order."""
    source = source_of(provider)
    if source.heard_at is None or source.heard_at < received_at:
        Source.objects.filter(pk=source.pk).update(heard_at=received_at)
    return _Ingestion(provider, reports, received_at).run(create=create)


def _unreadable(provider: Provider, payload: bytes, trouble: str, received_at: datetime) -> Tally:
    keep(provider.name, payload, trouble, received_at)
    tally = Tally(unreadable=1)
    tally.note("unreadable", trouble)
    return tally


class _Ingestion:
    def __init__(self, provider: Provider, reports: Collection[MatchReport], received_at: datetime) -> None:
        self.provider = provider
        self.received_at = received_at
        self.reports = reports
        self.standing = Standing(provider, reports, received_at)
        self.tally = Tally()
        self.placed: list[str] = []

    def run(self, *, create: bool) -> Tally:
        changed = [report for report in self.reports if not self._is_unchanged(report)]
        if changed:
            self._place(changed, create=create)
        self.standing.save_heard()
        forget_placed(self.provider.name, self.placed)
        return self.tally

    def _is_unchanged(self, report: MatchReport) -> bool:
        if not self.standing.is_unchanged(report):
            return False
        self.standing.hear_again(report)
        self.tally.unchanged += 1
        return True

    def _place(self, changed: Sequence[MatchReport], *, create: bool) -> None:
        """First what is recognised, then what is new: a name learned from one report places the next."""
        placing = Placing(self.provider.name, self.reports, lists_season=self.provider.lists_season)
        left = [report for report in changed if not self._handle(placing, report, create=False, final=False)]
        for report in left:
            self._handle(placing, report, create=create, final=True)

    def _handle(self, placing: Placing, report: MatchReport, *, create: bool, final: bool) -> bool:
        """Place and apply one report; whether that is done with it."""
        try:
            with transaction.atomic():
                self._apply(report, placing.place(report, create=create))
            placing.commit()
            return True
        except Unmatched as unmatched:
            if not final:
                placing.roll_back()
                return False
            self.tally.unmatched += 1
            self.tally.note("unmatched", f"{name_of(report)}: {unmatched}")
            wait(self.provider.name, report, unmatched, self.received_at)
        except Ignored:
            self.tally.ignored += 1
            self.placed.append(report.key)
        except (OperationError, DatabaseError) as error:
            log.warning("%s of %s was refused: %s", name_of(report), self.provider.name, error)
            self.tally.held += 1
            self.tally.note("held", f"{name_of(report)}: {error}")
        placing.roll_back()
        return True

    def _apply(self, report: MatchReport, match_id: int) -> None:
        decision = judge(report, self.standing.history(report), self.received_at)
        held = [str(each) for each in decision.held]
        changed = False
        first = self.standing.is_outranked(match_id)
        if first:
            held.append(f"report: {first} comes first for this match")
        elif decision.believed is not None:
            applied = apply_report(match_id, decision.believed, source=self.provider.name)
            changed = applied.changed
            held.extend(f"{part}: an editor holds it" for part in applied.held)
        self.standing.remember(report, match_id, decision.history, is_done=not held)
        self._count(report, changed=changed, held=held)

    def _count(self, report: MatchReport, *, changed: bool, held: Sequence[str]) -> None:
        self.placed.append(report.key)
        if changed:
            self.tally.applied += 1
        elif not held:
            self.tally.unchanged += 1
        if held:
            self.tally.held += 1
            self.tally.note("held", f"{name_of(report)}: {'; '.join(held)}")
