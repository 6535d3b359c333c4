from __future__ import annotations

import random
from collections import deque
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Event

import httpx
import pytest
import time_machine

from feeds.lease import Lease
from feeds.models import Source, Spending
from feeds.polling import Budget, BudgetSpentError, Poller
from feeds.providers import PROVIDERS, Provider
from feeds.transport import Counter, Fetcher, FetchError
from tests.feeds.bodies import espn

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def shift(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock():
    return Clock()


def limited(per_minute: int = 10, per_day: int = 0) -> Provider:
    return replace(PROVIDERS["espn"], per_minute=per_minute, per_day=per_day)


def spent(budget: Budget, requests: int, **fields: int) -> int:
    """How many of so many requests may be sent."""
    for number in range(requests):
        try:
            budget.take(**fields)
        except BudgetSpentError:
            return number
    return requests


def test_so_many_requests_a_minute_are_sent_and_no_more(clock):
    budget = Budget(limited(per_minute=10), clock)

    assert spent(budget, 20) == 10

    clock.shift(60)
    assert spent(budget, 1) == 0
    clock.shift(7)
    assert spent(budget, 20) == 10


def test_a_restart_and_another_process_spend_from_the_same_budget(clock):
    first, second = (Budget(limited(per_minute=10), clock) for _ in range(2))

    assert spent(first, 6) + spent(second, 20) + spent(Budget(limited(per_minute=10), clock), 20) == 10


def test_so_many_requests_a_day_are_sent_and_no_more(clock):
    budget = Budget(limited(per_minute=60, per_day=100), clock)

    sent = 0
    for _ in range(24):
        sent += spent(budget, 50)
        clock.shift(3590)

    assert sent == 100
    assert budget.left_of_day() == 0


def test_what_is_over_says_when_there_is_more(clock):
    budget = Budget(limited(per_minute=2), clock)
    budget.take()
    clock.shift(30)
    budget.take()

    with pytest.raises(BudgetSpentError, match="the 2 requests a minute of espn are spent") as raised:
        budget.take()

    assert 30 <= raised.value.wait <= 37
    clock.shift(raised.value.wait)
    budget.take()


def test_details_leave_enough_for_the_lists(clock):
    budget = Budget(limited(per_minute=10), clock)

    assert spent(budget, 20, reserve=3) == 7
    assert spent(budget, 20) == 3


def test_what_the_provider_counts_counts(clock):
    budget = Budget(limited(per_minute=10, per_day=100), clock)

    budget.hear([Counter(left=2, resets_in=41.0, span="minute"), Counter(left=50, resets_in=9999.0, span="day")])

    assert budget.left_of_day() == 50
    assert spent(budget, 10) == 2
    clock.shift(42)
    assert spent(budget, 10) > 2


def test_a_day_that_is_used_up_is_waited_for(clock):
    Budget(limited(), clock).hear([Counter(left=0, resets_in=7 * 3600.0, span="day")])

    with pytest.raises(BudgetSpentError, match="no request of this day is left") as raised:
        Budget(limited(), clock).take()

    assert raised.value.wait == 7 * 3600


def test_silence_that_was_asked_for_holds_over_a_restart(clock):
    Budget(limited(), clock).hear([], wait=7200.0)

    clock.shift(7199)
    assert spent(Budget(limited(), clock), 1) == 0
    clock.shift(2)
    assert spent(Budget(limited(), clock), 1) == 1


def test_a_spent_request_stays_spent_when_nothing_comes_of_it(clock):
    budget = Budget(limited(per_minute=3), clock)
    poller = poller_of(limited(per_minute=3), clock, httpx.MockTransport(lambda request: httpx.Response(500)))

    poller.step()

    assert spent(budget, 10) == 0


def test_what_is_remembered_is_bounded(clock):
    budget = Budget(limited(per_minute=60, per_day=10_000), clock)
    for _ in range(300):
        budget.take()
        clock.shift(500)

    spending = Spending.objects.get()

    assert len(spending.seconds) <= 66
    assert len(spending.spans) <= 147


@pytest.mark.parametrize("hours", [1, -1])
def test_a_clock_that_is_set_gives_no_request_more_or_less(hours):
    with time_machine.travel(NOW, tick=False):
        budget = Budget(limited(per_minute=10))
        sent = spent(budget, 4)
        with time_machine.travel(NOW + timedelta(hours=hours), tick=False):
            sent += spent(budget, 20)

    assert sent == 10


def test_requests_of_a_clock_that_went_wrong_are_counted_for_a_minute(clock):
    assert spent(Budget(limited(per_minute=10), clock), 10) == 10

    clock.shift(-7200)
    restarted = Budget(limited(per_minute=10), clock)
    assert spent(restarted, 1) == 0
    clock.shift(67)
    assert spent(restarted, 20) == 10


class Paused(Event):
    """Nobody stops, and a pause passes at once."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock

    def wait(self, timeout: float | None = None) -> bool:
        self._clock.shift(timeout or 0.0)
        return False


class Counted:
    """The provider's side: it counts what arrives, and fails, hesitates and refuses as providers do."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.random = random.Random(7)
        self.minute: deque[datetime] = deque()
        self.day: deque[datetime] = deque()
        self.most_in_minute = self.most_in_day = self.requests = 0

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.requests += 1
        self.clock.shift(self.random.choice([0.05, 0.1, 0.2, 3.0]))
        for window, seconds in ((self.minute, 60), (self.day, 86_400)):
            window.append(self.clock.now)
            while window[0] <= self.clock.now - timedelta(seconds=seconds):
                window.popleft()
        self.most_in_minute = max(self.most_in_minute, len(self.minute))
        self.most_in_day = max(self.most_in_day, len(self.day))
        return self._chosen(request)

    def _chosen(self, request: httpx.Request) -> httpx.Response:
        chance = self.random.random()
        if chance < 0.05:
            raise httpx.ReadTimeout("too slow")
        if chance < 0.1:
            return httpx.Response(500)
        if chance < 0.11:
            return httpx.Response(429, headers={"Retry-After": "30"})
        if chance < 0.12:
            return httpx.Response(307, headers={"Location": "/elsewhere"})
        if "if-none-match" in request.headers and chance < 0.6:
            return httpx.Response(304)
        return httpx.Response(200, content=espn(), headers={"ETag": '"1"'})


def poller_of(provider: Provider, clock: Clock, network: httpx.BaseTransport) -> Poller:
    here = replace(provider, addresses=lambda day: ["http://provider.test/board"])
    lease, budget = Lease(here, name="one"), Budget(here, clock)
    return Poller(here, Fetcher(network=network), lease=lease, budget=budget, stop=Paused(clock), clock=clock)


def fetcher_of(budget: Budget, network: httpx.BaseTransport, clock: Clock) -> Fetcher:
    return Fetcher(network=network, may_ask=budget.take, stop=Paused(clock))


@pytest.mark.parametrize(("polls", "per_minute", "per_day"), [(10_000, 10, 100), (3_000, 10, 0)])
def test_in_ten_thousand_polls_the_quota_is_never_exceeded_by_one_request(clock, polls, per_minute, per_day):
    provider, counted = limited(per_minute, per_day), Counted(clock)
    network = httpx.MockTransport(counted.answer)

    processes = {}
    for poll in range(polls):
        if poll % 50 == 0:
            processes = {number: fetcher_of(Budget(provider, clock), network, clock) for number in range(2)}
        with suppress(FetchError, BudgetSpentError):
            processes[poll % 2].fetch("http://provider.test/board")
        clock.shift(20_000.0 if poll % 500 == 499 else counted.random.choice([0.1, 1.0, 3.0]))

    assert counted.most_in_minute == per_minute
    assert counted.most_in_day == per_day or not per_day
    assert counted.requests > 190


def test_pollers_that_take_turns_never_exceed_the_quota(clock):
    provider, counted = limited(per_minute=10), Counted(clock)
    network = httpx.MockTransport(counted.answer)

    for poll in range(300):
        if poll % 30 == 0:
            poller = poller_of(provider, clock, network)
        poller.agenda.documents.clear()
        poller.step()
        clock.shift(counted.random.choice([0.1, 1.0, 3.0]))

    assert counted.most_in_minute == 10
    assert Source.objects.get(name="espn").asked_at is not None
