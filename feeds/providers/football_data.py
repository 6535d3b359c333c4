"""football-data.org, version 4: lists of matches, single matches and standings.

`fullTime` is the running score and INCLUDES the kicks of a shoot-out; everything is null until it is known. Goals,
cards, substitutions and line-ups are unfolded by request headers, on plans that have them.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from pydantic import ValidationError

from feeds.providers.football_data_shapes import Item, Row, Score, Season, Standing, Standings, Team
from feeds.providers.football_data_sheet import incidents, lineups, statistics
from feeds.providers.provider import Parsed, ParseError, Problem, Provider, explain, read_object
from feeds.providers.stages import ONLY, StageName, stage_name
from scores.reports import (
    ClockReport,
    CompetitionReport,
    MatchReport,
    PeriodKey,
    PeriodReport,
    ScoreReport,
    Side,
    StandingReport,
    TableReport,
    TeamReport,
)
from scores.sports import IN_PLAY, UPCOMING, PeriodKind, Status

STATUSES = {
    "SCHEDULED": Status.SCHEDULED,  # only the day is sure
    "TIMED": Status.SCHEDULED,
    "LIVE": Status.LIVE,
    "IN_PLAY": Status.LIVE,
    "PAUSED": Status.BREAK,
    "EXTRA_TIME": Status.LIVE,
    "PENALTY_SHOOTOUT": Status.LIVE,
    "FINISHED": Status.ENDED,
    "SUSPENDED": Status.SUSPENDED,
    "POSTPONED": Status.POSTPONED,
    "CANCELLED": Status.CANCELLED,
    "CANCELED": Status.CANCELLED,
    "AWARDED": Status.AWARDED,
}
WINNERS: dict[str, Side] = {"HOME_TEAM": "home", "AWAY_TEAM": "away"}
ADDRESS = "https://api.football-data.org/v4/matches"


def parse(payload: bytes, received_at: datetime) -> Parsed:
    document = read_object(payload)
    if isinstance(document.get("standings"), list):
        return _standings(document)
    reports: list[MatchReport] = []
    problems: list[Problem] = []
    for index, entry in enumerate(_entries(document)):
        try:
            reports.append(_report(Item.model_validate(entry), received_at, problems))
        except ValidationError as error:
            name = f"match {entry.get('id', index + 1)}" if isinstance(entry, dict) else f"match {index + 1}"
            problems.append(Problem(name, explain(error)))
    return Parsed(tuple(reports), tuple(problems))


def _entries(document: dict[str, Any]) -> list[Any]:
    if "homeTeam" in document:
        return [document]
    if isinstance(document.get("matches"), list):
        # The matches of one competition name it at the head of the document only.
        shared = {key: document[key] for key in ("competition", "area", "season") if key in document}
        return [shared | entry if isinstance(entry, dict) else entry for entry in document["matches"]]
    if "message" in document:
        raise ParseError(f"The provider refused: {document['message']}")
    raise ParseError(f"The body is another resource: it has no matches but {', '.join(list(document)[:6])}.")


def _report(item: Item, received_at: datetime, problems: list[Problem]) -> MatchReport:
    status = STATUSES.get(item.word)
    period = _period(item, status)
    total = _total(item, problems)
    if status is None:
        problems.append(Problem(item.where, f"unknown status {item.status!r}"))
    if status in IN_PLAY | {Status.ENDED} and item.score.full_time.pair is None:
        problems.append(Problem(item.where, f"no score in a match that is {item.status}"))
    return MatchReport(
        key=str(item.id),
        sport="football",
        competition=_competition(item, _stage(item.stage, item.group), item.matchday),
        home=_team(item.home_team, f"{item.id}:home"),
        away=_team(item.away_team, f"{item.id}:away"),
        kick_off=item.utc_date,
        kick_off_precision="date" if item.word == "SCHEDULED" else "time",
        venue=item.venue or "",
        attendance=item.attendance,
        referee=next((official.name or "" for official in item.referees or () if official.type == "REFEREE"), ""),
        status=status,
        period=period,
        clock=_clock(item, period, received_at),
        score=ScoreReport(home=total[0], away=total[1]) if total else None,
        periods=() if status in UPCOMING else _periods(item, status, total),
        incidents=incidents(item, problems),
        statistics=statistics(item),
        lineups=lineups(item, problems),
        winner=_winner(item.score, status),
        as_of=item.last_updated,
    )


def _season(season: Season) -> str:
    first, last = season.start_date.year, season.end_date.year
    return str(first) if first == last else f"{first}/{last % 100:02}"


def _stage(stage: str | None, group: str | None) -> StageName:
    if group:
        return stage_name(group)
    return ONLY if stage in {None, "REGULAR_SEASON"} else stage_name(stage or "")


def _competition(item: Item | Standings, stage: StageName, matchday: int | None = None) -> CompetitionReport:
    return CompetitionReport(
        name=item.competition.name,
        key=str(item.competition.id),
        country=item.area.name,
        season=_season(item.season),
        stage=stage.name,
        stage_kind=stage.kind,
        stage_order=stage.order,
        round=f"Matchday {matchday}" if matchday and stage.kind != "knockout" else "",
    )


def _team(team: Team, slot: str) -> TeamReport:
    if not team.name or not team.name.strip():
        return TeamReport(name="To be decided", key=slot, placeholder=True)
    return TeamReport(
        name=team.name,
        key="" if team.id is None else str(team.id),
        short_name=(team.short_name or "").strip()[:32],
        code=(team.tla or "").strip()[:4],
    )


def _total(item: Item, problems: list[Problem]) -> tuple[int, int] | None:
    """The score without the shoot-out: from its parts where they are given, else by taking the kicks off."""
    score, full = item.score, item.score.full_time.pair
    if full is None or score.penalties is None or score.penalties.pair is None:
        return full
    regular = score.regular_time.pair if score.regular_time else None
    extra = (score.extra_time.pair if score.extra_time else None) or (0, 0)
    if regular:
        return regular[0] + extra[0], regular[1] + extra[1]
    kicks = score.penalties.pair
    total = full[0] - kicks[0], full[1] - kicks[1]
    if min(total) < 0:
        problems.append(Problem(item.where, f"fullTime {full} is less than its shoot-out {kicks}"))
        return None
    return total


def _winner(score: Score, status: Status | None) -> Side | None:
    """Only where it is not who scored more: after a shoot-out, or by a ruling."""
    is_decided_otherwise = score.penalties is not None or status == Status.AWARDED
    return WINNERS.get(score.winner or "") if is_decided_otherwise else None


def _periods(item: Item, status: Status | None, total: tuple[int, int] | None) -> tuple[PeriodReport, ...] | None:
    score = item.score
    half = score.half_time.pair if score.half_time else None
    extra = score.extra_time.pair if score.extra_time else None
    kicks = score.penalties.pair if score.penalties else None
    regular = score.regular_time.pair if score.regular_time else None
    if regular is None and total:
        regular = (total[0] - extra[0], total[1] - extra[1]) if extra else total
    second = (regular[0] - half[0], regular[1] - half[1]) if regular and half else None
    if status == Status.BREAK and second == (0, 0) and item.is_of_first_half:
        second = None  # it has not begun
    parts = (
        (PeriodKind.PERIOD, 1, half),
        (PeriodKind.PERIOD, 2, second),
        (PeriodKind.EXTRA, 1, extra),
        (PeriodKind.SHOOTOUT, 1, kicks),
    )
    return (
        tuple(
            PeriodReport(kind=kind, number=number, home=points[0], away=points[1])
            for kind, number, points in parts
            if points and min(points) >= 0
        )
        or None
    )


def _period(item: Item, status: Status | None) -> PeriodKey | None:
    """The one that is played. The half-time score appears at half-time, so it tells the halves apart; it may not."""
    if status != Status.LIVE:
        return None
    if "PENALTY_SHOOTOUT" in {item.word, item.score.duration}:
        return PeriodKey(kind=PeriodKind.SHOOTOUT, number=1)
    if "EXTRA_TIME" in {item.word, item.score.duration}:
        return PeriodKey(kind=PeriodKind.EXTRA, number=2 if (item.moment or (0, 0))[0] > 105 else 1)
    had_half_time = item.score.half_time is not None and item.score.half_time.pair is not None
    return PeriodKey(kind=PeriodKind.PERIOD, number=2 if had_half_time or not item.is_of_first_half else 1)


def _clock(item: Item, period: PeriodKey | None, received_at: datetime) -> ClockReport | None:
    if item.moment is None or period is None or period.kind == PeriodKind.SHOOTOUT:
        return None
    minute, added = item.moment
    return ClockReport.in_minute(minute, at=received_at, added=added)


def _standings(document: dict[str, Any]) -> Parsed:
    try:
        read = Standings.model_validate(document)
    except ValidationError as error:
        raise ParseError(f"The standings cannot be read: {explain(error)}") from None
    tables: list[TableReport] = []
    problems: list[Problem] = []
    for index, entry in enumerate(read.standings):
        try:
            if (standing := Standing.model_validate(entry)).type == "TOTAL":  # not those at home, nor away
                tables.append(_table(read, standing))
        except ValidationError as error:
            problems.append(Problem(f"table {index + 1}", explain(error)))
    return Parsed((), tuple(problems), tables=tuple(tables), resource="standings")


def _table(read: Standings, standing: Standing) -> TableReport:
    rows = [Row.model_validate(entry) for entry in standing.table]
    said = _competition(read, _stage(standing.stage, standing.group))
    return TableReport(sport="football", competition=said, rows=tuple(_standing(row) for row in rows))


def _standing(row: Row) -> StandingReport:
    return StandingReport(
        position=row.position,
        team=_team(row.team, f"position:{row.position}"),
        played=row.played_games,
        won=row.won,
        drawn=row.draw,
        lost=row.lost,
        scored=row.goals_for,
        conceded=row.goals_against,
        points=row.points,
    )


def addresses(day: date) -> list[str]:
    # dateTo is exclusive; yesterday's matches are corrected overnight.
    return [f"{ADDRESS}?dateFrom={day - timedelta(days=1)}&dateTo={day + timedelta(days=2)}"]


def details(report: MatchReport) -> list[str]:
    return [f"{ADDRESS}/{report.key}"]


PROVIDER = Provider(
    name="football-data",
    title="football-data.org",
    parse=parse,
    addresses=addresses,
    token_header="X-Auth-Token",
    token_setting="FOOTBALL_DATA_TOKEN",
    headers={f"X-Unfold-{part}": "true" for part in ("Goals", "Bookings", "Subs", "Lineups")},
    poll_seconds=60,
    details=details,
    detail_seconds=lambda address: 600,  # the list tells the score; only a match itself tells its venue and attendance
    per_minute=10,  # of the free plan
    precedence=30,
)
