"""The line-ups and statistics of an API-Football fixture; an empty list of either means that it is not there yet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from pydantic import ValidationError

from feeds.providers.api_football_events import side_of
from feeds.providers.api_football_shapes import Figure, Figures, Item, Lineup
from feeds.providers.provider import Problem, explain, figure_of
from scores.reports import PlayerReport, Side, StatisticReport

Sheet = TypeVar("Sheet", Lineup, Figures)

STATISTICS = {
    "ball possession": "possession",
    "expected_goals": "expected_goals",
    "total shots": "shots",
    "shots on goal": "shots_on_target",
    "shots off goal": "shots_off_target",
    "blocked shots": "shots_blocked",
    "shots insidebox": "shots_inside_box",
    "shots outsidebox": "shots_outside_box",
    "corner kicks": "corners",
    "offsides": "offsides",
    "fouls": "fouls",
    "yellow cards": "yellow_cards",
    "red cards": "red_cards",
    "goalkeeper saves": "saves",
    "goals_prevented": "goals_prevented",
    "total passes": "passes",
    "passes accurate": "passes_accurate",
    "passes %": "passes_percent",
}


def lineups(item: Item, problems: list[Problem]) -> tuple[PlayerReport, ...] | None:
    players: list[PlayerReport] = []
    for side, sheet in _each(Lineup, item.lineups, item, problems):
        for named, starter in ((sheet.startXI, True), (sheet.substitutes, False)):
            players += [
                PlayerReport(
                    side=side,
                    name=entry.player.name.strip(),
                    number="" if entry.player.number is None else str(entry.player.number),
                    position=entry.player.pos or "",
                    starter=starter,
                )
                for entry in named or []
                if entry.player.name and entry.player.name.strip()
            ]
    return tuple(players) or None


def statistics(item: Item, problems: list[Problem]) -> tuple[StatisticReport, ...] | None:
    """What both sides have a figure for; one that is null beside a number is none: their red cards are so told."""
    told: dict[Side, dict[str, float | None]] = {"home": {}, "away": {}}
    for side, figures in _each(Figures, item.statistics, item, problems):
        told[side] = {STATISTICS[name]: figure_of(each.value) for each in figures.statistics if (name := _word(each))}
    kinds = [kind for kind in told["home"] if kind in told["away"]]
    pairs = [(kind, told["home"][kind], told["away"][kind]) for kind in kinds]
    return (
        tuple(
            StatisticReport(kind=kind, home=home or 0, away=away or 0)
            for kind, home, away in pairs
            if not home is away is None
        )
        or None
    )


def _each(
    shape: type[Sheet], entries: list[Any] | None, item: Item, problems: list[Problem]
) -> Iterator[tuple[Side, Sheet]]:
    for entry in entries or []:
        try:
            read = shape.model_validate(entry)
        except ValidationError as error:
            problems.append(Problem(f"{shape.__name__.lower()} of {item.where}", explain(error)))
            continue
        side = side_of(read.team.id, item)
        if side is None:
            problems.append(Problem(item.where, f"{shape.__name__.lower()} of a team that does not play"))
        else:
            yield side, read


def _word(figure: Figure) -> str:
    """Which statistic it is. A null is a 0 of which nothing was seen; a text that is no number is left out."""
    name = figure.type.strip().lower()
    is_readable = figure.value is None or figure_of(figure.value) is not None
    return name if name in STATISTICS and is_readable else ""
