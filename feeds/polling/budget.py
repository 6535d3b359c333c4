"""The budget of requests: so many in any minute and in any day, wherever these begin, over restarts and processes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction

from feeds.ingest import source_of
from feeds.models import Spending
from feeds.polling.clocks import database_now
from feeds.providers import Provider
from feeds.transport import Counter, Refused

MINUTE = 65.0  # a request may arrive some seconds after it was sent
DAY = 86_400.0
SPAN = 600


class BudgetSpentError(Refused):
    """No request is left; in `wait` seconds there may be one."""

    def __init__(self, text: str, *, wait: float) -> None:
        super().__init__(text)
        self.wait = wait


@dataclass
class Budget:
    provider: Provider
    clock: Callable[[], datetime] | None = None  # the database's, if none is given

    def take(self, *, reserve: int = 0) -> None:
        """Spend one request before it is sent. `reserve`: so many must be left, of the minute, after it."""
        with transaction.atomic():
            spending, now = self._locked()
            self._refuse(spending, now, reserve)
            second, span = str(int(now)), str(int(now) // SPAN * SPAN)
            spending.seconds[second] = spending.seconds.get(second, 0) + 1
            if self.provider.per_day:
                spending.spans[span] = spending.spans.get(span, 0) + 1
            spending.told = {name: (left - 1, until) for name, (left, until) in spending.told.items()}
            spending.save()

    def left_of_day(self) -> int | None:
        """How many requests may be sent before others become old; None: no bound but the minutes'."""
        with transaction.atomic():
            spending, _ = self._locked()
        lefts = [spending.told["day"][0]] if "day" in spending.told else []
        lefts += [self.provider.per_day - sum(spending.spans.values())] if self.provider.per_day else []
        return max(0, min(lefts)) if lefts else None

    def hear(self, counters: Iterable[Counter], *, wait: float = 0.0) -> None:
        """Remember what the provider says is left, and how long it wants to be left alone."""
        counters = list(counters)
        if not counters and wait <= 0:
            return
        with transaction.atomic():
            spending, now = self._locked()
            spending.told |= {each.span: (each.left, now + each.resets_in) for each in counters}
            if wait > 0:
                spending.silent_until = datetime.fromtimestamp(now + wait, UTC)
            spending.save()

    def _locked(self) -> tuple[Spending, float]:
        """The row, locked to the end of the transaction, without what is over."""
        name = self.provider.name
        spending = Spending.objects.select_for_update().filter(provider=name).first()
        if spending is None:
            Spending.objects.get_or_create(provider=name)
            spending = Spending.objects.select_for_update().get(provider=name)
        now = (self.clock() if self.clock else database_now(source_of(self.provider).pk)).timestamp()
        spending.seconds = _since(spending.seconds, now - MINUTE - 1)
        spending.spans = _since(spending.spans, now - DAY - SPAN)
        spending.told = {name: (left, until) for name, (left, until) in spending.told.items() if until > now}
        return spending, now

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


def _since(buckets: Mapping[str, int], begin: float) -> dict[str, int]:
    return {key: count for key, count in buckets.items() if int(key) > begin}


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
