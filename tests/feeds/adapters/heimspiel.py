"""Heimspiel's two documents of one match: `match` (how it stands) and `match-event` (what happened and who plays).

The list of events does not say which match it is of, so a provider here is made for one match, from any body of its
`match` document. Words that no recording shows are refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ValidationError, field_validator

from feeds.providers.provider import Parsed, ParseError, Problem, Provider, explain, read_json
from scores.reports import (
    ClockReport,
    CompetitionReport,
    MatchReport,
    PeriodKey,
    PeriodReport,
    ScoreReport,
    TeamReport,
)
from scores.sports import PeriodKind, Status
from tests.feeds.adapters.heimspiel_events import incidents_of, lineups_of, read_events

GERMANY = ZoneInfo("Europe/Berlin")
FIRST, SECOND = (PeriodKey(kind=PeriodKind.PERIOD, number=number) for number in (1, 2))
EXTRA = tuple(PeriodKey(kind=PeriodKind.EXTRA, number=number) for number in (1, 2))
# In a break, the period that ended is named.
COURSE: dict[str, tuple[Status, PeriodKey | None]] = {
    "": (Status.SCHEDULED, None),
    "game-start": (Status.LIVE, FIRST),
    "first-half-end": (Status.BREAK, FIRST),
    "second-half-start": (Status.LIVE, SECOND),
    "second-half-end": (Status.BREAK, SECOND),
    "first-extra-start": (Status.LIVE, EXTRA[0]),
    "first-extra-end": (Status.BREAK, EXTRA[0]),
    "second-extra-start": (Status.LIVE, EXTRA[1]),
    "game-end": (Status.ENDED, None),
}
BEGINS_AT = {FIRST: 0, SECOND: 45 * 60, EXTRA[0]: 90 * 60, EXTRA[1]: 105 * 60}
RUNNING, FIRST_HALF, SECOND_HALF, AFTER_EXTRA = "0", "1", "2", "21"
Pair = tuple[int, int]


class Team(BaseModel):
    id: str
    name: str
    shortname: str = ""


class Result(BaseModel):
    match_result: int
    match_result_at: str
    place: Literal["home", "away"]


class Round(BaseModel):
    season_id: str
    name: str


class Venue(BaseModel):
    name: str = ""


class Referee(BaseModel):
    name: str = ""


class Match(BaseModel):
    id: str
    round: Round
    matchday: str
    match_date: str
    match_time: str
    finished: str
    current_period: str
    current_period_start: datetime | None
    home: Team
    away: Team
    match_result: list[Result]
    venue: Venue = Venue()
    attendance: int | None = None
    referee: Referee = Referee()

    @field_validator("attendance", mode="before")
    @classmethod
    def counted(cls, text: Any) -> Any:
        return text or None

    @field_validator("current_period_start", mode="before")
    @classmethod
    def german_time(cls, text: Any) -> Any:
        return f"{text}".strip() or None

    @property
    def kick_off(self) -> datetime:
        return datetime.strptime(f"{self.match_date} {self.match_time}", "%d.%m.%Y %H:%M").replace(tzinfo=GERMANY)


def provider_of(header: bytes) -> Provider:
    """The provider of one match; `header` is any body of its `match` document."""
    return Provider(
        name="heimspiel", title="Heimspiel (recordings)", parse=_parser(_read_match(header)), poll_seconds=30
    )


def _parser(known: Match) -> Callable[[bytes, datetime], Parsed]:
    def parse(payload: bytes, received_at: datetime) -> Parsed:
        document = read_json(payload)
        return _parse_events(known, document) if isinstance(document, list) else _parse_match(known, payload)

    return parse


def _parse_match(known: Match, payload: bytes) -> Parsed:
    match = _read_match(payload)
    if match.id != known.id:
        raise ParseError(f"The body is of another match: {match.id} instead of {known.id}.")
    problems: list[Problem] = []
    return Parsed((_report(match, problems),), tuple(problems), resource="match")


def _parse_events(known: Match, document: Sequence[Any]) -> Parsed:
    problems: list[Problem] = []
    events = read_events(document, problems)
    sides = {known.home.id: "home", known.away.id: "away"}
    if strangers := {event.team.id for event in events if event.team} - sides.keys():
        raise ParseError(f"The events are of another match: of the teams {', '.join(sorted(strangers))}.")
    report = _names(known).model_copy(
        update={"incidents": incidents_of(events, sides, problems), "lineups": lineups_of(events, sides)}
    )
    return Parsed((MatchReport.model_validate(report.model_dump()),), tuple(problems), resource="events")


def _read_match(payload: bytes) -> Match:
    document = read_json(payload)
    if not isinstance(document, dict) or not isinstance(document.get("match"), dict):
        raise ParseError("The body is another resource: it has no match.")
    try:
        return Match.model_validate(document["match"])
    except ValidationError as error:
        raise ParseError(f"The match cannot be read: {explain(error)}") from None


def _names(match: Match) -> MatchReport:
    day = match.kick_off.date()
    first = day.year if day.month >= 7 else day.year - 1
    is_group = match.round.name.startswith("Gruppe ")
    return MatchReport(
        key=match.id,
        sport="football",
        competition=CompetitionReport(
            name=f"Heimspiel {match.round.season_id}",  # the documents give a season's number, and no name
            key=match.round.season_id,
            season=f"{first}/{(first + 1) % 100:02}",
            stage=match.round.name.replace("Gruppe", "Group") if is_group else "",
            stage_kind="group" if is_group else "league",
            round=f"Matchday {match.matchday}" if match.matchday != "0" else "",
        ),
        home=TeamReport(name=match.home.name, key=match.home.id, short_name=match.home.shortname),
        away=TeamReport(name=match.away.name, key=match.away.id, short_name=match.away.shortname),
    )


def _report(match: Match, problems: list[Problem]) -> MatchReport:
    status, period = COURSE.get(match.current_period, (None, None))
    if status is None:
        problems.append(Problem(f"match {match.id}", f"unknown period {match.current_period!r}"))
    if (status == Status.ENDED) != (match.finished == "yes"):
        problems.append(Problem(f"match {match.id}", f"finished is {match.finished!r} at {match.current_period!r}"))
        status = None
    results = _results(match)
    total = results.get(AFTER_EXTRA) or results.get(RUNNING)
    told = _names(match).model_dump() | {
        "kick_off": match.kick_off.astimezone(UTC),
        "venue": match.venue.name,
        "attendance": match.attendance,
        "referee": match.referee.name,
        "status": status,
        "period": period,
        "clock": _clock(match, status, period),
        "score": ScoreReport(home=total[0], away=total[1]) if total and status != Status.SCHEDULED else None,
        "periods": _periods(results, status, period),
    }
    return MatchReport.model_validate(told)


def _results(match: Match) -> dict[str, Pair]:
    sides: dict[str, dict[str, int]] = {}
    for result in match.match_result:
        sides.setdefault(result.match_result_at, {})[result.place] = result.match_result
    return {at: (points["home"], points["away"]) for at, points in sides.items() if len(points) == 2}


def _clock(match: Match, status: Status | None, period: PeriodKey | None) -> ClockReport | None:
    """From the start of the period, which is to the second: `current_minute` is whole, and behind by a poll."""
    if status != Status.LIVE or period is None or match.current_period_start is None:
        return None
    begun = match.current_period_start.replace(tzinfo=GERMANY)
    return ClockReport(seconds=BEGINS_AT[period], at=begun, running=True)


def _periods(
    results: dict[str, Pair], status: Status | None, period: PeriodKey | None
) -> tuple[PeriodReport, ...] | None:
    """The running result less what is behind it: only the halves that have ended have a result of their own."""
    if status == Status.SCHEDULED:
        return ()
    running = results.get(RUNNING, (0, 0))
    if FIRST_HALF not in results:
        return (_part(FIRST, running, (0, 0)),) if status == Status.LIVE and period == FIRST else None
    half, full = results[FIRST_HALF], results.get(SECOND_HALF) or running
    parts = [_part(FIRST, half, (0, 0))]
    if period != FIRST:
        parts.append(_part(SECOND, full, half))
    if AFTER_EXTRA in results or period in EXTRA:
        parts.append(_part(EXTRA[0], results.get(AFTER_EXTRA) or running, full))
    return tuple(parts) if all(part.home is not None for part in parts) else None


def _part(key: PeriodKey, result: Pair, before: Pair) -> PeriodReport:
    """Without a score, when the result is less than the one before it."""
    home, away = result[0] - before[0], result[1] - before[1]
    if min(home, away) < 0:
        return PeriodReport(kind=key.kind, number=key.number)
    return PeriodReport(kind=key.kind, number=key.number, home=home, away=away)
