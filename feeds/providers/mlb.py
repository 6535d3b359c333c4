"""MLB's StatsAPI: the schedule as a board, and the live feed of one game.

`codedGameState` is the machine; `detailedState` is free text that grows, and is only shown. A game that is postponed
or suspended keeps its gamePk and is listed again under its new date. Checked against recordings: a schedule and the
feed of a finished game. The letters of games that are delayed, suspended or forfeited are the provider's published
list (/api/v1/gameStatus); a letter that is not on it keeps the status.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from feeds.names import is_placeholder
from feeds.providers.mlb_boxscore import lineups, statistics
from feeds.providers.mlb_patches import feed_address
from feeds.providers.mlb_plays import incidents
from feeds.providers.mlb_shapes import Counts, Feed, Game, GameStatus, Linescore, Side, Sides, Team, Totals
from feeds.providers.provider import Parsed, ParseError, Problem, Provider, explain, read_object
from feeds.providers.stages import ONLY, StageName
from scores.reports import CompetitionReport, MatchReport, PeriodKey, PeriodReport, Precision, ScoreReport, TeamReport
from scores.reports import Side as SideName
from scores.sports import CALLED_OFF, IN_PLAY, OVER, UPCOMING, PeriodKind, Status

ADDRESS = "https://statsapi.mlb.com/api/v1/schedule"
EASTERN = ZoneInfo("America/New_York")
STATUSES = {
    "S": Status.SCHEDULED,
    "P": Status.SCHEDULED,  # pre-game, warm-up
    "I": Status.LIVE,
    "M": Status.LIVE,  # a manager challenges a call
    "N": Status.LIVE,  # the umpires review one
    "T": Status.SUSPENDED,
    "U": Status.SUSPENDED,
    "D": Status.POSTPONED,
    "C": Status.CANCELLED,
    "O": Status.ENDED,
    "F": Status.CLOSED,  # official
    "Q": Status.AWARDED,
    "R": Status.AWARDED,
}
# Why nothing is played: rain, snow, ground, venue, fog, cold, air, wind, weather, power, ceremony, lightning,
# emergency, an epidemic, a tragedy, none given, about to resume. Other letters refine a state: warm-up, replay.
DELAYS = frozenset("RSGVFCDBIPYLE9AOZ")
PLAIN = frozenset({"Scheduled", "Pre-Game", "Warmup", "In Progress", "Game Over", "Final"})
STAGES = {
    "R": ONLY,
    "I": StageName("Intrasquad", "knockout", 1),
    "E": StageName("Exhibition", "knockout", 2),
    "S": StageName("Spring Training", "league", 5),
    "A": StageName("All-Star Game", "knockout", 50),
    "P": StageName("Post-season", "knockout", 90),
    "F": StageName("Wild Card Series", "knockout", 91),
    "D": StageName("Division Series", "knockout", 92),
    "L": StageName("League Championship Series", "knockout", 95),
    "C": StageName("Championship", "knockout", 96),
    "W": StageName("World Series", "knockout", 97),
}
_SEED = re.compile(r"(?:AL|NL)(?:CS|DS|WC)?\b(?!.*all.?stars?)", re.IGNORECASE)  # "AL High", "NL Wild Card #2"


def parse(payload: bytes, received_at: datetime) -> Parsed:
    document = read_object(payload)
    if isinstance(document.get("dates"), list):
        return _read_schedule(document["dates"], received_at)
    if "gameData" in document and "liveData" in document:
        return _read_feed(document)
    if "message" in document:
        raise ParseError(f"The provider refused: {document['message']}")
    raise ParseError(f"The body is neither a schedule nor a game: {', '.join(list(document)[:6])}.")


def _read_schedule(dates: list[Any], received_at: datetime) -> Parsed:
    """A game that is listed under two dates is the one of the later."""
    reports: dict[str, MatchReport] = {}
    problems: list[Problem] = []
    ignored = 0
    for entry in [game for each in dates if isinstance(each, dict) for game in each.get("games") or ()]:
        where = f"game {entry.get('gamePk', '?')}" if isinstance(entry, dict) else "game ?"
        try:
            game = Game.model_validate(entry)
            if game.reschedule_date and game.reschedule_date <= received_at:
                ignored += 1  # its listing under the new date says what became of it
                continue
            report = _report(game, problems)
        except ValueError as error:
            problems.append(Problem(where, explain(error)))
        else:
            ignored += report.key in reports
            reports[report.key] = report
    return Parsed(tuple(reports.values()), tuple(problems), ignored, resource="schedule")


def _read_feed(document: dict[str, Any]) -> Parsed:
    problems: list[Problem] = []
    try:
        feed = Feed.model_validate(document)
        report = _report(_as_listed(feed), problems)
    except ValidationError as error:
        raise ParseError(f"The feed of game {document.get('gamePk', '?')} is broken: {explain(error)}") from None
    except ValueError as error:
        return Parsed((), (Problem(f"game {document.get('gamePk', '?')}", str(error)),), resource="feed")
    sheet = {
        "incidents": incidents(feed, problems),
        "lineups": lineups(feed.live_data.boxscore),
        "statistics": statistics(feed.live_data),
        "attendance": feed.game_data.game_info.attendance or None,
        "referee": _umpire(feed),
        "as_of": _moment(feed.meta_data.time_stamp),
    }
    return Parsed((report.model_copy(update=sheet),), tuple(problems), resource="feed")


def _as_listed(feed: Feed) -> Game:
    """The game of a feed as a schedule would list it, so that both documents say the same in the same words."""
    data, totals = feed.game_data, feed.live_data.linescore.teams
    return Game(
        game_pk=feed.game_pk,
        game_type=data.game.type,
        season=data.game.season,
        game_date=data.datetime.date_time,
        official_date=data.datetime.official_date,
        game_number=data.game.game_number,
        status=data.status,
        teams=Sides(
            home=Side(team=data.teams.home, score=totals.home.runs),
            away=Side(team=data.teams.away, score=totals.away.runs),
        ),
        venue=data.venue,
        linescore=feed.live_data.linescore,
        resumed_from=data.datetime.resumed_from_date_time,
    )


def _umpire(feed: Feed) -> str:
    """The one behind the plate."""
    umpires = feed.live_data.boxscore.officials
    return next((each.official.full_name for each in umpires if each.official_type == "Home Plate"), "")


def _report(game: Game, problems: list[Problem]) -> MatchReport:
    where, status = f"game {game.game_pk}", status_of(game.status)
    score = None if status in UPCOMING | CALLED_OFF else _score(game)
    if status is None:
        problems.append(Problem(where, f"unknown status {game.status.status_code or game.status.coded_game_state!r}"))
    if score is None and status in {Status.LIVE, Status.ENDED, Status.CLOSED}:
        problems.append(Problem(where, f"no score in a match that is {status}"))
    kick_off, precision = _kick_off(game)
    return MatchReport(
        key=str(game.game_pk),
        sport="baseball",
        competition=_competition(game),
        home=_team(game, game.teams.home.team, "home"),
        away=_team(game, game.teams.away.team, "away"),
        kick_off=kick_off,
        kick_off_precision=precision,
        venue=game.venue.name[:128],
        city=game.venue.location.city[:64],
        status=status,
        period=_period(game.linescore, status),
        score=score,
        periods=() if status in UPCOMING else _periods(game.linescore),
        situation=_situation(game.linescore) if status in IN_PLAY else {},
        winner=_winner(game, status, score),
        note=None if status is None else _note(game.status),
    )


def status_of(status: GameStatus) -> Status | None:
    found = STATUSES.get(status.coded_game_state)
    if status.why not in DELAYS:
        return found
    return {"P": Status.DELAYED, "I": Status.INTERRUPTED}.get(status.coded_game_state, found)


def _note(status: GameStatus) -> str:
    text = "" if status.detailed_state in PLAIN else status.detailed_state
    return f"{text}: {status.reason}" if text and status.reason and status.reason not in text else text


def _competition(game: Game) -> CompetitionReport:
    stage = STAGES.get(game.game_type)
    if stage is None:
        raise ValueError(f"unknown type of game {game.game_type!r}")
    is_series = stage.order > 90
    return CompetitionReport(
        name="Major League Baseball",
        key="1",
        country="United States",
        season=game.season,
        stage=stage.name,
        stage_kind=stage.kind,
        stage_order=stage.order,
        round=f"Game {game.series_game_number}" if is_series and game.series_game_number else "",
    )


def _team(game: Game, team: Team, slot: SideName) -> TeamReport:
    if is_placeholder(team.name) or _SEED.match(team.name):
        return TeamReport(name=team.name, key=f"{game.game_pk}:{slot}", placeholder=True)
    return TeamReport(
        name=team.name, key=str(team.id), short_name=team.team_name[:32], code=team.abbreviation.strip()[:4]
    )


def _kick_off(game: Game) -> tuple[datetime, Precision]:
    """A time that is to be decided is given as some hour of the night, which is another day."""
    if not game.status.start_time_tbd:
        return game.resumed_from or game.game_date, "time"
    # The second game of a day must not be at the hour of the first.
    hour = time(min(11 + game.game_number, 23))
    return datetime.combine(game.official_date, hour, EASTERN).astimezone(UTC), "date"


def _score(game: Game) -> ScoreReport | None:
    totals = game.linescore.teams if game.linescore else Totals()
    home, away = _runs(game.teams.home, totals.home), _runs(game.teams.away, totals.away)
    return None if home is None or away is None else ScoreReport(home=home, away=away)


def _runs(side: Side, total: Counts) -> int | None:
    return total.runs if side.score is None else side.score


def _period(linescore: Linescore | None, status: Status | None) -> PeriodKey | None:
    if status not in IN_PLAY or linescore is None or linescore.current_inning is None:
        return None
    return PeriodKey(kind=PeriodKind.INNINGS, number=linescore.current_inning)


def _periods(linescore: Linescore | None) -> tuple[PeriodReport, ...] | None:
    """A game that is cut short is filled up with innings that nobody played; they have no runs."""
    if linescore is None:
        return None
    return tuple(
        PeriodReport(kind=PeriodKind.INNINGS, number=inning.num, home=inning.home.runs, away=inning.away.runs)
        for inning in linescore.innings
        if inning.home.runs is not None or inning.away.runs is not None
    )


def _situation(linescore: Linescore | None) -> dict[str, int | str | bool] | None:
    """Between halves, the count and the runners are those of a batter who is gone."""
    half = linescore.inning_state.lower() if linescore else ""
    if linescore is None or half not in {"top", "middle", "bottom", "end"}:
        return None
    if half in {"middle", "end"}:
        return {"half": half}
    counts = {"balls": linescore.balls, "strikes": linescore.strikes, "outs": linescore.outs}
    bases = {f"on_{base}": bool(linescore.offense.get(base)) for base in ("first", "second", "third")}
    return {"half": half} | {name: count for name, count in counts.items() if count is not None} | bases


def _winner(game: Game, status: Status | None, score: ScoreReport | None) -> SideName | None:
    """Only where the score does not say it: a forfeit, and a tie that a tie-breaker decided."""
    home, away = game.teams.home.is_winner, game.teams.away.is_winner
    is_said_by_score = status != Status.AWARDED and score is not None and score.home != score.away
    if status not in OVER or is_said_by_score or bool(home) == bool(away):
        return None
    return "home" if home else "away"


def _moment(stamp: str) -> datetime | None:
    try:
        return datetime.strptime(stamp, "%Y%m%d_%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def addresses(day: date) -> list[str]:
    # Their day is the American one; and a game that was moved is seen under both its dates at once.
    first, last = day - timedelta(days=1), day + timedelta(days=1)
    return [f"{ADDRESS}?sportId=1&startDate={first}&endDate={last}&hydrate=linescore,team"]


PROVIDER = Provider(
    name="mlb",
    title="MLB StatsAPI",
    parse=parse,
    addresses=addresses,
    details=lambda report: [feed_address(report.key)],
    has_patches=True,
    poll_seconds=10,
    per_minute=120,
    precedence=20,
)
