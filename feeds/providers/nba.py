"""The NBA's live data: the scoreboard of today, and of each game its boxscore and every action.

The boxscore says course, line-ups and statistics, the play-by-play incidents; neither says the other's. The scoreboard
of stats.nba.com is read too, and not polled: it stands still during games.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from feeds.providers import nba_plays
from feeds.providers.nba_shapes import Game, Player, Team, competition_of, period_of, seconds_left
from feeds.providers.provider import Parsed, ParseError, Problem, Provider, explain, read_object
from scores.reports import (
    SIDES,
    ClockReport,
    CompetitionReport,
    MatchReport,
    PeriodReport,
    PlayerReport,
    ScoreReport,
    Side,
    StatisticReport,
    TeamReport,
)
from scores.sports import CALLED_OFF, IN_PLAY, UPCOMING, Status

ADDRESS = "https://cdn.nba.com/static/json/liveData"
STATES = {1: Status.SCHEDULED, 2: Status.LIVE, 3: Status.ENDED}
# The number is the machine; what its text, which is free, may add to each.
CALLED = (("ppd", Status.POSTPONED), ("postponed", Status.POSTPONED), ("cancel", Status.CANCELLED))
# Between periods: "Half", "Halftime", "End Q1", and "Q1" alone, which is one that has ended.
BREAKS = re.compile(r"half|end\b|q\d$|\d?ot\d?$", re.IGNORECASE)
STATISTICS = {
    "fieldGoalsMade": "field_goals",
    "fieldGoalsAttempted": "field_goals_attempted",
    "threePointersMade": "three_pointers",
    "threePointersAttempted": "three_pointers_attempted",
    "freeThrowsMade": "free_throws",
    "freeThrowsAttempted": "free_throws_attempted",
    "reboundsPersonal": "rebounds",
    "reboundsOffensive": "offensive_rebounds",
    "reboundsDefensive": "defensive_rebounds",
    "assists": "assists",
    "steals": "steals",
    "blocks": "blocks",
    "turnoversTotal": "turnovers",
    "foulsPersonal": "fouls",
    "pointsInThePaint": "points_in_the_paint",
    "pointsFastBreak": "fast_break_points",
    "pointsSecondChance": "second_chance_points",
    "pointsFromTurnovers": "points_from_turnovers",
    "benchPoints": "bench_points",
    "biggestLead": "biggest_lead",
}
SHARES = {
    "fieldGoalsPercentage": "field_goals_percent",
    "threePointersPercentage": "three_pointers_percent",
    "freeThrowsPercentage": "free_throws_percent",
}


def parse(payload: bytes, received_at: datetime) -> Parsed:
    document = read_object(payload)
    board, game = document.get("scoreboard"), document.get("game")
    if isinstance(board, dict) and isinstance(board.get("games"), list):
        return _read_board(board["games"], received_at)
    if isinstance(game, dict) and isinstance(game.get("actions"), list):
        return _read_plays(str(game.get("gameId", "")), game["actions"])
    if isinstance(game, dict) and "homeTeam" in game:
        return _read_boxscore(game, received_at)
    raise ParseError(f"The body is another resource: it has no games but {', '.join(list(document)[:6])}.")


def _read_board(entries: list[Any], received_at: datetime) -> Parsed:
    reports: list[MatchReport] = []
    problems: list[Problem] = []
    ignored = 0
    for index, entry in enumerate(entries, 1):
        where = f"match {entry.get('gameId', index)}" if isinstance(entry, dict) else f"match {index}"
        try:
            game = Game.model_validate(entry)
            competition = competition_of(game.game_id)
            if competition is None:
                ignored += 1
            else:
                reports.append(_report(game, competition, received_at, problems))
        except ValueError as error:
            problems.append(Problem(where, explain(error)))
    return Parsed(tuple(reports), tuple(problems), ignored)


def _read_boxscore(entry: dict[str, Any], received_at: datetime) -> Parsed:
    problems: list[Problem] = []
    try:
        game = Game.model_validate(entry)
        competition = competition_of(game.game_id)
        if competition is None:
            return Parsed((), ignored=1, resource="boxscore")
        report = _report(game, competition, received_at, problems)
    except ValueError as error:
        raise ParseError(f"The boxscore cannot be read: {explain(error)}") from None
    told = {"lineups": _lineups(game, problems), "statistics": _statistics(game, problems)}
    return Parsed((report.model_copy(update=told),), tuple(problems), resource="boxscore")


def _read_plays(game_id: str, entries: list[Any]) -> Parsed:
    """Without a kick-off: a match that is not known by its id yet cannot be made of this document."""
    competition = competition_of(game_id)
    if competition is None:
        return Parsed((), ignored=1, resource="plays")
    problems: list[Problem] = []
    where = f"match {game_id}"
    actions = nba_plays.actions_of(entries, where, problems)
    sides = nba_plays.sides_of(actions)
    if not sides:  # nobody has scored
        return Parsed((), tuple(problems), ignored=1, resource="plays")
    try:
        teams = {side: nba_plays.team_of(team_id) for team_id, side in sides.items()}
    except ValueError as error:
        raise ParseError(f"The game {game_id} cannot be told: {error}") from None
    report = MatchReport(
        key=game_id,
        sport="basketball",
        competition=competition,
        home=teams["home"],
        away=teams["away"],
        incidents=nba_plays.incidents(actions, sides, where, problems),
        as_of=max((action.edited for action in actions if action.edited), default=None),
    )
    return Parsed((report,), tuple(problems), resource="plays")


def _report(game: Game, competition: CompetitionReport, received_at: datetime, problems: list[Problem]) -> MatchReport:
    status = _status(game)
    where = f"match {game.game_id}"
    if status is None:
        problems.append(Problem(where, f"unknown status {game.game_status} {game.game_status_text!r}"))
    home, away = game.home_team.score, game.away_team.score
    is_played = status not in UPCOMING | CALLED_OFF
    if is_played and status is not None and (home is None or away is None):
        problems.append(Problem(where, f"no score in a match that is {status}"))
    labels = [label for label in (game.game_label, game.game_sub_label) if label]
    return MatchReport(
        key=game.game_id,
        sport="basketball",
        competition=competition.model_copy(update={"round": ", ".join(labels)[:64]}),
        home=_team(game, game.home_team, "home"),
        away=_team(game, game.away_team, "away"),
        kick_off=game.game_time,
        kick_off_precision="date" if game.game_status_text.strip().upper() == "TBD" else "time",
        venue=(game.arena.arena_name or "")[:128],
        city=(game.arena.arena_city or "")[:64],
        attendance=game.attendance or None,
        referee=game.officials[0].name if game.officials else "",
        status=status,
        period=period_of(game.period, game.regulation_periods) if status in IN_PLAY else None,
        clock=_clock(game, status, received_at),
        score=ScoreReport(home=home, away=away) if is_played and home is not None and away is not None else None,
        periods=tuple(_periods(game)) if is_played else (),
        note=game.series_text[:200] if game.series_text else None,
    )


def _status(game: Game) -> Status | None:
    state, text = STATES.get(game.game_status), game.game_status_text.strip().lower()
    if state == Status.SCHEDULED:
        return next((status for word, status in CALLED if text.startswith(word)), state)
    return Status.BREAK if state == Status.LIVE and BREAKS.match(text) else state


def _clock(game: Game, status: Status | None, received_at: datetime) -> ClockReport | None:
    """It stops often and does not say so: it is shown as it stood, not run."""
    left = seconds_left(game.game_clock)
    if status != Status.LIVE or left is None:
        return None
    return ClockReport(seconds=left, at=received_at, running=False)


def _periods(game: Game) -> Iterator[PeriodReport]:
    """Those that have begun: the others are listed from the start, without points."""
    away = {part.period: part.score for part in game.away_team.periods}
    for part in game.home_team.periods:
        key = period_of(part.period, game.regulation_periods)
        if key is not None and part.period <= game.period and part.period in away:
            yield PeriodReport(kind=key.kind, number=key.number, home=part.score, away=away[part.period])


def _team(game: Game, team: Team, side: Side) -> TeamReport:
    if not team.team_id or not team.team_name:
        return TeamReport(name="To be decided", key=f"{game.game_id}:{side}", placeholder=True)
    return TeamReport(
        name=f"{team.team_city or ''} {team.team_name}".strip(),
        key=str(team.team_id),
        short_name=team.team_name[:32],
        code=(team.team_tricode or "").strip()[:4],
    )


def _lineups(game: Game, problems: list[Problem]) -> tuple[PlayerReport, ...] | None:
    found: list[PlayerReport] = []
    for side, team in zip(SIDES, (game.home_team, game.away_team), strict=True):
        for number, entry in enumerate(team.players or (), 1):
            try:
                player = Player.model_validate(entry)
                if player.status == "ACTIVE":
                    found.append(_player(side, player))
            except ValueError as error:
                problems.append(Problem(f"match {game.game_id}, {side} player {number}", explain(error)))
    return tuple(found) or None


def _player(side: Side, player: Player) -> PlayerReport:
    return PlayerReport(
        side=side,
        name=player.name,
        number=player.jersey_num or "",
        position=player.position or "",
        starter=player.starter == "1",
    )


def _statistics(game: Game, problems: list[Problem]) -> tuple[StatisticReport, ...] | None:
    home, away = game.home_team.statistics, game.away_team.statistics
    if not home or not away:
        return None
    found: list[StatisticReport] = []
    for names, factor in ((STATISTICS, 1), (SHARES, 100)):
        for name, kind in names.items():
            if name not in home or name not in away:
                continue
            try:
                found.append(
                    StatisticReport(kind=kind, home=_scaled(home[name], factor), away=_scaled(away[name], factor))
                )
            except (TypeError, ValueError) as error:
                problems.append(Problem(f"match {game.game_id}, {name}", explain(error)))
    return tuple(found)


def _scaled(value: Any, factor: int) -> int | float:
    number = round(float(value) * factor, 1)
    return int(number) if number.is_integer() else number


def addresses(day: date) -> list[str]:
    return [f"{ADDRESS}/scoreboard/todaysScoreboard_00.json"]


def details(report: MatchReport) -> list[str]:
    return [f"{ADDRESS}/boxscore/boxscore_{report.key}.json", f"{ADDRESS}/playbyplay/playbyplay_{report.key}.json"]


PROVIDER = Provider(
    name="nba",
    title="NBA",
    parse=parse,
    addresses=addresses,
    details=details,
    poll_seconds=10,
    per_minute=120,
    precedence=20,
)
