"""What was measured, in a few words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Delays:
    """Of many delays in milliseconds: how many, those that half, one in a hundred and one in a thousand exceed."""

    number: int
    p50: float
    p99: float
    p999: float
    worst: float

    @classmethod
    def of(cls, milliseconds: Sequence[float]) -> Delays:
        ordered = sorted(milliseconds)
        return cls(len(ordered), *(percentile(ordered, percent) for percent in (50, 99, 99.9, 100)))

    def as_json(self) -> dict[str, float]:
        return {name: round(value, 1) for name, value in asdict(self).items()}


def percentile(ordered: Sequence[float], percent: float) -> float:
    """The smallest value that at least so many percent do not exceed."""
    if not ordered:
        return float("nan")
    return ordered[max(math.ceil(len(ordered) * percent / 100), 1) - 1]
