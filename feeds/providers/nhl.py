"""The NHL's api-web, undocumented and without a key: days and weeks of games, the documents of one game, standings.

Checked against recordings: landing, right rail, schedule, standings. Boxscore and play-by-play are read as others
describe them; what is unknown in them is refused. Every document of a game says its own part: the landing status,
score and incidents, the right rail period scores and statistics, the boxscore line-ups.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from feeds.providers import nhl_incidents
from feeds.providers.nhl_clubs import CLUBS, Club
from feeds.providers.nhl_shapes import PLAYOFFS, Game, Rail, Standing, Summary, Team
from feeds.providers.nhl_sheets import game_of_rail, lineups, periods, statistics
from feeds.providers.provider import Parsed, ParseError, Problem, Provider, explain, read_object
from feeds.providers.stages import ONLY, StageName, stage_name
from scores.reports import (
    ClockReport,
    CompetitionReport,
    MatchReport,
    ScoreReport,
    Side,
    StandingReport,
    TableReport,
    TeamReport,
)
from scores.sports import IN_PLAY, OVER, UPCOMING, Status

ADDRESS = "https://api-web.nhle.com/v1"
STATES = {
    "FUT": Status.SCHEDULED,
    "PRE": Status.SCHEDULED,  # warm-up
    "LIVE": Status.LIVE,
    "CRIT": Status.LIVE,  # the last minutes of a close game
    "OVER": Status.ENDED,
    "FINAL": Status.ENDED,
    "OFF": Status.CLOSED,  # official
}
SCHEDULE_STATES = {"PPD": Status.POSTPONED, "SUSP": Status.SUSPENDED, "CNCL": Status.CANCELLED}
AS_PLANNED = {"OK", "TBD", "COMPLETED"}  # the game's own state says it
# Of the other types (all-stars, nations) no season and no table is the league's.
STAGES = {1: stage_name("preseason"), 2: ONLY, PLAYOFFS: StageName("Post-season", "knockout", 90)}


def parse(payload: bytes, received_at: datetime) -> Parsed:
    document = read_object(payload)
    if isinstance(document.get("standings"), list):
        return _read_standings(document["standings"])
    if "id" in document and "homeTeam" in document:
        return _read_game(document, received_at)
    if "seasonSeries" in document:
        return _read_rail(document)
    if isinstance(document.get("games"), list):
        return _read_board(document["games"], received_at)
    if isinstance(document.get("gameWeek"), list):
        days = [day for day in document["gameWeek"] if isinstance(day, dict)]
        return _read_board([game for day in days for game in day.get("games") or ()], received_at)
    raise ParseError(f"The body is another resource: it has no games but {', '.join(list(document)[:6])}.")


def _read_board(entries: Iterable[Any], received_at: datetime) -> Parsed:
    reports: list[MatchReport] = []
    problems: list[Problem] = []
    ignored = 0
    for index, entry in enumerate(entries, 1):
        where = f"match {entry.get('id', index)}" if isinstance(entry, dict) else f"match {index}"
        try:
            game = Game.model_validate(entry)
            if game.game_type in STAGES:
                reports.append(_with_course(_report(game), game, received_at, problems))
            else:
                ignored += 1
        except ValueError as error:
            problems.append(Problem(where, explain(error)))
    return Parsed(tuple(reports), tuple(problems), ignored)


def _read_game(document: dict[str, Any], received_at: datetime) -> Parsed:
    """A landing, a boxscore or a play-by-play: all begin alike."""
    problems: list[Problem] = []
    try:
        game = Game.model_validate(document)
        if game.game_type not in STAGES:
            return Parsed((), ignored=1)
        report = _report(game)
    except ValueError as error:
        raise ParseError(f"The game {document['id']} cannot be read: {explain(error)}") from None
    over = _status(game) in OVER
    if isinstance(document.get("plays"), list):
        roster = document.get("rosterSpots") or ()
        told = nhl_incidents.of_plays(game, document["plays"], roster, problems, over=over)
        return Parsed((report.model_copy(update={"incidents": told}),), tuple(problems), resource="plays")
    if "playerByGameStats" in document:
        dressed = lineups(document["playerByGameStats"], f"match {game.id}", problems)
        return Parsed((report.model_copy(update={"lineups": dressed}),), tuple(problems), resource="boxscore")
    report = _with_course(report, game, received_at, problems)
    return _read_landing(report, game, document.get("summary"), problems)


def _read_landing(report: MatchReport, game: Game, entry: Any, problems: list[Problem]) -> Parsed:
    """Before the game there is no summary; until 2023 it had what is in the right rail now."""
    told: dict[str, Any] = {"situation": _situation(game)}
    try:
        summary = Summary.model_validate(entry or {})
    except ValueError as error:
        problems.append(Problem(f"match {game.id}, summary", explain(error)))
        summary = Summary()
    if summary.scoring is not None:
        over = report.status in OVER
        told["incidents"] = nhl_incidents.of_summary(game, summary, problems, over=over)
    told["periods"] = periods(game, summary.linescore, problems)
    told["statistics"] = statistics(summary.team_game_stats, f"match {game.id}", problems)
    return Parsed((report.model_copy(update=told),), tuple(problems), resource="landing")


def _read_rail(document: dict[str, Any]) -> Parsed:
    """It does not name its game, but lists the games of the two teams and the files of the one it is of."""
    try:
        rail = Rail.model_validate(document)
    except ValueError as error:
        raise ParseError(f"The right rail cannot be read: {explain(error)}") from None
    if rail.linescore is None and rail.team_game_stats is None:
        return Parsed((), ignored=1, resource="right-rail")  # there is none before the game
    game = game_of_rail(rail, {state for state, status in STATES.items() if status == Status.LIVE})
    if game is None:
        raise ParseError("The right rail does not say which of the games of its teams it is of.")
    try:
        report = _report(game)
    except ValueError as error:
        raise ParseError(f"The game {game.id} cannot be read: {explain(error)}") from None
    problems: list[Problem] = []
    sheet = statistics(rail.team_game_stats, f"match {game.id}", problems)
    referee = next(iter(rail.game_info.referees), "")
    told = {"periods": periods(game, rail.linescore, problems), "statistics": sheet, "referee": referee}
    return Parsed((report.model_copy(update=told),), tuple(problems), resource="right-rail")


def _report(game: Game) -> MatchReport:
    """Which game it is; of its course, nothing."""
    stage, series = STAGES[game.game_type], game.series_status
    in_series = f", game {series.game_number_of_series}" if series and series.game_number_of_series else ""
    return MatchReport(
        key=str(game.id),
        sport="ice-hockey",
        competition=CompetitionReport(
            name="National Hockey League",
            key="NHL",
            country="United States",
            season=_season(game.season),
            stage=stage.name,
            stage_kind=stage.kind,
            stage_order=stage.order,
            round=f"Round {series.round}{in_series}" if series and series.round else "",
        ),
        home=_team(game, game.home_team, "home"),
        away=_team(game, game.away_team, "away"),
        kick_off=game.start_time,
        kick_off_precision="date" if game.game_schedule_state == "TBD" else "time",
        venue=game.venue[:128],
        city=game.venue_location[:64],
    )


def _with_course(report: MatchReport, game: Game, received_at: datetime, problems: list[Problem]) -> MatchReport:
    status, score = _status(game), game.score
    where = f"match {game.id}"
    if status is None:
        problems.append(Problem(where, f"unknown status {game.game_state!r}, {game.game_schedule_state!r}"))
    if status in UPCOMING | {Status.POSTPONED, Status.CANCELLED}:
        score = None
    elif score is None and status is not None:
        problems.append(Problem(where, f"no score in a match that is {game.game_state}"))
    period = game.described(game.period_descriptor, game.period) if status in IN_PLAY | OVER else None
    told = {
        "status": status,
        "period": period,
        "clock": _clock(game, status, received_at),
        "score": ScoreReport(home=score[0], away=score[1]) if score else None,
    }
    return report.model_copy(update=told)


def _status(game: Game) -> Status | None:
    planned = game.game_schedule_state.upper()
    if planned not in AS_PLANNED:
        return SCHEDULE_STATES.get(planned)
    status = STATES.get(game.game_state.upper())
    in_intermission = game.clock is not None and game.clock.in_intermission
    return Status.BREAK if status == Status.LIVE and in_intermission else status


def _clock(game: Game, status: Status | None, received_at: datetime) -> ClockReport | None:
    """Of play; in an intermission the same numbers count that one down."""
    if status != Status.LIVE or game.clock is None or game.clock.seconds_remaining is None:
        return None
    return ClockReport(seconds=max(0, game.clock.seconds_remaining), at=received_at, running=game.clock.running)


def _situation(game: Game) -> dict[str, int | str | bool]:
    if game.situation is None or _status(game) not in IN_PLAY:
        return {}
    for side, team in (("home", game.situation.home_team), ("away", game.situation.away_team)):
        if "PP" in team.situation_descriptions:
            return {"text": "Power play", "possession": side}
    return {}


def _season(season: int) -> str:
    """20232024 is 2023/24."""
    return f"{season // 10_000}/{season % 100:02}"


def _team(game: Game, team: Team, side: Side) -> TeamReport:
    if team.abbrev in {"", "TBD"}:
        return TeamReport(name="To be decided", key=f"{game.id}:{side}", placeholder=True)
    club = _club(team)
    return TeamReport(name=club.name, key=team.abbrev, short_name=club.nickname[:32], code=team.abbrev[:4])


def _club(team: Team) -> Club:
    """As the document names it, where it says both place and nickname; a club may have been renamed since."""
    nickname, known = team.common_name or team.name, CLUBS.get(team.abbrev)
    if known is not None and nickname in {"", known.nickname}:
        return known
    if not nickname or not team.place_name:
        raise ValueError(f"the team {team.abbrev!r} has no name")
    return Club(team.place_name, nickname.removeprefix(team.place_name).strip() or nickname)


def _read_standings(entries: list[Any]) -> Parsed:
    """One table of the whole league; the provider's conferences and divisions are cuts of it."""
    rows: dict[int, list[StandingReport]] = {}
    problems: list[Problem] = []
    for index, entry in enumerate(entries, 1):
        try:
            standing = Standing.model_validate(entry)
            rows.setdefault(standing.season_id, []).append(_row(standing))
        except ValueError as error:
            problems.append(Problem(f"standing {index}", explain(error)))
    tables = tuple(
        TableReport(
            sport="ice-hockey",
            competition=CompetitionReport(
                name="National Hockey League", key="NHL", country="United States", season=_season(season)
            ),
            rows=tuple(sorted(found, key=lambda row: row.position)),
        )
        for season, found in rows.items()
    )
    return Parsed((), tuple(problems), tables=tables, resource="standings")


