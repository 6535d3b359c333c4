"""The poller of one provider."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Event

from django.utils import timezone

from feeds.ingest import ingest, source_of
from feeds.lease import Lease
from feeds.models import Source
from feeds.polling.agenda import Agenda, Document
from feeds.polling.budget import Budget, BudgetSpentError
from feeds.polling.circuit import Circuit
from feeds.polling.games import Games
from feeds.providers import Parsed, Provider
from feeds.recordings import Recorder
from feeds.tally import Tally
from feeds.transport import Answer, Counter, Fetcher, FetchError, Stopped

log = logging.getLogger(__name__)

MOST_LEFT = 2**31 - 1  # what the column holds: a plan without a bound may say more


@dataclass
class Poller:
    """`step` asks for all that is due, and sets for how many seconds to `wait` until the next, and its `trouble`."""

    provider: Provider
    fetcher: Fetcher
    create: bool = False
    lease: Lease = None  # type: ignore[assignment]  # made below, of the provider
    budget: Budget = None  # type: ignore[assignment]
    recorder: Recorder | None = None
    stop: Event = field(default_factory=Event)
    clock: Callable[[], datetime] = timezone.now
    wait: float = 0.0
    trouble: str = ""

    def __post_init__(self) -> None:
        self.lease = self.lease or Lease(self.provider)
        self.budget = self.budget or Budget(self.provider)
        self.agenda = Agenda(self.provider)
        self._games = Games(self._ask)
        self._counters: tuple[Counter, ...] = ()
        self._reserve = 0
        self._single = False  # one request decides whether the circuit closes
        self._said = ""
        self._now: datetime | None = None  # of the last step
        self.fetcher.may_ask, self.fetcher.stop = self._may_ask, self.stop

    def step(self) -> Tally:
        """Ask for what is due, one document after the other; each is applied before the next is asked for."""
        now = self.clock()
        if self._now is not None and now < self._now:
            self.agenda.set_back(now)
            self.fetcher.close()  # and with it the cache, in which documents would stay fresh
        self._now = now
        self.lease.take()
        source = source_of(self.provider)
        circuit = Circuit(source.failures, source.open_until)
        state = circuit.state(now)
        if state == "open" and circuit.open_until is not None:
            self.wait = (circuit.open_until - now).total_seconds()
            return self._left_alone(source)
        self._single = state == "half-open"
        tally, heard = self._poll(now)
        if heard:
            circuit = circuit.succeeded() if any(heard) else circuit.failed(self.clock())
        self._conclude(circuit, self.clock())
        return tally

    def _left_alone(self, source: Source) -> Tally:
        self.trouble = source.trouble
        tally = Tally()
        tally.note("circuit", source.trouble)
        return tally

    def release(self) -> None:
        self.lease.release()

    def close(self) -> None:
        """Let go of all that it holds."""
        self.fetcher.close()
        if self.recorder is not None:
            self.recorder.close()
        self.release()

    def _poll(self, now: datetime) -> tuple[Tally, list[bool]]:
        """What came of it, and whether each document could be read that tells how the provider does."""
        tally, heard = Tally(), list[bool]()
        for document in self.agenda.due(now):
            if self.stop.is_set():
                break
            now = self.clock()  # the ones before it may have taken a while
            try:
                one = self._one(document, now)
            except Stopped:
                break
            except BudgetSpentError as spent:
                self._put_off(document, spent, tally, now)
                break
            except FetchError as error:
                one = self._failed(document, error, now)
            tally.add(one)
            document.trouble = "" if one.readable else one.lines[0].removeprefix("unreadable: ")
            if self._single or not document.matches:  # those of one match may not be there yet, or no more
                heard.append(bool(one.readable))
            if self._single and not one.readable:
                break
            self._single = False
        return tally, heard

    def _one(self, document: Document, now: datetime) -> Tally:
        answer, wait = self._fetch(document)
        look_again_at = document.look_again_at
        if answer is None:
            self.agenda.asked(document, now, at_least=wait, look_again_at=look_again_at)
            return Tally(readable=1)
        heard: list[Parsed] = []
        in_vain = True  # until it is applied: the database may go away before
        try:
            # Another may have taken over while we waited for the answer or stood still: then it applies, not we.
            self.lease.take()
            feed, at = self._listening(heard), self.clock()
            tally = ingest(feed, answer.body, received_at=at, create=self.create, may_apply=self.lease.take)
            for parsed in heard:
                self.agenda.heard(document, parsed.reports, now)
            if heard:
                in_vain, look_again_at = False, tally.look_again_at
            else:
                self._forget(document, answer)
        finally:
            self.agenda.asked(document, now, at_least=wait, in_vain=in_vain, look_again_at=look_again_at)
        return tally

    def _fetch(self, document: Document) -> tuple[Answer | None, float]:
        """The document, if it was asked for and not only taken from the cache; and how long to leave it alone."""
        self._reserve = len(self.agenda.lists()) if document.matches else 0
        if document.matches and self.provider.has_patches:
            game = self._games.current(*document.matches)
            self._record(document.address, 200, {}, game.body)
            return Answer(game.body), game.wait
        answer = self._ask(document.address, True)
        if not answer.was_asked:
            return None, 0.0  # fresh still: to read it again would tell the guard what nobody has said
        # An unchanged document is read again: it confirms what the guard doubts and returns what was released.
        self._record(document.address, answer.status, answer.headers, answer.body)
        return answer, 0.0

    def _forget(self, document: Document, answer: Answer) -> None:
        """What cannot be read, half of a document perhaps, must not come again as unchanged or as fresh still."""
        if answer.address:
            self.fetcher.forget(answer.address)
        else:
            self._games.forget(*document.matches)

    def _ask(self, address: str, keep: bool) -> Answer:
        answer = self.fetcher.fetch(address, keep=keep, tries=not self._single)
        if answer.was_asked:
            self._hear(answer.counters, answer.wait)
        return answer

    def _record(self, address: str, status: int, headers: Mapping[str, str], body: bytes) -> None:
        if self.recorder is not None and status:
            self.recorder.keep(self.clock(), address, status, headers, body)

    def _may_ask(self) -> None:
        """Before each request: spend it, and still be the one who asks."""
        self.budget.take(reserve=self._reserve)
        self.lease.take(is_asking=True)

    def _hear(self, counters: tuple[Counter, ...], wait: float) -> None:
        self._counters = counters or self._counters
        self.budget.hear(counters, wait=wait)

    def _listening(self, heard: list[Parsed]) -> Provider:
        """The provider, whose parser lets us hear what it read."""

        def parse(payload: bytes, received_at: datetime) -> Parsed:
            parsed = self.provider.parse(payload, received_at)
            heard.append(parsed)
            return parsed

        return replace(self.provider, parse=parse)

    def _failed(self, document: Document, error: FetchError, now: datetime) -> Tally:
        self._hear(error.counters, error.wait)
        self._record(document.address, error.status, error.headers, error.body)
        self.agenda.asked(document, now, in_vain=True, look_again_at=document.look_again_at)
        if error.wait:
            self.agenda.postpone(error.wait, now)
        tally = Tally(unreadable=1)
        tally.note("unreadable", str(error))
        return tally

    def _put_off(self, document: Document, spent: BudgetSpentError, tally: Tally, now: datetime) -> None:
        """Lists come first: what is spent before a detail may be left for them."""
        self.agenda.postpone(spent.wait, now, details_only=bool(document.matches))
        tally.note("budget", f"{spent}: asked again in {spent.wait:.0f} s")
        self._say(f"{spent}; {'details of matches wait' if document.matches else 'it waits'}")

    def _conclude(self, circuit: Circuit, now: datetime) -> None:
        self.agenda.fit(per_minute=self.provider.per_minute, day=self.budget.left_of_day(), now=now)
        if text := self.agenda.stretched():
            self._say(f"{self.provider.name}: {text}")
        next_at = max(self.agenda.next_at() or now, circuit.open_until or now)
        self.wait = max(0.0, (next_at - now).total_seconds())
        troubles = [document.trouble for document in self.agenda.documents.values() if document.trouble]
        if circuit.open_until:
            until = timezone.localtime(circuit.open_until)
            troubles.insert(0, f"left alone until {until:%H:%M:%S} after {circuit.failures} failures")
        self.trouble = "; ".join(troubles)[:200]
        Source.objects.filter(name=self.provider.name).update(
            trouble=self.trouble,
            failures=circuit.failures,
            open_until=circuit.open_until,
            next_at=next_at,
            **self._quota(now),
        )

    def _quota(self, now: datetime) -> dict[str, object]:
        if not self._counters:
            return {}
        counter = max(self._counters, key=lambda each: each.resets_in)
        return {
            "quota_left": min(counter.left, MOST_LEFT),
            "quota_resets_at": now + timedelta(seconds=counter.resets_in),
        }

    def _say(self, text: str) -> None:
        if text != self._said:
            log.info("%s", text)
            self._said = text
