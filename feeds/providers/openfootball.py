"""openfootball: season files of leagues (football.json) and world cups (worldcup.json), edited by hand and not live.

There are no ids. A match is known by season, stage and the plain names of its teams, or by its number where the file
gives one (`num`, knock-outs of world cups): never by its date, since hundreds of kick-offs move in a season.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field, ValidationError

from feeds.names import is_placeholder, plain
from feeds.providers.keys import Keys
from feeds.providers.openfootball_competitions import COUNTRIES, Listed, listed
from feeds.providers.openfootball_files import BOARDS
from feeds.providers.provider import Parsed, Problem, Provider, explain, read_object
from feeds.providers.stages import ONLY, StageName, stage_name
from scores.reports import (
    CompetitionReport,
    IncidentReport,
    MatchReport,
    PeriodKey,
    PeriodReport,
    Precision,
    ScoreReport,
    Side,
    TeamReport,
    other_side,
)
from scores.sports import PeriodKind, Status

Pair = tuple[int, int]

STATUSES = {
    "awarded": Status.AWARDED,
    "postponed": Status.POSTPONED,
    "cancelled": Status.CANCELLED,
    "canceled": Status.CANCELLED,
    "abandoned": Status.ABANDONED,
    "suspended": Status.SUSPENDED,
}


class Score(BaseModel):
    ht: Pair | None = None
    ft: Pair | None = None
    et: Pair | None = None  # includes the first 90 minutes
    p: Pair | None = None  # the shoot-out only


class Goal(BaseModel):
    name: str
    minute: str = Field(coerce_numbers_to_str=True, pattern=r"^\d+(\+\d+)?$")
    offset: int = 0
    penalty: bool = False
    owngoal: bool = False

    @property
    def moment(self) -> tuple[int, int]:
        minute, _, added = self.minute.partition("+")
        return int(minute), int(added or self.offset)


class Item(BaseModel):
    round: str = ""
    num: int | None = None
    date: str = ""
    time: str = ""
    team1: str
    team2: str
    score: Score | None = None
    goals1: list[Any] | None = None
    goals2: list[Any] | None = None
    group: str = ""
    ground: str = ""
    status: str = ""

    @property
    def where(self) -> str:
        return f"{self.team1} – {self.team2}"


class Season:
    """The head of a file: which competition and season all its matches are of."""

    def __init__(self, name: str) -> None:
        found = re.fullmatch(r"(.*?)\s+(\d{4}(?:[/-]\d{2,4})?)", name.strip())
        self.competition, self.name = (found.group(1), found.group(2).replace("-", "/")) if found else (name, "all")
        self.listed: Listed = listed(self.competition, self.name)

    def team(self, name: str) -> TeamReport:
        """A team as it is named here: "Liverpool FC (ENG)" says its country, a nation is its own."""
        found = re.fullmatch(r"(.+?)\s+\(([A-Z]{3})\)", name.strip())
        if found:
            return TeamReport(name=found.group(1), country=COUNTRIES.get(found.group(2), found.group(2)))
        if is_placeholder(name):
            # The same words stand for other teams every season.
            return TeamReport(name=name, key=f"{self.competition} {self.name}: {name.strip()}"[:128], placeholder=True)
        if self.listed.nations:
            return TeamReport(name=name, country=name.strip()[:64], kind="nation")
        return TeamReport(name=name, country="" if self.listed.international else self.listed.country)


def parse(payload: bytes, received_at: datetime) -> Parsed:
    document = read_object(payload, having="matches")
    season = Season(str(document.get("name") or "openfootball"))
    items: list[Item] = []
    problems: list[Problem] = []
    for index, item in enumerate(document["matches"] if isinstance(document["matches"], list) else []):
        try:
            items.append(Item.model_validate(item))
        except ValidationError as error:
            problems.append(Problem(f"match {index + 1}", explain(error)))
    keys = _keys(season, items)
    reports = []
    for item, key in zip(items, keys, strict=True):
        try:
            reports.append(_report(season, item, key, problems))
        except ValueError as error:
            problems.append(Problem(item.where, explain(error)))
    return Parsed(tuple(reports), tuple(problems))


def _keys(season: Season, items: list[Item]) -> list[str]:
    """A key that outlives new dates and respelled names; a pair that meets twice in a stage is told apart by round."""
    keys = [_key(season, item) for item in items]
    times = Counter(keys)
    return [
        _short(key if times[key] == 1 else f"{key}|{item.round or item.date}")
        for key, item in zip(keys, items, strict=True)
    ]


def _key(season: Season, item: Item) -> str:
    head = f"{season.competition} {season.name}"
    if item.num is not None:
        return f"{head}|#{item.num}"
    return f"{head}|{_stage(item)[0].name}|{plain(item.team1)}|{plain(item.team2)}"


def _short(key: str) -> str:
    return key if len(key) <= 128 else f"{key[:87]}|{hashlib.sha1(key.encode(), usedforsecurity=False).hexdigest()}"


def _report(season: Season, item: Item, key: str, problems: list[Problem]) -> MatchReport:
    stage, round_name = _stage(item)
    score = item.score or Score()
    kick_off, precision = _kick_off(item, season.listed.zone)
    status = Status.ENDED if score.ft else Status.SCHEDULED
    if item.status and item.status.lower() not in STATUSES:
        problems.append(Problem(item.where, f"unknown status {item.status!r}"))
    return MatchReport(
        key=key,
        sport="football",
        competition=CompetitionReport(
            name=season.listed.name,
            key=season.competition,
            country=season.listed.country,
            season=season.name,
            stage=stage.name,
            stage_kind=stage.kind,
            stage_order=stage.order,
            round=round_name,
        ),
        home=season.team(item.team1),
        away=season.team(item.team2),
        kick_off=kick_off,
        kick_off_precision=precision,
        venue=item.ground,
        status=STATUSES.get(item.status.lower()) if item.status else status,
        score=_total(score),
        periods=_periods(score),
        incidents=_goals(item, problems),
        winner=_winner(score),
    )


def _stage(item: Item) -> tuple[StageName, str]:
    """The stage and, inside it, the round: "League, Matchday 8", "Finals, Round of 16", "Matchday 3" of "Group B"."""
    if item.group:
        return stage_name(item.group), item.round
    head, comma, tail = item.round.rpartition(", ")
    if not comma:
        return (ONLY, item.round) if item.round.startswith("Matchday") else (stage_name(item.round), "")
    return (stage_name(head), tail) if tail.startswith("Matchday") else (stage_name(tail), "")


def _kick_off(item: Item, zone: str) -> tuple[datetime | None, Precision]:
    if not item.date:
        return None, "tbd"
    day = date.fromisoformat(item.date)
    clock, _, offset = item.time.partition(" ")
    if not clock:
        return datetime.combine(day, time(12), ZoneInfo(zone)).astimezone(UTC), "date"
    tz = _offset(offset) if offset else ZoneInfo(zone)
    return datetime.combine(day, time.fromisoformat(clock.zfill(5)), tz).astimezone(UTC), "time"


def _offset(text: str) -> timezone:
    found = re.fullmatch(r"(?:UTC|GMT)(?:([+-]\d{1,2})(?::?(\d{2}))?)?", text)
    if not found:
        raise ValueError(f"time zone {text!r} is not like UTC-4")
    hours, minutes = int(found.group(1) or 0), int(found.group(2) or 0)
    return timezone(timedelta(hours=hours, minutes=-minutes if hours < 0 else minutes))


def _total(score: Score) -> ScoreReport | None:
    total = score.et or score.ft
    return ScoreReport(home=total[0], away=total[1]) if total else None


def _periods(score: Score) -> tuple[PeriodReport, ...] | None:
    """The halves, extra time and the shoot-out, each with its own goals; what does not add up is left out."""
    parts: list[tuple[PeriodKind, int, Pair]] = []
    if score.ht:
        parts.append((PeriodKind.PERIOD, 1, score.ht))
    if score.ht and score.ft:
        parts.append((PeriodKind.PERIOD, 2, _minus(score.ft, score.ht)))
    if score.et and score.ft:
        parts.append((PeriodKind.EXTRA, 1, _minus(score.et, score.ft)))
    if score.p:
        parts.append((PeriodKind.SHOOTOUT, 1, score.p))
    return tuple(
        PeriodReport(kind=kind, number=number, home=points[0], away=points[1])
        for kind, number, points in parts
        if min(points) >= 0
    ) or (None if score.ft else ())


def _minus(whole: Pair, part: Pair) -> Pair:
    return whole[0] - part[0], whole[1] - part[1]


def _winner(score: Score) -> Side | None:
    if not score.p or score.p[0] == score.p[1]:
        return None
    return "home" if score.p[0] > score.p[1] else "away"


def _goals(item: Item, problems: list[Problem]) -> tuple[IncidentReport, ...] | None:
    """Goals are listed under the side that profits, own goals too; our side is the one whose player scored."""
    if item.goals1 is None and item.goals2 is None:
        return None
    sides: tuple[tuple[Side, list[Any] | None], ...] = (("home", item.goals1), ("away", item.goals2))
    listed = [(goal, side) for side, entries in sides for goal in _read(entries or [], item, problems)]
    listed.sort(key=lambda pair: pair[0].moment)
    keys = Keys()
    incidents = []
    for order, (goal, side) in enumerate(listed):
        minute, added = goal.moment
        key = keys.of(f"goal:{side}:{minute}+{added}:{plain(goal.name)}")
        incidents.append(_incident(goal, side, key=key, order=order))
    return tuple(incidents)


def _read(entries: list[Any], item: Item, problems: list[Problem]) -> Iterator[Goal]:
    for entry in entries:
        try:
            yield Goal.model_validate(entry)
        except ValidationError as error:
            problems.append(Problem(f"a goal of {item.where}", explain(error)))


def _incident(goal: Goal, side: Side, *, key: str, order: int) -> IncidentReport:
    minute, added = goal.moment
    return IncidentReport(
        key=key,
        keeps_key=False,
        kind="own_goal" if goal.owngoal else "penalty" if goal.penalty else "goal",
        side=other_side(side) if goal.owngoal else side,
        period=_period(minute),
        minute=minute,
        added=added,
        player=goal.name,
        order=order,
    )


def _period(minute: int) -> PeriodKey:
    if minute > 90:
        return PeriodKey(kind=PeriodKind.EXTRA, number=1 if minute <= 105 else 2)
    return PeriodKey(kind=PeriodKind.PERIOD, number=1 if minute <= 45 else 2)


PROVIDER = Provider(
    name="openfootball",
    title="openfootball",
    parse=parse,
    addresses=BOARDS.addresses,
    boards=BOARDS,
    per_minute=10,
    poll_seconds=1800,  # files that people edit: minutes to hours
    precedence=90,
    lists_season=True,
)