def _row(standing: Standing) -> StandingReport:
    return StandingReport(
        position=standing.league_sequence,
        team=TeamReport(
            name=standing.team_name,
            key=standing.team_abbrev,
            short_name=standing.team_common_name[:32],
            code=standing.team_abbrev[:4],
        ),
        played=standing.games_played,
        won=standing.wins,
        drawn=standing.ties,
        lost=standing.losses + standing.ot_losses,  # after overtime it is a defeat too, of one point
        scored=standing.goal_for,
        conceded=standing.goal_against,
        points=standing.points,
    )


def addresses(day: date) -> list[str]:
    """A day of theirs is one of New York: games of yesterday are played this morning. Then the week to come."""
    days = (day - timedelta(days=1), day)
    return [*(f"{ADDRESS}/score/{each}" for each in days), f"{ADDRESS}/schedule/{day + timedelta(days=1)}"]


def details(report: MatchReport) -> list[str]:
    """Not the play-by-play: it tells the landing's incidents at many times the size."""
    return [f"{ADDRESS}/gamecenter/{report.key}/{name}" for name in ("landing", "right-rail", "boxscore")]


def detail_seconds(address: str) -> int:
    """Line-ups hardly change, and period scores now and then; the landing has the goals."""
    return {"boxscore": 120, "right-rail": 60}.get(address.rpartition("/")[2], 0)


PROVIDER = Provider(
    name="nhl",
    title="NHL",
    parse=parse,
    addresses=addresses,
    details=details,
    detail_seconds=detail_seconds,
    poll_seconds=20,
    per_minute=60,
    precedence=20,
)
