"""Where we stand with a provider: what it last said of each match, and whether another provider comes first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from feeds.guard import Decision, History
from feeds.models import ReportState, Source
from feeds.providers import Provider
from scores.live.models import Document
from scores.reports import MatchReport

_REMEMBERED = ("match", "told", "history")


def digest(report: MatchReport) -> str:
    """What a report says, without the moments it was made and read at: those change with every poll."""
    said = report.model_dump_json(exclude={"as_of": True, "clock": {"at"}})
    return sha256(said.encode()).hexdigest()


@dataclass(frozen=True)
class Remembered:
    """A report that was judged; done: nothing of it was held back."""

    report: MatchReport
    match_id: int
    decision: Decision
    is_done: bool


class Standing:
    """The states of the reports of one payload, read with a few queries whatever their number."""

    def __init__(
        self, provider: Provider, reports: Collection[MatchReport], received_at: datetime, *, resource: str
    ) -> None:
        self.provider, self.resource = provider.name, resource
        keys = [report.key for report in reports]
        self._states = {state.key: state for state in ReportState.objects.filter(provider=self.provider, key__in=keys)}
        names = [f"match.{state.match_id}" for state in self._states.values()]
        self._sequences = dict(Document.objects.filter(name__in=names).values_list("name", "sequence"))
        self._digests = {report.key: digest(report) for report in reports}
        self._before = self._healthy_before(source_of(provider), received_at)
        self._seen: list[ReportState] = []

    def is_unchanged(self, report: MatchReport) -> bool:
        """Whether the report says what it said when it was applied, and nobody has changed the match since."""
        state = self._states.get(report.key)
        if state is None:
            return False
        now = [self._digests[report.key], self._sequences.get(f"match.{state.match_id}")]
        return list(state.told.get(self.resource, ())) == now

    def hear_again(self, report: MatchReport) -> int:
        """Remember the newer moment of a report that says the same; the id of its match."""
        state = self._states[report.key]
        if report.as_of is None:
            return state.match_id
        history = History.model_validate(state.history)
        newest = history.as_of.get(self.resource)
        if newest is None or report.as_of > newest:
            as_of = history.as_of | {self.resource: report.as_of}
            state.history = history.model_copy(update={"as_of": as_of}).model_dump(mode="json")
            self._seen.append(state)
        return state.match_id

    def save_heard(self) -> None:
        ReportState.objects.bulk_update(self._seen, ["history"], batch_size=200)

    def history(self, report: MatchReport) -> History:
        state = self._states.get(report.key)
        return History.model_validate(state.history) if state else History()

    def rivals(self, match_ids: Collection[int]) -> dict[int, str]:
        """The matches that a healthy provider before this one reports too, and which one that is."""
        if not self._before:
            return {}
        rows = ReportState.objects.filter(provider__in=self._before, match_id__in=match_ids)
        return dict(rows.values_list("match_id", "provider"))

    def remember(self, told: Sequence[Remembered]) -> None:
        """Call it in the transaction of the change: nobody can have moved the matches' documents in between."""
        names = [f"match.{each.match_id}" for each in told]
        sequences = dict(Document.objects.filter(name__in=names).values_list("name", "sequence"))
        states = [self._state(each, sequences.get(f"match.{each.match_id}", 0)) for each in told]
        ReportState.objects.bulk_create(
            states, update_conflicts=True, unique_fields=("provider", "key"), update_fields=_REMEMBERED
        )
        self._states.update({state.key: state for state in states})

    def _state(self, told: Remembered, sequence: int) -> ReportState:
        before = self._states.get(told.report.key)
        digest = self._digests[told.report.key] if told.is_done else ""
        return ReportState(
            provider=self.provider,
            key=told.report.key,
            match_id=told.match_id,
            told=(before.told if before else {}) | {self.resource: (digest, sequence)},
            history=told.decision.history.model_dump(mode="json"),
        )

    def _healthy_before(self, own: Source, received_at: datetime) -> set[str]:
        return {
            source.name
            for source in Source.objects.filter(precedence__lt=own.precedence, heard_at__isnull=False)
            if source.heard_at and received_at - source.heard_at < timedelta(seconds=source.silent_after)
        }


def source_of(provider: Provider) -> Source:
    defaults = {"precedence": provider.precedence, "silent_after": max(600, 3 * provider.poll_seconds)}
    return Source.objects.get_or_create(name=provider.name, defaults=defaults)[0]
