"""API-Football, version 3: lists of fixtures, a fixture by its id, and standings.

An answer is 200 even when the provider refuses: `errors` is [] or an object of reasons. `goals` is the running score
without a shoot-out. Events, statistics and line-ups on their own name no match, so a fixture is asked for by its id:
that answer has all of them. The halves' unix times are those on the schedule (recorded: to the quarter of an hour), so
the clock is read from `elapsed`. Lists in play were checked against a recording; line-ups, statistics, standings and
fixtures that are over were not: what is not known there is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from pydantic import ValidationError

from feeds.providers.api_football_competitions import OF_NATIONS, competition, table_competition
from feeds.providers.api_football_events import incidents
from feeds.providers.api_football_shapes import Item, Row, Standings, Team
from feeds.providers.api_football_sheet import lineups, statistics
from feeds.providers.provider import Parsed, ParseError, Problem, Provider, explain, read_object
from scores.reports import (
    ClockReport,
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
    "TBD": Status.SCHEDULED,
    "NS": Status.SCHEDULED,
    "1H": Status.LIVE,
    "HT": Status.BREAK,
    "2H": Status.LIVE,
    "ET": Status.LIVE,
    "BT": Status.BREAK,
    "P": Status.LIVE,
    "LIVE": Status.LIVE,
    "SUSP": Status.SUSPENDED,
    "INT": Status.INTERRUPTED,
    "FT": Status.ENDED,
    "AET": Status.ENDED,
    "PEN": Status.ENDED,
    "PST": Status.POSTPONED,
    "CANC": Status.CANCELLED,
    "ABD": Status.ABANDONED,
    "AWD": Status.AWARDED,
    "WO": Status.WALKOVER,
}
UNPLAYED = UPCOMING | {Status.POSTPONED, Status.CANCELLED}
EITHER_HALF = frozenset({"LIVE", "INT", "SUSP", "ABD"})  # words that do not tell which it is
ENDS_OF_PERIODS = {"1H": (45,), "2H": (90,), "ET": (105, 120)}
ADDRESS = "https://v3.football.api-sports.io/fixtures"
TOGETHER = 20  # fixtures that may be asked for at once


def parse(payload: bytes, received_at: datetime) -> Parsed:
    document = _answer(payload)
    if document["get"] == "standings":
        return _standings(document["response"])
    reports: list[MatchReport] = []
    problems: list[Problem] = []
    for index, entry in enumerate(document["response"]):
        try:
            reports.append(_report(Item.model_validate(entry), received_at, problems))
        except ValidationError as error:
            problems.append(Problem(_where(entry, index), explain(error)))
    asked = document.get("parameters")
    by_id = isinstance(asked, dict) and bool({"id", "ids"} & asked.keys())
    return Parsed(tuple(reports), tuple(problems), resource="fixture" if by_id else "")


def _answer(payload: bytes) -> dict[str, Any]:
    document = read_object(payload)
    if refusal := document.get("errors") or ("response" not in document and document.get("message")):
        raise ParseError(f"The provider refused: {_reasons(refusal)}")
    resource = document.get("get")
    if resource in {"fixtures/events", "fixtures/statistics", "fixtures/lineups", "fixtures/players"}:
        raise ParseError(f"{resource} name no match, teams or competition: ask for fixtures?id= instead.")
    if resource not in {"fixtures", "standings"} or not isinstance(document.get("response"), list):
        raise ParseError(f"The body is another resource: {resource!r} with {', '.join(list(document)[:6])}.")
    return document


def _reasons(refusal: Any) -> str:
    if isinstance(refusal, dict):
        return "; ".join(f"{name}: {text}" for name, text in refusal.items())[:300]
    return "; ".join(map(str, refusal))[:300] if isinstance(refusal, list) else str(refusal)[:300]


def _where(entry: Any, index: int) -> str:
    fixture = entry.get("fixture") if isinstance(entry, dict) else None
    key = fixture.get("id") if isinstance(fixture, dict) else None
    return f"match {key or index + 1}"


def _report(item: Item, received_at: datetime, problems: list[Problem]) -> MatchReport:
    status = STATUSES.get(item.status)
    goals = None if status in UNPLAYED else item.goals.points
    if status is None:
        problems.append(Problem(item.where, f"unknown status {item.fixture.status.short!r}"))
    if status in IN_PLAY | {Status.ENDED} and goals is None:
        problems.append(Problem(item.where, f"no score in a match that is {item.status}"))
    return MatchReport(
        key=str(item.fixture.id),
        sport="football",
        competition=competition(item.league),
        home=_team(item, "home"),
        away=_team(item, "away"),
        kick_off=item.fixture.date,
        kick_off_precision="tbd" if item.status == "TBD" else "time",
        venue=(item.fixture.venue and item.fixture.venue.name) or "",
        city=(item.fixture.venue and item.fixture.venue.city) or "",
        referee=(item.fixture.referee or "").partition(",")[0],
        status=status,
        period=_period(item),
        clock=_clock(item, received_at),
        score=ScoreReport(home=goals[0], away=goals[1]) if goals else None,
        periods=() if status in UNPLAYED else _periods(item, problems),
        incidents=incidents(item, problems),
        statistics=statistics(item, problems),
        lineups=lineups(item, problems),
        winner=_winner(item),
    )


def _team(item: Item, side: Side) -> TeamReport:
    team: Team = getattr(item.teams, side)
    if not team.name or not team.name.strip():
        return TeamReport(name="To be decided", key=f"{item.fixture.id}:{side}", placeholder=True)
    return _named(team, item.league.id)


def _named(team: Team, league_id: int) -> TeamReport:
    return TeamReport(
        name=team.name or "",
        key="" if team.id is None else str(team.id),
        kind="nation" if league_id in OF_NATIONS else "club",
    )


def _period(item: Item) -> PeriodKey | None:
    """The one that is played or, in a break, the one that is over."""
    extra = (PeriodKind.EXTRA, 2 if item.elapsed > 105 else 1)
    played = {
        "1H": (PeriodKind.PERIOD, 1),
        "HT": (PeriodKind.PERIOD, 1),
        "2H": (PeriodKind.PERIOD, 2),
        "ET": extra,
        "BT": extra if item.elapsed > 90 else (PeriodKind.PERIOD, 2),
        "P": (PeriodKind.SHOOTOUT, 1),
    }.get(item.status)
    return PeriodKey(kind=played[0], number=played[1]) if played else None


def _clock(item: Item, received_at: datetime) -> ClockReport | None:
    status = item.fixture.status
    ends = ENDS_OF_PERIODS.get(item.status)
    if status.elapsed is None or ends is None:
        return None
    if status.elapsed in ends and "extra" not in status.model_fields_set:
        # Before they told added time, 45 stood for all of it.
        return ClockReport(seconds=60 * status.elapsed, at=received_at, running=False)
    return ClockReport.in_minute(max(0, status.elapsed), at=received_at, added=max(0, status.extra or 0))


def _periods(item: Item, problems: list[Problem]) -> tuple[PeriodReport, ...] | None:
    """In the first half `halftime` is the running score, and `fulltime` is null until there is one."""
    half, full = item.score.halftime.points, item.score.fulltime.points
    if full is None and _is_after_half_time(item):
        full = item.goals.points
    parts = (
        (PeriodKind.PERIOD, 1, half),
        (PeriodKind.PERIOD, 2, (full[0] - half[0], full[1] - half[1]) if full and half else None),
        (PeriodKind.EXTRA, 1, _extra(item, problems)),
        (PeriodKind.SHOOTOUT, 1, item.score.penalty.points),
    )
    found = [
        PeriodReport(kind=kind, number=number, home=points[0], away=points[1])
        for kind, number, points in parts
        if points and min(points) >= 0
    ]
    return tuple(found) or None


def _is_after_half_time(item: Item) -> bool:
    """Whether the second half has begun, be it interrupted or abandoned since."""
    return item.status == "2H" or (item.status in EITHER_HALF and 45 < item.elapsed <= 90)


def _extra(item: Item, problems: list[Problem]) -> tuple[int, int] | None:
    """The goals of extra time: what the total has more than after 90 minutes. `extratime` has only these goals, or
    those before them too; it may be null until its end, and is where penalties came at once."""
    given, full, goals = item.score.extratime.points, item.score.fulltime.points, item.goals.points
    if full is None or goals is None:
        return None
    extra = goals[0] - full[0], goals[1] - full[1]
    if given is None and (item.elapsed <= 90 or (extra == (0, 0) and item.status not in {"ET", "BT"})):
        return None
    if given in {None, extra, goals} and min(extra) >= 0:
        return extra
    problems.append(Problem(item.where, f"extra time {given} after {full} does not make {goals}"))
    return None


def _winner(item: Item) -> Side | None:
    """Only where the score does not say it: in play the same flags tell who leads."""
    if item.status not in {"PEN", "AWD", "WO"}:
        return None
    return "home" if item.teams.home.winner else "away" if item.teams.away.winner else None


def _standings(entries: list[Any]) -> Parsed:
    tables: list[TableReport] = []
    problems: list[Problem] = []
    for index, entry in enumerate(entries):
        try:
            league = Standings.model_validate(entry.get("league") if isinstance(entry, dict) else entry)
            tables += [_table(league, rows) for rows in league.standings if rows]
        except ValidationError as error:
            problems.append(Problem(f"standings {index + 1}", explain(error)))
    return Parsed((), tuple(problems), tables=tuple(tables), resource="standings")


def _table(league: Standings, rows: list[Row]) -> TableReport:
    said = table_competition(league, rows[0].group or "", is_only=len(league.standings) == 1)
    return TableReport(sport="football", competition=said, rows=tuple(_standing(league, row) for row in rows))


def _standing(league: Standings, row: Row) -> StandingReport:
    return StandingReport(
        position=row.rank,
        team=_named(row.team, league.id),
        played=row.all.played,
        won=row.all.win,
        drawn=row.all.draw,
        lost=row.all.lose,
        scored=row.all.goals.get("for"),
        conceded=row.all.goals.get("against"),
        points=row.points,
    )


def addresses(day: date) -> list[str]:
    # Yesterday's too: a match that began before midnight ends after it, and leaves the live list as it does.
    return [f"{ADDRESS}?live=all", *(f"{ADDRESS}?date={each}" for each in (day - timedelta(days=1), day))]


def details(report: MatchReport) -> list[str]:
    return list(details_together([report]))


def details_together(reports: Sequence[MatchReport]) -> dict[str, list[str]]:
    """One answer holds twenty fixtures: each request counts against the day's."""
    keys = [report.key for report in reports]
    together = [keys[first : first + TOGETHER] for first in range(0, len(keys), TOGETHER)]
    return {f"{ADDRESS}?ids={'-'.join(each)}": each for each in together}


PROVIDER = Provider(
    name="api-football",
    title="API-Football",
    parse=parse,
    addresses=addresses,
    details=details,
    in_play=lambda day: [f"{ADDRESS}?live=all"],
    details_together=details_together,
    details_before=timedelta(minutes=40),  # line-ups come 20 to 40 minutes before a kick-off
    token_header="x-apisports-key",
    token_setting="API_FOOTBALL_KEY",
    poll_seconds=60,
    per_minute=10,  # of the free plan, as is the day's
    per_day=100,
    precedence=25,
)
