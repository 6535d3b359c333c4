"""The reports of one payload: recognise each one's match, judge it, apply it, remember what it said."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, OperationalError, transaction

from feeds.guard import Decision, History, judge, take_over
from feeds.ingest.comparing import compare
from feeds.ingest.copies import left_out
from feeds.ingest.decisions import keep_decisions
from feeds.ingest.judged import Judged
from feeds.ingest.standing import Remembered, Standing
from feeds.ingest.turns import Turn
from feeds.matching import Ignored, Placing, Unmatched, forget_placed, name_of, wait
from feeds.models import Source, WaitingReport
from feeds.providers import Parsed, Provider
from feeds.tally import Outcome, Result, Tally
from scores.operations import Applied, OperationError, apply_reports, remark
from scores.reports import MatchReport

log = logging.getLogger(__name__)

TOGETHER = 50  # matches in one transaction: long enough to share the cost of a table, short enough to wait for
REFUSALS = (OperationError, DatabaseError, ObjectDoesNotExist)
Found = tuple[MatchReport, int]  # with our match


def always() -> None:
    """Anybody may apply at any time."""


class Ingestion:
    def __init__(
        self,
        provider: Provider,
        source: Source,
        parsed: Parsed,
        received_at: datetime,
        old_since: datetime | None = None,
        may_apply: Callable[[], None] = always,
    ) -> None:
        self.provider, self.resource, self.may_apply = provider, parsed.resource, may_apply
        self.received_at, self.old_since = received_at, old_since
        self.reports = parsed.reports
        self.standing = Standing(source, parsed.reports, received_at, resource=parsed.resource)
        self.tally = Tally()
        self.placed: list[str] = []

    def run(self, *, create: bool) -> Tally:
        changed = [report for report in self.reports if not self._is_unchanged(report)]
        if changed and self.old_since is not None:
            changed = self._leave_out_old(changed, self.old_since)
        if changed:
            lists_season = self.provider.lists_season
            placing = Placing(self.provider.name, self.reports, changed=changed, lists_season=lists_season)
            left = self._apply_recognised(placing, changed)
            # A name learned from one report places the next, so what is left is looked at once more.
            left = self._apply_recognised(placing, left) if left and len(left) < len(changed) else left
            self._bring_in(placing, left, create=create)
        self.standing.save_heard()
        for waiting in forget_placed(self.provider.name, self.placed, resource=self.resource):
            self._apply_waiting(waiting)
        return self.tally

    def _leave_out_old(self, reports: Sequence[MatchReport], since: datetime) -> list[MatchReport]:
        old = left_out(self.standing, reports, since)
        keep_decisions(self.provider.name, old, {}, self.received_at)
        for judged in old:
            self.tally.held += 1
            self.tally.note("held", f"{name_of(judged.report)}: the board is a copy of one before the newest")
        keys = {judged.report.key for judged in old}
        return [report for report in reports if report.key not in keys]

    def _apply_waiting(self, waiting: WaitingReport) -> None:
        """What another document said of a match while that had no place: its next body may be long in coming."""
        said = Parsed((MatchReport.model_validate(waiting.report),), resource=waiting.resource)
        provider = replace(self.provider, lists_season=False)  # a single report says nothing of the season's others
        other = Ingestion(provider, self.standing.source, said, waiting.received_at, may_apply=self.may_apply)
        self.tally.add(other.run(create=waiting.may_create))

    def _is_unchanged(self, report: MatchReport) -> bool:
        if not self.standing.is_unchanged(report):
            return False
        self.tally.outcomes.append(Outcome(report.key, "unchanged", self.standing.hear_again(report)))
        self.tally.unchanged += 1
        return True

    def _apply_recognised(self, placing: Placing, reports: Sequence[MatchReport]) -> list[MatchReport]:
        """Apply the reports whose match we have; return the others."""
        found: list[Found] = []
        left = []
        for report in reports:
            try:
                placed = self._place(placing, report, create=False)
            except Unmatched:
                left.append(report)
            else:
                found += [placed] if placed else []
        for some in _together(found):
            self._apply(some)
        return left

    def _bring_in(self, placing: Placing, reports: Sequence[MatchReport], *, create: bool) -> None:
        """Create the matches of these reports, or let them wait."""
        for start in range(0, len(reports), TOGETHER):
            some = reports[start : start + TOGETHER]
            if create and len(some) > 1 and self._create_all(placing, some):
                continue
            for report in some:
                try:
                    self._bring_in_one(placing, report, create=create)
                except Unmatched as unmatched:
                    self._wait(report, unmatched, may_create=create)

    def _wait(self, report: MatchReport, unmatched: Unmatched, *, may_create: bool) -> None:
        name, at, resource = self.provider.name, self.received_at, self.resource
        try:
            with transaction.atomic():
                wait(name, report, unmatched, at, resource=resource, may_create=may_create)
        except DatabaseError as error:
            self._refuse(report, error)
            return
        self.tally.unmatched += 1
        self.tally.note("unmatched", f"{name_of(report)}: {unmatched}")
        self.tally.outcomes.append(Outcome(report.key, "waiting", why=(_waits_for(unmatched),)))

    def _bring_in_one(self, placing: Placing, report: MatchReport, *, create: bool) -> None:
        try:
            placed = self._place(placing, report, create=create)
        except Unmatched:
            if not create:
                raise
            try:
                self._create(placing, [report])
            except REFUSALS as error:
                self._refuse(report, error)
        else:
            self._apply([placed] if placed else [])

    def _create_all(self, placing: Placing, reports: Sequence[MatchReport]) -> bool:
        """Create many at once; False when one of them is in the way of the others."""
        try:
            self._create(placing, reports)
        except (Unmatched, Ignored, *REFUSALS):
            return False
        return True

    def _create(self, placing: Placing, reports: Sequence[MatchReport]) -> None:
        try:
            with transaction.atomic():
                ids = placing.create_matches(reports)
                decided = [(report, pk, self._judge(report, Turn())) for report, pk in zip(reports, ids, strict=True)]
                self.standing.remember([Remembered(*each, is_done=True) for each in decided])
                self.may_apply()
        except Exception:
            placing.roll_back()
            raise
        placing.commit()
        for report, match_id, _ in decided:
            self._count(report, match_id, changed=True, held=[])

    def _place(self, placing: Placing, report: MatchReport, *, create: bool) -> Found | None:
        """The report as it is to be applied, or None when it is done with. Raises Unmatched."""
        unmatched = None
        try:
            with transaction.atomic():
                try:
                    placed = placing.place(report, create=create)
                except Unmatched as missing:
                    if create:
                        raise
                    unmatched = missing  # the names that it learned on the way stay known
        except Unmatched:
            placing.roll_back()
            raise
        except Ignored as ignored:
            self.tally.ignored += 1
            self.tally.outcomes.append(Outcome(report.key, "ignored", why=(f"an editor leaves out {ignored}",)))
            self.placed.append(report.key)
        except REFUSALS as error:
            placing.roll_back()
            self._refuse(report, error)
        else:
            placing.commit()
            if unmatched is not None:
                raise unmatched
            return placed
        return None

    def _apply(self, found: Sequence[Found]) -> None:
        """Apply reports in one transaction; when one is refused, each in its own."""
        turns = self.standing.turns.of([match_id for _, match_id in found])
        judged = [Judged(report, pk, turns[pk], self._judge(report, turns[pk])) for report, pk in found]
        try:
            with transaction.atomic():
                applied = self._apply_together(judged)
                self.may_apply()
        except REFUSALS as error:
            if len(found) == 1:
                self._refuse(found[0][0], error, match_id=found[0][1])
                return
            for one in found:
                self._apply([one])
            return
        for each in judged:
            self.tally.look_again(each.look_again_at(self.received_at))
            now = applied.get(each.match_id)
            self._count(each.report, each.match_id, changed=bool(now and now.changed), held=each.held(now))

    def _apply_together(self, judged: Sequence[Judged]) -> dict[int, Applied]:
        believed = {each.match_id: each.believed for each in judged if each.believed is not None}
        name, at = self.provider.name, self.received_at
        applied = apply_reports(believed, source=name, at=at) if believed else {}
        self.standing.remember([each.remembered(applied) for each in judged])
        keep_decisions(name, judged, applied, at)
        compare([each.told(name) for each in judged], at)
        remarks = {each.match_id: each.turn.remark for each in judged if each.turn.remark}
        if remarks:
            remark(remarks, source=name, at=at)
        return applied

    def _judge(self, report: MatchReport, turn: Turn) -> Decision:
        history = self.standing.history(report)
        if turn.before is not None:
            history = take_over(history, History.model_validate(turn.before.history))
        return judge(report, history, self.received_at, resource=self.resource)

    def _refuse(self, report: MatchReport, error: Exception, *, match_id: int | None = None) -> None:
        if isinstance(error, OperationalError):
            raise error  # the database is in trouble: no report is to blame, and the next one fares no better
        log.warning("%s of %s was refused: %s", name_of(report), self.provider.name, error)
        reason = str(error).partition("\n")[0]  # PostgreSQL goes on with the whole row
        self.tally.held += 1
        self.tally.outcomes.append(Outcome(report.key, "held", match_id, (reason,)))
        self.tally.note("held", f"{name_of(report)}: {reason}")

    def _count(self, report: MatchReport, match_id: int, *, changed: bool, held: Sequence[str]) -> None:
        self.placed.append(report.key)
        result: Result = "applied" if changed else "held" if held else "unchanged"
        self.tally.outcomes.append(Outcome(report.key, result, match_id, tuple(held)))
        if changed:
            self.tally.applied += 1
        elif not held:
            self.tally.unchanged += 1
        if held:
            self.tally.held += 1
            self.tally.note("held", f"{name_of(report)}: {'; '.join(held)}")


def _waits_for(unmatched: Unmatched) -> str:
    names = ", ".join(missing.name for missing in unmatched.missing)
    return f"{unmatched} An editor has to say what is meant by: {names}" if names else str(unmatched)


def _together(found: Sequence[Found]) -> Iterator[list[Found]]:
    """Bundles in which no match comes twice: the second report of it must be judged by the first."""
    some: list[Found] = []
    for report, match_id in found:
        if len(some) == TOGETHER or match_id in {pk for _, pk in some}:
            yield some
            some = []
        some.append((report, match_id))
    if some:
        yield some
