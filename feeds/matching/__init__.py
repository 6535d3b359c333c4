"""Their name for a match -> our Match: find it, create it where a feed may, or let the report wait for an editor."""

from __future__ import annotations

from feeds.matching.aliases import Ignored, competition_key, team_key
from feeds.matching.finding import Missing, Unmatched, name_of
from feeds.matching.placing import Placing
from feeds.matching.waiting import forget_idle, forget_placed, wait

__all__ = [
    "Ignored",
    "Missing",
    "Placing",
    "Unmatched",
    "competition_key",
    "forget_idle",
    "forget_placed",
    "name_of",
    "team_key",
    "wait",
]
