"""What an NHL game's side documents hold: the linescore, the statistics of the teams, and who is dressed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from feeds.providers.nhl_shapes import Dressed, Game, Linescore, Rail, TeamStatistic
from feeds.providers.provider import Problem, explain
from scores.reports import SIDES, PeriodReport, PlayerReport, Side, StatisticReport
from scores.sports import PeriodKind

Number = int | float
STATISTICS = {
    "sog": "shots",
    "pim": "penalty_minutes",
    "hits": "hits",
    "blockedShots": "blocked_shots",
    "giveaways": "giveaways",
    "takeaways": "takeaways",
}
SHARES = {"faceoffWinningPctg": "faceoffs_won_percent", "powerPlayPctg": "power_play_percent"}  # of one
PERCENTAGES = {"faceoffPctg": "faceoffs_won_percent"}  # of a hundred, until 2023


def game_of_rail(rail: Rail, live: Collection[str]) -> Game | None:
    """The game whose files it links; else the only one in play that has its score."""
    games = list(_games(rail.season_series))
    linked = {_id_of_file(str(link)) for link in rail.game_reports.values()} - {None}
    if linked:
        found = [game for game in games if game.id in linked]
    else:
        totals = rail.linescore.totals if rail.linescore else None
        score = (totals.home, totals.away) if totals else None
        found = [game for game in games if game.game_state in live and score and game.score == score]
    return found[0] if len(found) == 1 else None


def _games(entries: Iterable[Any]) -> Iterator[Game]:
    for entry in entries:
        try:
            yield Game.model_validate(entry)
        except ValueError:
            continue  # an earlier meeting that cannot be read is no loss; without its own game the rail is refused


def _id_of_file(address: str) -> int | None:
    """…/20232024/GS020207.HTM is of game 2023020207."""
    found = re.search(r"/(\d{4})\d{4}/[A-Z]{2}(\d{6})\.HTM", address)
    return int(found.group(1) + found.group(2)) if found else None


def periods(game: Game, linescore: Linescore | None, problems: list[Problem]) -> tuple[PeriodReport, ...] | None:
    """Of a shoot-out the winner's one goal is its score, as in the total; the goals made are a detail of it."""
    if linescore is None:
        return None
    made = linescore.shootout or Linescore.Shootout()
    found: dict[tuple[str, int], PeriodReport] = {}
    for part in linescore.by_period:
        key = game.described(part.period_descriptor, part.period)
        if key is None:  # with a part missing, the others would not make the total
            problems.append(Problem(f"match {game.id}, linescore", f"unknown period {part.period_descriptor}"))
            return None
        is_shootout = key.kind == PeriodKind.SHOOTOUT
        found[key.kind, key.number] = PeriodReport(
            kind=key.kind,
            number=key.number,
            home=part.home,
            away=part.away,
            home_detail=_made(made.home_conversions if is_shootout else None),
            away_detail=_made(made.away_conversions if is_shootout else None),
        )
    return tuple(found.values())


def _made(goals: int | None) -> dict[str, int | str | bool]:
    return {} if goals is None else {"made": goals}


def statistics(told: Iterable[Any] | None, where: str, problems: list[Problem]) -> tuple[StatisticReport, ...] | None:
    if told is None:
        return None
    found: list[StatisticReport] = []
    for number, entry in enumerate(told, 1):
        try:
            found += _statistic(TeamStatistic.model_validate(entry))
        except ValueError as error:
            problems.append(Problem(f"{where}, statistic {number}", explain(error)))
    return tuple(found)


def _statistic(each: TeamStatistic) -> Iterator[StatisticReport]:
    if each.category == "powerPlay":  # "1/4": goals of chances
        (home_goals, home_chances), (away_goals, away_chances) = _of(each.home_value), _of(each.away_value)
        yield StatisticReport(kind="power_play_goals", home=home_goals, away=away_goals)
        yield StatisticReport(kind="power_plays", home=home_chances, away=away_chances)
        return
    home, away = _number(each.home_value), _number(each.away_value)
    if kind := STATISTICS.get(each.category) or PERCENTAGES.get(each.category):
        yield StatisticReport(kind=kind, home=home, away=away)
    elif kind := SHARES.get(each.category):
        yield StatisticReport(kind=kind, home=round(100 * home, 1), away=round(100 * away, 1))


def _of(value: str | Number) -> tuple[Number, Number]:
    goals, _, chances = str(value).partition("/")
    return _number(goals), _number(chances)


def _number(value: str | Number) -> Number:
    number = float(value or 0)
    return int(number) if number.is_integer() else number


def lineups(entry: Any, where: str, problems: list[Problem]) -> tuple[PlayerReport, ...] | None:
    """Who is dressed: all the skaters play, one of the goalkeepers starts."""
    found: list[PlayerReport] = []
    for side in SIDES:
        team = entry.get(f"{side}Team") if isinstance(entry, dict) else None
        for group in ("goalies", "defense", "forwards"):
            for number, player in enumerate(team.get(group) or () if isinstance(team, dict) else (), 1):
                try:
                    found.append(_player(side, Dressed.model_validate(player), keeper=group == "goalies"))
                except ValueError as error:
                    problems.append(Problem(f"{where}, {side} {group} {number}", explain(error)))
    return tuple(found) or None


def _player(side: Side, dressed: Dressed, *, keeper: bool) -> PlayerReport:
    return PlayerReport(
        side=side,
        name=dressed.name,
        number="" if dressed.sweater_number is None else str(dressed.sweater_number),
        position=dressed.position,
        starter=bool(dressed.starter) if keeper else True,
    )
