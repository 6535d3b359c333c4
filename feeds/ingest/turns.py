"""Whose turn it is: of the providers that report a match, the first in order that is healthy."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from feeds.health import down, silent, stand_alone
from feeds.models import Precedence, ReportState, Source
from scores.models import Match
from scores.sports import IN_PLAY, UPCOMING


class Fact(NamedTuple):
    """What turns depend on."""

    pk: int
    kick_off: datetime
    status: str
    competition_id: int


@dataclass(frozen=True)
class Turn:
    """Who comes first for a match: `rival`, if it is another; and who was applied before, if we take over."""

    rival: str = ""
    before: ReportState | None = None
    remark: str = ""  # for staff, where we take over while the match is on
    others: tuple[ReportState, ...] = field(default=(), repr=False)  # those that are heard


class Turns:
    """The turns of one provider, for the matches of one payload."""

    def __init__(self, own: Source, at: datetime) -> None:
        self.own, self.at = own, at

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        return {source.name: source for source in Source.objects.all()} | {self.own.name: self.own}

    @cached_property
    def _ranks(self) -> Mapping[tuple[str, int], int]:
        rows = Precedence.objects.order_by().values_list("source__name", "competition", "rank")
        return {(name, competition): rank for name, competition, rank in rows}

    @cached_property
    def _alone(self) -> Mapping[str, int]:
        return stand_alone(self.at)

    def of(self, match_ids: Collection[int], *, with_history: bool = True) -> dict[int, Turn]:
        """A few queries, whatever their number; one, where nobody else reports any of them."""
        states: dict[int, list[ReportState]] = {}
        rows = ReportState.objects.filter(match_id__in=match_ids).exclude(provider=self.own.name)
        for state in rows if with_history else rows.defer("told", "history"):
            states.setdefault(state.match_id, []).append(state)
        facts = {fact.pk: fact for fact in self._facts(states)} if states else {}
        return {pk: self._turn(facts[pk], states[pk]) if pk in facts else Turn() for pk in match_ids}

    def _facts(self, match_ids: Iterable[int]) -> list[Fact]:
        rows = Match.objects.filter(pk__in=list(match_ids)).order_by()
        return [Fact(*row) for row in rows.values_list("pk", "kick_off", "status", "stage__season__competition")]

    def _turn(self, fact: Fact, states: Iterable[ReportState]) -> Turn:
        others: dict[str, ReportState] = {}
        for state in states:
            known = others.get(state.provider)
            # Of two keys of one provider, the match was made again: the one that it tells of counts.
            if known is None or (state.heard_at or fact.kick_off) > (known.heard_at or fact.kick_off):
                others[state.provider] = state
        absent = {name: why for name, state in others.items() if (why := self._absent(fact, state))}
        heard = [name for name in others if name not in absent]
        first = min([self.own.name, *heard], key=lambda name: self._place(name, fact))
        present = tuple(others[name] for name in heard)
        if first != self.own.name:
            return Turn(rival=first, others=present)
        before = next((state for state in others.values() if state.leads), None)
        text = self._remark(before.provider, absent, fact) if before and _is_on(fact, self.at) else ""
        return Turn(before=before, remark=text, others=present)

    def _absent(self, fact: Fact, state: ReportState) -> str:
        source = self.sources.get(state.provider)
        if source is None:
            return f"{state.provider} is no source any more"
        due = _is_due(fact, self.at)
        return down(source, self.at) or silent(source, state.heard_at, self.at, due=due)

    def _place(self, name: str, fact: Fact) -> tuple[bool, int, str]:
        rank = self._ranks.get((name, fact.competition_id), self.sources[name].precedence)
        return name in self._alone, rank, name

    def _remark(self, before: str, absent: Mapping[str, str], fact: Fact) -> str:
        own = self.own.name
        if before in absent:
            return f"{absent[before]}, {own} took over"
        if before in self._alone:
            return f"{before} stands alone on {self._alone[before]} matches, {own} took over"
        return f"{own} comes before {before} and is heard: it took over"


def _is_due(fact: Fact, at: datetime) -> bool:
    return fact.kick_off <= at and fact.status in UPCOMING | IN_PLAY


def _is_on(fact: Fact, at: datetime) -> bool:
    return fact.status in IN_PLAY or _is_due(fact, at)
