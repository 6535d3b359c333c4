"""The score of an ESPN match: the total and its parts, in every sport's own way."""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import Literal

from feeds.providers.espn_shapes import Competitor, Game, Linescore
from feeds.providers.espn_statuses import is_drawn
from scores.reports import PeriodKey, PeriodReport, ScoreReport
from scores.sports import OVER, SPORTS, PeriodKind, Status

SIDES = tuple[Competitor, Competitor]
Winner = Literal["home", "away", "draw"]
UNITS = {
    "tennis": PeriodKind.SET,
    "volleyball": PeriodKind.SET,
    "baseball": PeriodKind.INNINGS,
    "cricket": PeriodKind.INNINGS,
}

_SHOOTOUT = re.compile(r"shootout|/SO$", re.IGNORECASE)  # a fifth period of the play-offs is a second overtime


def period_key(sport: str, game: Game, number: int) -> PeriodKey:
    """ESPN counts on through extra time and shoot-out; we start again at one."""
    if unit := UNITS.get(sport):
        return PeriodKey(kind=unit, number=number)
    planned = game.format.regulation.periods or SPORTS[sport].periods[0].count
    if number <= planned:
        return PeriodKey(kind=PeriodKind.PERIOD, number=number)
    if number == 5 and (sport == "football" or _SHOOTOUT.search(game.status.type.detail)):
        return PeriodKey(kind=PeriodKind.SHOOTOUT, number=1)
    return PeriodKey(kind=PeriodKind.EXTRA, number=number - planned)


def total(sport: str, game: Game, sides: SIDES) -> ScoreReport | None:
    if sport == "tennis":
        home, away = sets_won(game, sides)
        return ScoreReport(home=home, away=away)
    points = [_points(sport, side) for side in sides]
    if points[0] is None or points[1] is None:
        return None
    return ScoreReport(home=points[0], away=points[1])


def _points(sport: str, side: Competitor) -> int | None:
    """ "155/6", "227 & 231", "125/3 (16/20 ov, target 156)": runs, all innings together; a side yet to bat has none."""
    given = side.score.get("displayValue") if isinstance(side.score, dict) else side.score
    if given is None:
        return None
    if sport != "cricket":
        return int(given) if given else None
    innings = re.sub(r"\(.*?\)", "", given).split("&")
    return sum(int(found.group()) for text in innings if (found := re.search(r"\d+", text)))


def sets_won(game: Game, sides: SIDES) -> tuple[int, int]:
    """A set counts when it is marked as won or, where nothing is marked, when the next one has begun or all is over."""
    home, away = (side.linescores or [] for side in sides)
    won = [0, 0]
    for number, (ours, theirs) in enumerate(zip(home, away, strict=False), start=1):
        marked = ours.winner is not None or theirs.winner is not None
        over = number < len(home) or (
            game.status.type.state == "post" and "RETIRED" not in (game.status.type.name or "")
        )
        if (marked and (ours.winner or theirs.winner)) or (not marked and over and ours.value != theirs.value):
            won[0 if (ours.winner if marked else (ours.value or 0) > (theirs.value or 0)) else 1] += 1
    return won[0], won[1]


def periods(sport: str, game: Game, sides: SIDES) -> tuple[PeriodReport, ...] | None:
    if game.status.type.state == "pre":
        return ()
    home, away = sides
    parts = [
        _period(sport, period_key(sport, game, number), ours, theirs)
        for number, (ours, theirs) in enumerate(zip_longest(home.linescores or [], away.linescores or []), start=1)
        if sport != "cricket" or any(line and line.is_batting for line in (ours, theirs))
    ]
    if home.shootout_score is not None and away.shootout_score is not None:
        parts.append(
            PeriodReport(kind=PeriodKind.SHOOTOUT, number=1, home=home.shootout_score, away=away.shootout_score)
        )
    unique = {(part.kind, part.number): part for part in parts}
    return tuple(unique.values()) or None


def _period(sport: str, key: PeriodKey, home: Linescore | None, away: Linescore | None) -> PeriodReport:
    return PeriodReport(
        kind=key.kind,
        number=key.number,
        home=_part(sport, home),
        away=_part(sport, away),
        home_detail=_detail(sport, home),
        away_detail=_detail(sport, away),
    )


def _part(sport: str, line: Linescore | None) -> int | None:
    if line is None:
        return None
    if sport == "cricket":
        return line.runs if line.is_batting else None
    return None if line.value is None else int(line.value)


def _detail(sport: str, line: Linescore | None) -> dict[str, int | str | bool]:
    if line is None:
        return {}
    if sport != "cricket":
        return {} if line.tiebreak is None else {"tiebreak": line.tiebreak}
    if not line.is_batting:
        return {}
    detail: dict[str, int | str | bool] = {"wickets": line.wickets or 0, "overs": f"{line.overs or 0:g}"}
    return detail | ({"declared": True} if line.description == "declared" else {})


def winner_of(
    game: Game, status: Status | None, score: ScoreReport | None, home: Competitor, away: Competitor
) -> Winner | None:
    """Only where the score does not say it."""
    if status == Status.ENDED and is_drawn(game.status):
        return "draw"
    if status not in OVER or home.winner == away.winner:
        return None
    if status == Status.ENDED and score and (score.home > score.away) == bool(home.winner) and score.home != score.away:
        return None
    return "home" if home.winner else "away"
