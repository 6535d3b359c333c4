"""What readers experience: how long a change took from its commit to their screens, counted in a few numbers."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

# The upper ends of the bins, in milliseconds, each a fourth above the one before; the last bin has no end.
BOUNDS = tuple(round(1.25**power, 1) for power in range(1, 50))
Counts = list[int]  # how many delays fell in each bin


class Experience:
    """Of the readers of this process, since it was last taken away to be stored."""

    def __init__(self) -> None:
        self._counts = no_delays()

    def add(self, milliseconds: float) -> None:
        self._counts[bisect_left(BOUNDS, milliseconds)] += 1

    def take(self) -> Counts:
        counts, self._counts = self._counts, no_delays()
        return counts


def no_delays() -> Counts:
    return [0] * (len(BOUNDS) + 1)


def together(several: Iterable[Sequence[int]]) -> Counts:
    return [sum(bins) for bins in zip(no_delays(), *several, strict=True)]


def percentile(counts: Sequence[int], percent: float) -> float | None:
    """In milliseconds, exact to the width of a bin; None of no delays."""
    wanted = sum(counts) * percent / 100
    if not wanted:
        return None
    seen = 0
    for number, count in enumerate(counts):
        if seen + count >= wanted:
            low = BOUNDS[number - 1] if number else 0.0
            high = BOUNDS[number] if number < len(BOUNDS) else low
            return low + (high - low) * (wanted - seen) / count
        seen += count
    return None
