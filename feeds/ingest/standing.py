"""Where we stand with a provider: what it last said of each match, and whether it leads or another provider does."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import sha256

from feeds.guard import Decision, History, newest_of, tells_of
from feeds.ingest.turns import Turns
from feeds.models import ReportState, Source
from feeds.providers import Provider
from scores.live.models import Document
from scores.reports import MatchReport
from scores.sports import OVER

_REMEMBERED = ("match", "told", "history", "heard_at", "leads")
HEARD = timedelta(seconds=30)  # how exactly we know when a match was last heard of: it costs a write


def digest(report: MatchReport) -> str:
    """What a report says, without the moments it was made and read at: those change with every poll."""
    said = report.model_dump_json(exclude={"as_of": True, "clock": {"at"}})
    return sha256(said.encode()).hexdigest()


@dataclass(frozen=True)
class Remembered:
    """A report that was judged; done: nothing of it was held back. `leads`: no other provider comes first."""

    report: MatchReport
    match_id: int
    decision: Decision
    is_done: bool
    leads: bool = True
    takes_over: bool = False  # another one led before


class Standing:
    """The states of the reports of one payload, read with a few queries whatever their number."""

    def __init__(
        self, source: Source, reports: Collection[MatchReport], received_at: datetime, *, resource: str
    ) -> None:
        self.source, self.provider, self.resource = source, source.name, resource
        self.received_at = received_at
        self.turns = Turns(source, received_at)
        keys = [report.key for report in reports]
        self._states = {state.key: state for state in ReportState.objects.filter(provider=self.provider, key__in=keys)}
        names = [f"match.{state.match_id}" for state in self._states.values()]
        self._sequences = dict(Document.objects.filter(name__in=names).values_list("name", "sequence"))
        self._digests = {report.key: digest(report) for report in reports}
        self._seen: list[ReportState] = []
        self._heard: list[int] = []

    def is_unchanged(self, report: MatchReport) -> bool:
        """Whether it says what it said when it was applied, nobody has changed the match since, and whose turn it is
        is as it was; and nothing is doubted, which it may deny."""
        state = self._states.get(report.key)
        if state is None or tells_of(state.history.get("doubts", ()), report):
            return False
        now = [self._digests[report.key], self._sequences.get(f"match.{state.match_id}")]
        return list(state.told.get(self.resource, ())) == now and (state.leads or state.match_id in self._outranked)

    @cached_property
    def _outranked(self) -> set[int]:
        """Of the matches that another provider led, those that it still leads."""
        quiet = {state.match_id for state in self._states.values() if not state.leads}
        return {pk for pk, turn in self.turns.of(quiet, with_history=False).items() if turn.rival}

    def hear_again(self, report: MatchReport) -> int:
        """Remember that it was heard, and the newer moment of a report that says the same; the id of its match."""
        state = self._states[report.key]
        is_late = state.heard_at is None or self.received_at - state.heard_at >= HEARD
        if is_late and state.history.get("status") not in OVER:
            self._heard.append(state.pk)
        if report.as_of is None:
            return state.match_id
        history = History.model_validate(state.history)
        newest = history.as_of.get(self.resource)
        if newest is None or report.as_of > newest:
            as_of = newest_of(report, history, self.received_at, self.resource)
            state.history = history.model_copy(update={"as_of": as_of}).model_dump(mode="json")
            self._seen.append(state)
        return state.match_id

    def save_heard(self) -> None:
        ReportState.objects.bulk_update(self._seen, ["history"], batch_size=200)
        if self._heard:
            ReportState.objects.filter(pk__in=self._heard).update(heard_at=self.received_at)

    def match_of(self, report: MatchReport) -> int | None:
        """The match that it was about the last time."""
        state = self._states.get(report.key)
        return state.match_id if state else None

    def history(self, report: MatchReport) -> History:
        state = self._states.get(report.key)
        return History.model_validate(state.history) if state else History()

    def remember(self, told: Sequence[Remembered]) -> None:
        """Call it in the transaction of the change: nobody can have moved the matches' documents in between."""
        names = [f"match.{each.match_id}" for each in told]
        sequences = dict(Document.objects.filter(name__in=names).values_list("name", "sequence"))
        states = [self._state(each, sequences.get(f"match.{each.match_id}", 0)) for each in told]
        ReportState.objects.bulk_create(
            states, update_conflicts=True, unique_fields=("provider", "key"), update_fields=_REMEMBERED
        )
        self._states.update({state.key: state for state in states})
        if taken := [each.match_id for each in told if each.takes_over]:
            ReportState.objects.filter(match__in=taken).exclude(provider=self.provider).update(leads=False)

    def _state(self, told: Remembered, sequence: int) -> ReportState:
        before = self._states.get(told.report.key)
        digest = self._digests[told.report.key] if told.is_done else ""
        return ReportState(
            provider=self.provider,
            key=told.report.key,
            match_id=told.match_id,
            told=(before.told if before else {}) | {self.resource: (digest, sequence)},
            history=told.decision.history.model_dump(mode="json"),
            heard_at=self.received_at,
            leads=told.leads,
        )


def source_of(provider: Provider) -> Source:
    # Four polls that fail to come, three minutes at least: readers of a live match should not wait longer.
    defaults = {"precedence": provider.precedence, "silent_after": max(180, 4 * provider.poll_seconds)}
    return Source.objects.get_or_create(name=provider.name, defaults=defaults)[0]
