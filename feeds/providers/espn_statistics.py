"""The numbers of an ESPN match beside its score. Before play the same names hold a season's: do not ask then."""

from __future__ import annotations

from collections.abc import Mapping

from feeds.providers.espn_shapes import Competitor
from feeds.providers.provider import figure_of
from scores.reports import StatisticReport

# Ours by theirs, those that are of one match. Averages, ranks and "year to date" are a season's in play too.
NAMES: Mapping[str, Mapping[str, str]] = {
    "football": {
        "possessionPct": "possession",
        "totalShots": "shots",
        "shotsOnTarget": "shots_on_target",
        "wonCorners": "corners",
        "foulsCommitted": "fouls",
    },
    "basketball": {
        "fieldGoalsMade": "field_goals",
        "fieldGoalsAttempted": "field_goals_attempted",
        "threePointFieldGoalsMade": "three_pointers",
        "threePointFieldGoalsAttempted": "three_pointers_attempted",
        "freeThrowsMade": "free_throws",
        "freeThrowsAttempted": "free_throws_attempted",
        "assists": "assists",
        "rebounds": "rebounds",
    },
    "ice-hockey": {"saves": "saves"},
    "baseball": {"hits": "hits", "errors": "errors"},
}


def statistics(sport: str, home: Competitor, away: Competitor) -> tuple[StatisticReport, ...] | None:
    if sport not in NAMES:
        return None
    ours, theirs = (_numbers(sport, side) for side in (home, away))
    both = [kind for kind in NAMES[sport].values() if kind in ours and kind in theirs]
    return tuple(StatisticReport(kind=kind, home=ours[kind], away=theirs[kind]) for kind in both) or None


def _numbers(sport: str, side: Competitor) -> dict[str, float]:
    found = {}
    for given in side.statistics or ():
        number = figure_of(given.display_value)
        if given.name in NAMES[sport] and number is not None:
            found[NAMES[sport][given.name]] = number
    return found
