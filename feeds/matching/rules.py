"""How leagues rank that do not rank as their sport does: what a stage of theirs begins with, and staff may change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Rules = Mapping[str, Any]  # fields of a Stage

_BY_WINS: Rules = {"win_points": 1, "loss_points": 0, "ranking": ["win_rate", "head_to_head", "difference"]}

# By sport and name of the competition.
_RULES: Mapping[tuple[str, str], Rules] = {
    ("ice-hockey", "National Hockey League"): {
        "win_points": 2,  # in overtime as well, and who loses there has one
        "ranking": ["points", "fewest_played", "regulation_wins", "wins", "difference", "scored"],
    },
    ("basketball", "National Basketball Association"): _BY_WINS,
    ("basketball", "Women's National Basketball Association"): _BY_WINS,
    ("basketball", "NCAA Men's Basketball"): _BY_WINS,
}


def rules_of(sport: str, competition: str) -> Rules:
    return _RULES.get((sport, competition), {})
