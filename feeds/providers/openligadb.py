"""OpenLigaDB: the matches of a league's season, and single matches. Its users type in what it knows.

There is no status but `matchIsFinished`: what is not finished is told by the time since the kick-off. It does not say
which sport a league is of, so only leagues known to be of football are read. Its table (`getbltable`) names neither
league nor season and is refused; ours is counted from the same matches. A finished match was checked against a
recording; extra time, shoot-outs and the old PascalCase were not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from feeds.names import is_placeholder
from feeds.providers.boards import Boards
from feeds.providers.openligadb_results import Sheet
from feeds.providers.openligadb_shapes import Item, Team, in_camel_case
from feeds.providers.provider import Parsed, ParseError, Problem, Provider, explain, read_json
from feeds.providers.stages import ONLY, StageName, stage_name
from scores.reports import CompetitionReport, MatchReport, ScoreReport, Side, TeamReport
from scores.sports import Status

ADDRESS = "https://api.openligadb.de/getmatchdata"
POLLED = ("bl1", "bl2", "bl3")
LONGEST = timedelta(hours=3, minutes=30)  # from kick-off to the end of a shoot-out, with delays
GERMANY = ZoneInfo("Europe/Berlin")
ZONES = {"W. Europe Standard Time": GERMANY, "Central Europe Standard Time": GERMANY, "UTC": UTC}


@dataclass(frozen=True)
class League:
    name: str
    country: str = "Germany"


LEAGUES = {
    "bl1": League("Bundesliga"),
    "bl2": League("2. Bundesliga"),
    "bl3": League("3. Liga"),
    "dfb": League("DFB-Pokal"),
}
FOOTBALL = re.compile(r"fu(?:ß|ss)ball|\bfifa\b|\buefa\b", re.IGNORECASE)
SEASON = re.compile(r"\b(\d{4})(?:\s*/\s*(?:\d{2})?(\d{2}))?\s*$")
ROUNDS = (
    (re.compile(r"sechzehntelfinale", re.IGNORECASE), "Round of 32"),
    (re.compile(r"achtelfinale", re.IGNORECASE), "Round of 16"),
    (re.compile(r"viertelfinale", re.IGNORECASE), "Quarter-finals"),
    (re.compile(r"halbfinale", re.IGNORECASE), "Semi-finals"),
    (re.compile(r"platz (?:3|drei)", re.IGNORECASE), "Third place"),
    (re.compile(r"^(?:finale|endspiel)$", re.IGNORECASE), "Final"),
)
PLACEHOLDER = re.compile(
    r"^(?:sieger|verlierer|gewinner|zweiter|erster|dritter|\d\. ?(?:der )?gruppe)\b", re.IGNORECASE
)


def parse(payload: bytes, received_at: datetime) -> Parsed:
    reports: list[MatchReport] = []
    problems: list[Problem] = []
    for index, entry in enumerate(_entries(payload)):
        try:
            reports.append(_report(Item.model_validate(entry), received_at, problems))
        except ValueError as error:
            key = entry.get("matchID") if isinstance(entry, dict) else None
            problems.append(Problem(f"match {key or index + 1}", _words(error)))
    return Parsed(tuple(reports), tuple(problems))


def _words(error: ValueError) -> str:
    return explain(error) if isinstance(error, ValidationError) else str(error)


def _entries(payload: bytes) -> list[Any]:
    document = in_camel_case(read_json(payload))
    entries = [document] if isinstance(document, dict) else document
    if not isinstance(entries, list):
        raise ParseError(f"The body is a JSON {type(entries).__name__}, neither matches nor a match.")
    first = next((entry for entry in entries if isinstance(entry, dict)), {})
    if "teamInfoId" in first:
        raise ParseError("A table that names neither its league nor its season.")
    if isinstance(document, dict) and "matchID" not in first:
        if refusal := first.get("message") or first.get("title"):
            raise ParseError(f"The provider refused: {refusal}")
        raise ParseError(f"The body is another resource: it has no matchID but {', '.join(list(first)[:6])}.")
    return entries


def _report(item: Item, received_at: datetime, problems: list[Problem]) -> MatchReport:
    said = _competition(item)
    kick_off = _kick_off(item)
    sheet = Sheet(item, problems)
    status = _status(item, sheet, kick_off, received_at)
    if item.match_is_finished and status is None:
        problems.append(Problem(item.where, "finished without a final result"))
    total = None if status == Status.SCHEDULED else sheet.total
    return MatchReport(
        key=str(item.match_id),
        sport="football",
        competition=said,
        home=_team(item, item.team1, "home"),
        away=_team(item, item.team2, "away"),
        kick_off=kick_off,
        venue=((item.location and item.location.location_stadium) or "").strip(),
        attendance=item.number_of_viewers or None,
        status=status,
        score=ScoreReport(home=total[0], away=total[1]) if total else None,
        periods=() if status == Status.SCHEDULED else sheet.periods(),
        incidents=sheet.incidents(),
        winner=sheet.winner() if status == Status.ENDED else None,
        as_of=_as_of(item, received_at),
    )


def _as_of(item: Item, received_at: datetime) -> datetime | None:
    """The hour that is told twice in autumn is the second, as soon as that can be: the first would be an old copy."""
    if (told := item.last_update_date_time) is None:
        return None
    second, first = (told.replace(tzinfo=GERMANY, fold=fold).astimezone(UTC) for fold in (1, 0))
    return second if second <= received_at else first


def _kick_off(item: Item) -> datetime:
    if (utc := item.match_date_time_utc) is not None:
        return utc if utc.tzinfo else utc.replace(tzinfo=UTC)
    zone = ZONES.get(item.time_zone_id or "")
    if item.match_date_time is None or zone is None:
        raise ValueError(f"no kick-off in UTC, and none in a time zone we know: {item.time_zone_id!r}")
    return item.match_date_time.replace(tzinfo=zone).astimezone(UTC)


def _status(item: Item, sheet: Sheet, kick_off: datetime, received_at: datetime) -> Status | None:
    """None for a match that has just ended and has no result yet. One that should be over is live no more: it has an
    end that nobody marked, was stopped, or never began."""
    should_be_over = received_at >= kick_off + LONGEST
    if item.match_is_finished:
        return Status.ENDED if sheet.is_decided or should_be_over else None
    if not should_be_over:
        return Status.LIVE if received_at >= kick_off else Status.SCHEDULED
    if sheet.is_decided:
        return Status.ENDED
    return Status.SUSPENDED if sheet.total else Status.DELAYED


def _competition(item: Item) -> CompetitionReport:
    shortcut = (item.league_shortcut or "").strip().lower()
    known = LEAGUES.get(shortcut)
    if known is None and not FOOTBALL.search(item.league_name):
        raise ValueError(f"the league {item.league_name!r} is of a sport that it does not say")
    stage, matchday = _stage(item)
    return CompetitionReport(
        name=known.name if known else SEASON.sub("", item.league_name).strip() or item.league_name,
        key=shortcut,
        country=known.country if known else "",
        season=_season(item),
        stage=stage.name,
        stage_kind=stage.kind,
        stage_order=stage.order,
        round=matchday,
    )


def _season(item: Item) -> str:
    """ "1. Fußball-Bundesliga 2024/2025" is of 2024/25; `leagueSeason` is the year it begins in."""
    named = SEASON.search(item.league_name)
    if named and named.group(2):
        return f"{named.group(1)}/{named.group(2)}"
    if item.league_season is None and named is None:
        raise ValueError(f"the league {item.league_name!r} names no season")
    year = item.league_season or int(named.group(1) if named else 0)
    two_years = (item.league_shortcut or "").strip().lower() in LEAGUES
    return f"{year}/{(year + 1) % 100:02}" if two_years else str(year)


def _stage(item: Item) -> tuple[StageName, str]:
    name = ((item.group and item.group.group_name) or "").strip()
    if not name:
        return ONLY, ""
    if matchday := re.fullmatch(r"(\d+)\. Spieltag", name, re.IGNORECASE):
        return ONLY, f"Matchday {matchday.group(1)}"
    if round_ := re.fullmatch(r"(\d+)\. (?:Haupt)?runde", name, re.IGNORECASE):
        return stage_name(f"Round {round_.group(1)}"), ""
    ours = next((ours for pattern, ours in ROUNDS if pattern.search(name)), None)
    return stage_name(ours or re.sub(r"^gruppe\b", "Group", name, flags=re.IGNORECASE)), ""


def _team(item: Item, team: Team, side: Side) -> TeamReport:
    name = (team.team_name or "").strip()
    if not name or PLACEHOLDER.match(name) or is_placeholder(name):
        return TeamReport(name=name or "To be decided", key=f"{item.match_id}:{side}", placeholder=True)
    return TeamReport(
        name=name,
        key="" if team.team_id is None else str(team.team_id),
        short_name=(team.short_name or "").strip()[:32],
    )


def addresses_of(day: date, board: str) -> list[str]:
    """A season is named by the year it begins in; one that is not from summer to summer is written out."""
    league, _, season = board.partition("/")
    return [f"{ADDRESS}/{league}/{season or (day.year if day.month >= 7 else day.year - 1)}"]


BOARDS = Boards(
    POLLED, addresses_of, re.compile(r"\w+(/\d{4})?"), 'a league of football, or one season of it: "bl1", "em/2024"'
)
PROVIDER = Provider(
    name="openligadb",
    title="OpenLigaDB",
    parse=parse,
    addresses=BOARDS.addresses,
    boards=BOARDS,
    poll_seconds=60,
    per_minute=20,
    precedence=60,  # anybody may type in
    lists_season=True,
)
