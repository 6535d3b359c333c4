"""What is asked next and when: the lists of the day, and the documents of the matches that are in play.

Pure: it learns from the reports that were read, and the moments are passed in.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from feeds.polling.cadence import Fixture, detail_wait, ends_in, has_details, list_wait, until_soon
from feeds.providers import Provider
from scores.reports import MatchReport
from scores.sports import IN_PLAY, OVER

LISTS_BESIDE = 600.0  # between two requests for a day's list while another list tells what is in play
TYPICAL = timedelta(hours=2)  # from kick-off to the end, of a match that was over when we came
AFTER_FAILURE = 60.0
AGAIN = 10.0  # at the soonest, of what an answer from the cache could not confirm
UNHEARD = timedelta(hours=6)  # a match in play that no list names any more is forgotten after it
UNHEARD_IDLE = timedelta(hours=36)  # another, whose list may be asked for a few times a day
NEAR = timedelta(days=2)


@dataclass
class Document:
    """One address that is asked for. `matches` are the keys of the matches that it is of, empty for a list."""

    address: str
    next_at: datetime
    matches: tuple[str, ...] = ()
    keys: frozenset[str] = frozenset()  # the matches that a list named
    is_of_play: bool = False  # it lists only what is in play
    asked_at: datetime | None = None
    wait: float = 0.0  # seconds until the next time, without what stretches them
    at_least: float = 0.0
    in_vain: bool = False  # it did not tell what is coming
    trouble: str = ""  # why it could not be read the last time
    look_again_at: datetime | None = None  # then what the guard holds back of it may be confirmed
    jitter: float = 1.0
    not_before: datetime | None = None


@dataclass(frozen=True)
class Known:
    fixture: Fixture
    heard_at: datetime
    report: MatchReport | None  # of a match whose documents may be asked for


@dataclass
class Agenda:
    provider: Provider
    documents: dict[str, Document] = field(default_factory=dict)
    matches: dict[str, Known] = field(default_factory=dict)
    stretch: float = 1.0  # of the lists' cadence, so that the budget lasts
    detail_stretch: float | None = 1.0  # None: the budget leaves nothing for details
    _finished: dict[str, tuple[str, ...]] = field(default_factory=dict)  # asked for no more, and of which matches

    def due(self, now: datetime) -> list[Document]:
        """What is to be asked now: lists first, then who waits longest."""
        self._plan(now)
        found = [document for document in self.documents.values() if document.next_at <= now]
        return sorted(found, key=lambda document: (bool(document.matches), document.next_at))

    def next_at(self) -> datetime | None:
        return min((document.next_at for document in self.documents.values()), default=None)

    def heard(self, document: Document, reports: Iterable[MatchReport], now: datetime) -> None:
        """Learn from what a document said."""
        reports = list(reports)
        for report in reports:
            self._learn(report, now)
        if not document.matches:
            named = frozenset(report.key for report in reports)
            if document.is_of_play:
                self._look_for(document.keys - named, now)
            document.keys = named

    def asked(
        self,
        document: Document,
        now: datetime,
        *,
        at_least: float = 0.0,
        in_vain: bool = False,
        look_again_at: datetime | None = None,
    ) -> None:
        """Set when it is asked for again. `in_vain`: it did not tell what is coming."""
        document.asked_at, document.at_least, document.in_vain = now, at_least, in_vain
        document.look_again_at = look_again_at
        document.jitter = random.uniform(1.0, 1.1)
        if look_again_at is None:
            self._leave_finished(document, now)
        self._plan_next(document)

    def _leave_finished(self, document: Document, now: datetime) -> None:
        if self._wait(document, now) is None:
            self._finished[document.address] = document.matches
            self.documents.pop(document.address, None)
            return
        # One that is finished leaves the others: from the next plan on, their address is without it.
        document.matches = tuple(key for key in document.matches if self._match_wait(document, key, now) is not None)

    def postpone(self, seconds: float, now: datetime, *, details_only: bool = False) -> None:
        """Ask for nothing until then."""
        until = now + timedelta(seconds=seconds * random.uniform(1.0, 1.05))
        for document in self.documents.values():
            if document.matches or not details_only:
                document.not_before = until
                document.next_at = max(document.next_at, until)

    def set_back(self, now: datetime) -> None:
        """The clock was: what was planned by it is as good as never asked for."""
        for document in self.documents.values():
            document.asked_at, document.next_at, document.not_before = None, now, None

    def lists(self) -> list[Document]:
        return [document for document in self.documents.values() if not document.matches]

    def live_seconds(self) -> float:
        return float(self.provider.poll_seconds)

    def fit(self, *, per_minute: int, day: int | None, now: datetime) -> None:
        """Stretch the cadence, the lists' last, so that the requests that are left last as long as they must."""
        for document in self.documents.values():
            document.wait = self._wait(document, now) or document.wait
        allowed = per_minute / 65
        if day is not None:
            allowed = min(allowed, day / ends_in((known.fixture for known in self.matches.values()), now))
        lists = _rate(self.lists())
        details = _rate([each for each in self.documents.values() if each.matches])
        self.stretch = max(1.0, lists / allowed) if allowed > 0 else 10.0
        left = allowed - lists
        self.detail_stretch = max(1.0, details / left) if left > 0 else None
        for document in self.documents.values():
            self._plan_next(document)

    def stretched(self) -> str:
        """In words, what the budget makes of the cadence; empty when it is enough."""
        if self.stretch > 1.2:
            seconds = min((each.wait for each in self.lists() if each.wait), default=0.0) * self.stretch
            return f"the budget is short: lists are asked for every {_round(seconds)} s, details of matches are not"
        if self.detail_stretch is None or self.detail_stretch > 1.5:
            factor = f"{self.detail_stretch:.0f} times as seldom" if self.detail_stretch else "not"
            return f"the budget is short: details of matches are asked for {factor}"
        return ""

    def _plan(self, now: datetime) -> None:
        """Have the lists of today, and the documents of each match that is in play or just over."""
        of_play = set(self.provider.in_play(now.date()))
        self.matches = {key: known for key, known in self.matches.items() if not _is_forgotten(known, now)}
        self._finished = {address: keys for address, keys in self._finished.items() if {*keys} <= {*self.matches}}
        wanted = {**dict.fromkeys(self.provider.addresses(now.date()), ()), **self._details(now)}
        ended = [document for address, document in self.documents.items() if address not in wanted]
        self.documents = {
            address: self.documents.get(address)
            or _instead_of(ended, Document(address, now, matches, is_of_play=address in of_play))
            for address, matches in wanted.items()
        }

    def _details(self, now: datetime) -> Mapping[str, tuple[str, ...]]:
        if self.detail_stretch is None:
            return {}
        followed = {key for document in self.documents.values() for key in document.matches}
        before = self.provider.details_before
        known = [
            each
            for key, each in self.matches.items()
            if key in followed or has_details(each.fixture, now, before=before)
        ]
        # In the order of their kick-offs: then who joins comes last, and few addresses of many matches change.
        known.sort(key=lambda each: each.fixture.kick_off or now)
        found = self.provider.details_of([each.report for each in known if each.report is not None])
        return {address: keys for address, keys in found.items() if address not in self._finished}

    def _look_for(self, gone: frozenset[str], now: datetime) -> None:
        """Have the lists of the matches that left what is in play at once: they have likely ended."""
        for document in self.lists():
            if not document.is_of_play and document.keys & gone:
                document.asked_at, document.next_at = None, max(now, document.not_before or now)

    def _plan_next(self, document: Document) -> None:
        """Plan by what is known now, counted from when it was asked for last: another list may have told of more."""
        if document.asked_at is None:
            return
        moments = [self._second_look(document, document.asked_at)]
        wait = self._wait(document, document.asked_at)
        if wait is not None:
            seconds = max(self._stretched(document, wait), document.at_least) * document.jitter
            moments.append(document.asked_at + timedelta(seconds=seconds))
        next_at = min(filter(None, moments), default=None)
        if next_at is not None:
            document.next_at = max(next_at, document.not_before or next_at)

    def _second_look(self, document: Document, asked_at: datetime) -> datetime | None:
        """A step back that stays is shown when it was said for long enough, however seldom it is asked for."""
        if document.look_again_at is None:
            return None
        soonest = max(document.at_least, AFTER_FAILURE if document.in_vain else AGAIN)
        return max(document.look_again_at, asked_at + timedelta(seconds=soonest))

    def _stretched(self, document: Document, wait: float) -> float:
        if document.matches or document.asked_at is None:
            return wait * (self.detail_stretch or 1.0)
        # However little is left, a kick-off is not missed: then more of it may be spent.
        soon = until_soon(self._fixtures(document), document.asked_at)
        return wait * self.stretch if soon is None else min(wait * self.stretch, max(wait, soon))

    def _wait(self, document: Document, now: datetime) -> float | None:
        wait = self._detail_wait(document, now) if document.matches else self._list_wait(document, now)
        return wait if wait is None or not document.in_vain else min(wait, max(self._pace(document), AFTER_FAILURE))

    def _detail_wait(self, document: Document, now: datetime) -> float | None:
        """The cadence is that of the match that is due first."""
        waits = [self._match_wait(document, key, now) for key in document.matches]
        return min((wait for wait in waits if wait is not None), default=None)

    def _match_wait(self, document: Document, key: str, now: datetime) -> float | None:
        known, before = self.matches.get(key), self.provider.details_before
        return detail_wait(known.fixture, now, self._pace(document), before=before) if known else None

    def _pace(self, document: Document) -> float:
        """Seconds between two requests for it while a match of it is in play."""
        slower = self.provider.detail_seconds(document.address) if document.matches else 0
        return max(self.live_seconds(), float(slower))

    def _list_wait(self, document: Document, now: datetime) -> float:
        live = self.live_seconds()
        if not document.is_of_play and any(each.is_of_play for each in self.documents.values()):
            live = max(live, LISTS_BESIDE)
        return list_wait(self._fixtures(document), now, live)

    def _fixtures(self, document: Document) -> list[Fixture]:
        """The matches of a list; of one that lists only what is in play, all."""
        return [known.fixture for key, known in self.matches.items() if document.is_of_play or key in document.keys]

    def _learn(self, report: MatchReport, now: datetime) -> None:
        before = self.matches.get(report.key)
        fixture = _fixture(report, before.fixture if before else None, now)
        is_near = fixture.kick_off is None or abs(fixture.kick_off - now) < NEAR
        self.matches[report.key] = Known(fixture, now, report if is_near else None)
        if fixture.status not in OVER:
            self._finished = {address: keys for address, keys in self._finished.items() if report.key not in keys}


