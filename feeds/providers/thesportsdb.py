"""TheSportsDB, version 2 (its key goes into a header): what is in play, and lists of events.

No recording of ours: checked on bodies that others published, of football, ice hockey and the NFL in play, of
schedules and of a single event. A word, a sport or a season that is not known is refused, not guessed. Rows in play
name no season, so they are read of leagues whose seasons we know. Lists of events lag behind what is in play: they
speak of what is to come and of what is over, and of nothing between. `updated` has no time zone and is not used.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from feeds.names import is_placeholder
from feeds.providers.boards import Boards
from feeds.providers.provider import Parsed, ParseError, Problem, Provider, explain, read_object
from feeds.providers.stages import ONLY, stage_name
from feeds.providers.thesportsdb_words import LEAGUES, SHOOTOUT, SPORTS, Words, course
from scores.reports import (
    ClockReport,
    CompetitionReport,
    MatchReport,
    PeriodKey,
    Precision,
    ScoreReport,
    TeamReport,
)
from scores.sports import CALLED_OFF, IN_PLAY, OVER, UPCOMING, PeriodKind, Status
from scores.sports import SPORTS as OURS

ADDRESS = "https://www.thesportsdb.com/api/v2/json"
LISTS = ("schedule", "lookup", "events", "results")
UNPLAYED = UPCOMING | {Status.POSTPONED, Status.CANCELLED}


class Row(BaseModel):
    """Any value may be a text, a number, empty or null."""

    model_config = ConfigDict(coerce_numbers_to_str=True)

    idEvent: str
    strSport: str
    idLeague: str
    strLeague: str
    strSeason: str | None = None
    strGroup: str | None = None
    intRound: str | None = None
    idHomeTeam: str | None = None
    idAwayTeam: str | None = None
    strHomeTeam: str | None = None
    strAwayTeam: str | None = None
    intHomeScore: int | None = None
    intAwayScore: int | None = None
    strStatus: str | None = None
    strProgress: str | None = None
    strPostponed: str | None = None
    strTimestamp: datetime | None = None
    dateEvent: date | None = None
    strVenue: str | None = None
    strOfficial: str | None = None
    intSpectators: str | None = None

    @field_validator("*", mode="before")
    @classmethod
    def empty_is_nothing(cls, value: Any) -> Any:
        return None if isinstance(value, str) and not value.strip() else value

    @property
    def where(self) -> str:
        return f"match {self.idEvent}"


def parse(payload: bytes, received_at: datetime) -> Parsed:
    name, rows = _rows(payload)
    reports: list[MatchReport] = []
    problems: list[Problem] = []
    ignored = 0
    for index, entry in enumerate(rows):
        try:
            row = Row.model_validate(entry)
            words = SPORTS.get(row.strSport)
            if words is None:
                ignored += 1
            else:
                reports.append(_report(row, words, received_at, problems, is_live=name == "livescore"))
        except ValueError as error:
            key = entry.get("idEvent") if isinstance(entry, dict) else None
            text = explain(error) if isinstance(error, ValidationError) else str(error)
            problems.append(Problem(f"match {key or index + 1}", text))
    return Parsed(tuple(reports), tuple(problems), ignored, resource="livescore" if name == "livescore" else "")


def _rows(payload: bytes) -> tuple[str, list[Any]]:
    document = read_object(payload)
    name = next((name for name in ("livescore", *LISTS) if name in document), None)
    if name is not None and isinstance(document[name], list | None):
        return name, document[name] or []
    message = str(document.get("message") or document.get("Message") or "")
    if message.lower().startswith("no data"):
        return "", []
    if message:
        raise ParseError(f"The provider refused: {message[:300]}")
    raise ParseError(f"The body is another resource: it has no matches but {', '.join(list(document)[:6])}.")


def _report(row: Row, words: Words, received_at: datetime, problems: list[Problem], *, is_live: bool) -> MatchReport:
    kick_off, precision = _kick_off(row)
    status, period = _course(row, words, problems)
    if not is_live and _lags(status, kick_off, received_at):
        status, period = None, None
    tells_score = status not in UNPLAYED and (is_live or status in OVER | CALLED_OFF)
    score = _score(row) if tells_score else None
    if status in {Status.LIVE, Status.ENDED} and score is None:
        problems.append(Problem(row.where, f"no score in a match that is {row.strStatus}"))
    return MatchReport(
        key=row.idEvent,
        sport=words.sport,
        competition=_competition(row, kick_off),
        home=_team(row, "home"),
        away=_team(row, "away"),
        kick_off=kick_off,
        kick_off_precision=precision,
        venue=(row.strVenue or "").strip(),
        attendance=_attendance(row),
        referee=(row.strOfficial or "").strip(),
        status=status,
        period=period,
        clock=_clock(row, words, received_at) if status == Status.LIVE and period != SHOOTOUT else None,
        score=score,
        periods=() if status in UPCOMING else None,
    )


def _kick_off(row: Row) -> tuple[datetime, Precision]:
    """`strTimestamp` is in UTC, mostly without saying so."""
    if row.strTimestamp is not None:
        moment = row.strTimestamp
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC), "time"
    if row.dateEvent is None:
        raise ValueError("it names no day")
    return datetime(row.dateEvent.year, row.dateEvent.month, row.dateEvent.day, tzinfo=UTC), "date"


def _course(row: Row, words: Words, problems: list[Problem]) -> tuple[Status | None, PeriodKey | None]:
    if (row.strPostponed or "").lower() == "yes":
        return Status.POSTPONED, None
    # The NFL in play has no status, and its progress tells it: "08:12 - 3rd", "Final".
    word = row.strStatus or row.strProgress
    status, period = course(words, word)
    if status is None and word:
        problems.append(Problem(row.where, f"unknown status {word!r}"))
    if (row.strStatus or "").strip().upper() == "ET":
        period = _half_of_extra_time(row, words)
    return status, period


def _half_of_extra_time(row: Row, words: Words) -> PeriodKey | None:
    lengths = {spec.kind: (spec.count, spec.minutes or 0) for spec in OURS[words.sport].periods}
    count, minutes = lengths[PeriodKind.PERIOD]
    if (minute := _minute(row)) is None or PeriodKind.EXTRA not in lengths:
        return None
    first = minute[0] <= count * minutes + lengths[PeriodKind.EXTRA][1]
    return PeriodKey(kind=PeriodKind.EXTRA, number=1 if first else 2)


def _lags(status: Status | None, kick_off: datetime, received_at: datetime) -> bool:
    return status in IN_PLAY or (status in UPCOMING and kick_off <= received_at)


def _score(row: Row) -> ScoreReport | None:
    if row.intHomeScore is None or row.intAwayScore is None:
        return None
    return ScoreReport(home=row.intHomeScore, away=row.intAwayScore)


def _minute(row: Row) -> tuple[int, int] | None:
    """ "24", "90+3"; other sports have texts of their own here, which are not read."""
    found = re.fullmatch(r"(\d{1,3})'?(?:\s*\+\s*(\d{1,2}))?'?", (row.strProgress or "").strip())
    return (int(found.group(1)), int(found.group(2) or 0)) if found else None


def _attendance(row: Row) -> int | None:
    """0 and what is no number stand for one that nobody knows."""
    said = (row.intSpectators or "").strip()
    return int(said) or None if re.fullmatch(r"\d{1,7}", said) else None


def _clock(row: Row, words: Words, received_at: datetime) -> ClockReport | None:
    minute = _minute(row)
    if OURS[words.sport].clock != "up" or not minute or not minute[0]:
        return None
    return ClockReport.in_minute(minute[0], at=received_at, added=minute[1])


def _competition(row: Row, kick_off: datetime) -> CompetitionReport:
    known = LEAGUES.get(row.idLeague)
    group = (row.strGroup or "").strip()
    stage = stage_name(f"Group {group}") if re.fullmatch(r"[A-Za-z]", group) else ONLY
    number = row.intRound or ""
    return CompetitionReport(
        name=known.name if known else row.strLeague,
        key=row.idLeague,
        country=known.country if known else "",
        season=_season(row, kick_off),
        stage=stage.name,
        stage_kind=stage.kind,
        stage_order=stage.order,
        # Numbers above are words for rounds of a cup, and nobody says which.
        round=f"Matchday {int(number)}" if re.fullmatch(r"[1-9]\d?", number) else "",
    )


def _season(row: Row, kick_off: datetime) -> str:
    if row.strSeason:
        spans = re.fullmatch(r"(\d{4})-\d\d(\d\d)", row.strSeason.strip())
        return f"{spans.group(1)}/{spans.group(2)}" if spans else row.strSeason
    if row.idLeague not in LEAGUES:
        raise ValueError(f"it names no season, and we do not know those of league {row.idLeague} ({row.strLeague})")
    return LEAGUES[row.idLeague].season(kick_off)


def _team(row: Row, side: Literal["home", "away"]) -> TeamReport:
    key, name = (row.idHomeTeam, row.strHomeTeam) if side == "home" else (row.idAwayTeam, row.strAwayTeam)
    if not name or is_placeholder(name):
        return TeamReport(name=name or "To be decided", key=f"{row.idEvent}:{side}", placeholder=True)
    return TeamReport(name=name, key=key or "")


def addresses_of(day: date, league: str) -> list[str]:
    return [f"{ADDRESS}/{each}/{league}" for each in ("livescore", "schedule/previous/league", "schedule/next/league")]


# What is in play names no season, so only leagues whose seasons we know can be followed.
BOARDS = Boards(
    tuple(LEAGUES),
    addresses_of,
    re.compile("|".join(LEAGUES)),
    f"the number of a league: {', '.join(f'{key} ({league.name})' for key, league in LEAGUES.items())}",
)
PROVIDER = Provider(
    name="thesportsdb",
    title="TheSportsDB",
    parse=parse,
    addresses=BOARDS.addresses,
    boards=BOARDS,
    token_header="X-API-KEY",
    token_setting="THESPORTSDB_KEY",
    in_play=lambda day: [f"{ADDRESS}/livescore/{league}" for league in LEAGUES],
    poll_seconds=120,
    per_minute=100,  # of the smallest plan; version 2 has no free one
    precedence=70,
)
