"""What one reader, one address and all readers together may ask for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass
class TokenBucket:
    """Allows a burst of `capacity`, then `rate` a second. Time is passed in, in seconds."""

    capacity: float
    rate: float
    tokens: float = -1.0
    at: float = 0.0

    def take(self, now: float) -> bool:
        full = self.tokens < 0
        self.tokens = self.capacity if full else min(self.capacity, self.tokens + (now - self.at) * self.rate)
        self.at = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


class Connections:
    """Counts the connections that are open, by address and in all."""

    def __init__(self, *, in_all: int, per_address: int) -> None:
        self.in_all, self.per_address = in_all, per_address
        self._open: Counter[str] = Counter()

    @contextmanager
    def one_from(self, address: str) -> Iterator[bool]:
        """Whether there is room for one more; counted, if so, while the block runs."""
        room = self._open.total() < self.in_all and self._open[address] < self.per_address
        if room:
            self._open[address] += 1
        try:
            yield room
        finally:
            if room:
                self._open[address] -= 1
            if not self._open[address]:
                del self._open[address]
