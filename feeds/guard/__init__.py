"""What to believe of a report."""

from __future__ import annotations

from feeds.guard.doubts import PATIENCE
from feeds.guard.history import Decision, Held, History, Outcome, Points, Ruling
from feeds.guard.judging import judge, newest_of, take_over, tells_of

__all__ = [
    "PATIENCE",
    "Decision",
    "Held",
    "History",
    "Outcome",
    "Points",
    "Ruling",
    "judge",
    "newest_of",
    "take_over",
    "tells_of",
]