def _instead_of(ended: Iterable[Document], document: Document) -> Document:
    """A document of several matches has another address when one joins or leaves; when it was asked for stays known."""
    before = [each for each in ended if {*each.matches} & {*document.matches}]
    if not before:
        return document
    joined = {*document.matches}.difference(*(each.matches for each in before))
    soonest = min(before, key=lambda each: each.next_at)
    in_vain = soonest.in_vain or bool(joined)  # it has told nothing of who joins
    return replace(soonest, address=document.address, matches=document.matches, in_vain=in_vain)


def _fixture(report: MatchReport, before: Fixture | None, now: datetime) -> Fixture:
    """What a report says; what it leaves out (a boxscore has no kick-off) stays as it was."""
    kick_off = report.kick_off if report.kick_off_precision == "time" else None
    fixture = Fixture(kick_off, report.status, None)
    if before is not None:
        fixture = replace(fixture, kick_off=kick_off or before.kick_off, status=report.status or before.status)
    return replace(fixture, over_since=_over_since(fixture, before, now))


def _is_forgotten(known: Known, now: datetime) -> bool:
    longest = UNHEARD if known.fixture.status in IN_PLAY else UNHEARD_IDLE
    return now - known.heard_at > longest


def _over_since(fixture: Fixture, before: Fixture | None, now: datetime) -> datetime | None:
    if fixture.status not in OVER:
        return None
    if before is not None:
        return before.over_since or now
    return min(now, fixture.kick_off + TYPICAL) if fixture.kick_off else None


def _rate(documents: Sequence[Document]) -> float:
    """Requests a second, as planned."""
    return sum(1 / document.wait for document in documents if document.wait)


def _round(seconds: float) -> int:
    return round(seconds / 30) * 30 or 30
