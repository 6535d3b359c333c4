"""The budget of requests: so many in any minute and in any day, wherever these begin, over restarts and processes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from feeds.ingest import source_of
from feeds.models import Spending
from feeds.polling.clocks import database_now
from feeds.providers import Provider
from feeds.transport import Counter, Refused

MINUTE = 65.0  # a request may arrive some seconds after it was sent
DAY = 86_400.0
SPAN = 600
STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)  # nobody sets it, and it goes on while a machine sleeps
STORED = ("seconds", "spans", "told", "silent_until")


class BudgetSpentError(Refused):
    """No request is left; in `wait` seconds there may be one."""

    def __init__(self, text: str, *, wait: float) -> None:
        super().__init__(text)
        self.wait = wait


@dataclass
class Budget:
    """What is spent is in the database, and known here as it was last: others can only have spent more.

    One UPDATE, which holds if nobody came between, spends a request: no two processes spend the same.
    """

    provider: Provider
    clock: Callable[[], datetime] | None = None  # the database's, if none is given
    _spending: Spending | None = None
    _ahead: float = 0.0  # the database's clock, of one that nobody sets

    def take(self, *, reserve: int = 0) -> None:
        """Spend one request before it is sent. `reserve`: so many must be left, of the minute, after it."""

        def spend(spending: Spending, now: float) -> None:
            self._refuse(spending, now, reserve)
            _count(spending.seconds, int(now))
            _count(spending.spans, int(now) // SPAN * SPAN)
            spending.told = {name: (left - 1, until) for name, (left, until) in spending.told.items()}

        self._change(spend)

    def hear(self, counters: Iterable[Counter], *, wait: float = 0.0) -> None:
        """Remember what the provider says is left, and how long it wants to be left alone."""
        counters = list(counters)

        def remember(spending: Spending, now: float) -> None:
            spending.told |= {each.span: (each.left, now + each.resets_in) for each in counters}
            if wait > 0:
                spending.silent_until = datetime.fromtimestamp(now + wait, UTC)

        if counters or wait > 0:
            self._change(remember)

    def left_of_day(self) -> int | None:
        """How many requests may be sent before others become old; None: no bound but the minutes'."""
        spending = self._known()
        lefts = [spending.told["day"][0]] if "day" in spending.told else []
        lefts += [self.provider.per_day - sum(spending.spans.values())] if self.provider.per_day else []
        return max(0, min(lefts)) if lefts else None

    def _change(self, change: Callable[[Spending, float], None]) -> None:
        while True:
            spending, now = self._known(), self._now()
            change(spending, now)
            known, spending.version = spending.version, spending.version + 1
            changes = {name: getattr(spending, name) for name in ("version", *STORED)}
            if Spending.objects.filter(pk=spending.pk, version=known).update(**changes):
                return
            self._spending = None  # another came between: look, and do it again

    def _known(self) -> Spending:
        """What is spent, without what is over."""
        if self._spending is None:
            self._spending = Spending.objects.get_or_create(provider=self.provider.name)[0]
            if self.clock is None:
                self._ahead = database_now(source_of(self.provider).pk).timestamp() - _steady()
        spending, now = self._spending, self._now()
        spending.seconds = _since(spending.seconds, now - MINUTE - 1, int(now))
        spending.spans = _since(spending.spans, now - DAY - SPAN, int(now) // SPAN * SPAN)
        spending.told = {name: (left, until) for name, (left, until) in spending.told.items() if until > now}
        return spending

    def _now(self) -> float:
        return self.clock().timestamp() if self.clock else _steady() + self._ahead

    def _refuse(self, spending: Spending, now: float, reserve: int) -> None:
        name, per_minute, per_day = self.provider.name, self.provider.per_minute, self.provider.per_day
        if spending.silent_until and (wait := spending.silent_until.timestamp() - now) > 0:
            raise BudgetSpentError(f"{name} asked for silence for {wait:.0f} s more", wait=wait)
        for span, (left, until) in spending.told.items():
            if left <= (reserve if span == "minute" else 0):
                text = f"{name} says that no request of this {span} is left for {until - now:.0f} s"
                raise BudgetSpentError(text, wait=until - now)
        if wait := _wait(spending.seconds, per_minute - reserve, now, MINUTE + 1):
            raise BudgetSpentError(f"the {per_minute} requests a minute of {name} are spent", wait=wait)
        if per_day and (wait := _wait(spending.spans, per_day, now, DAY + SPAN)):
            raise BudgetSpentError(f"the {per_day} requests a day of {name} are spent", wait=wait)


def _steady() -> float:
    return time.clock_gettime(STEADY)


def _count(buckets: dict[str, int], bucket: int, requests: int = 1) -> None:
    buckets[str(bucket)] = buckets.get(str(bucket), 0) + requests


def _since(buckets: Mapping[str, int], begin: float, newest: int) -> dict[str, int]:
    """Those that are not over. What was counted by a clock that was ahead counts as of now."""
    found: dict[str, int] = {}
    for key, count in buckets.items():
        if int(key) > begin:
            _count(found, min(int(key), newest), count)
    return found


def _wait(buckets: Mapping[str, int], most: int, now: float, seconds: float) -> float:
    """In how many seconds one more may be sent; 0: now."""
    total = sum(buckets.values())
    if total < most:
        return 0.0
    for key in sorted(buckets, key=int):
        total -= buckets[key]
        if total < most:
            return max(1.0, int(key) + seconds - now)
    return seconds
