"""The circuit: a provider that fails again and again is left alone, and then asked with one request."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

OPENS_AFTER = 5  # polls in a row that gave nothing
FIRST_SECONDS, LONGEST_SECONDS = 60.0, 900.0

State = Literal["closed", "open", "half-open"]


@dataclass(frozen=True)
class Circuit:
    """Closed: it is asked. Open: not until then. Half-open: one request decides."""

    failures: int = 0
    open_until: datetime | None = None

    def state(self, now: datetime) -> State:
        if self.open_until is None:
            return "closed"
        # A longer time is of a clock that was set meanwhile.
        return "open" if 0 < (self.open_until - now).total_seconds() <= LONGEST_SECONDS else "half-open"

    def succeeded(self) -> Circuit:
        return Circuit()

    def failed(self, now: datetime) -> Circuit:
        failures = self.failures + 1
        if failures < OPENS_AFTER:
            return Circuit(failures)
        return Circuit(failures, now + timedelta(seconds=_open_for(failures)))


def _open_for(failures: int) -> float:
    longest = min(FIRST_SECONDS * 2 ** min(failures - OPENS_AFTER, 10), LONGEST_SECONDS)
    return random.uniform(longest / 2, longest)
