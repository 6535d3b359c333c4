"""What stands on a match's sheet: statistics as paired bars, and the line-ups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scores.pages.clock import State
from scores.sports import SPORTS

FIRST = ("possession", "expected_goals", "shots", "shots_on_target", "corners")
IN_PERCENT = frozenset({"possession"})


@dataclass(frozen=True)
class Bar:
    """Two numbers of one kind, and the share of each in percent of both."""

    kind: str
    name: str
    home: str
    away: str
    home_share: float
    away_share: float


@dataclass(frozen=True)
class Lineup:
    side: str
    starters: list[dict[str, Any]]
    substitutes: list[dict[str, Any]]


def place(match: State) -> str:
    """ "Mill Lane, Ashford · Attendance 45,000 · Referee A. Taylor"."""
    venue = match.get("venue", {})
    where = ", ".join(filter(None, [venue.get("name"), venue.get("city")]))
    attendance = f"Attendance {match['attendance']:,}" if "attendance" in match else ""
    referee = f"{SPORTS[match['row']['sport']].referee} {match['referee']}" if "referee" in match else ""
    return " · ".join(filter(None, [where, attendance, referee]))


def bars(match: State) -> list[Bar]:
    """Best known first, then by name."""
    statistics = match.get("statistics", {})
    return [_bar(kind, statistics[kind]) for kind in sorted(statistics, key=lambda kind: (_place(kind), kind))]


def lineups(match: State) -> list[Lineup]:
    found = match.get("lineups", {})
    return [
        Lineup(side, [p for p in found[side] if p["starter"]], [p for p in found[side] if not p["starter"]])
        for side in ("home", "away")
        if found.get(side)
    ]


def _place(kind: str) -> int:
    return FIRST.index(kind) if kind in FIRST else len(FIRST)


def _bar(kind: str, pair: State) -> Bar:
    both = pair["home"] + pair["away"]
    share = 100 * pair["home"] / both if both else 0.0
    unit = "%" if kind in IN_PERCENT or kind.endswith("_percent") else ""
    name = kind.removesuffix("_percent").replace("_", " ").capitalize()
    return Bar(
        kind=kind,
        name=name,
        home=f"{pair['home']:g}{unit}",
        away=f"{pair['away']:g}{unit}",
        home_share=round(share, 1),
        away_share=round(100 - share, 1) if both else 0.0,
    )
