"""Sport1's board `live.xml`: the matches of a day in five sports, as they stand.

What the numbers mean is inferred from the recordings (2015 and 2016); a word or number that they do not show is
refused. The total is the sum of the parts, of tennis it is `penalty-score`. A part below zero comes from a total and a
part that do not go together yet, so the part beside it is as much too high: then the parts are a Problem and none is
told, and the total still counts. -1 on both sides is a part that was not played. `date` ends in Z and is German time.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, ValidationError

from feeds.providers.provider import Parsed, ParseError, Problem, Provider, explain
from scores.reports import (
    ClockReport,
    IncidentReport,
    MatchReport,
    PeriodKey,
    PeriodReport,
    ScoreReport,
    Side,
    TeamReport,
)
from scores.sports import IN_PLAY, OVER, SPORTS, UPCOMING, PeriodKind, Status
from tests.feeds.adapters.sport1_leagues import LEAGUES, competition_of

GERMANY = ZoneInfo("Europe/Berlin")
STATUSES = {"0": Status.SCHEDULED, "1": Status.LIVE, "2": Status.ENDED}
REASONS = {
    "aufgabe": Status.RETIRED,
    "w.o.": Status.WALKOVER,
    "annul.": Status.CANCELLED,
    "verl.": Status.POSTPONED,
    "abgebr.": Status.ABANDONED,
    "start verzoegert": Status.DELAYED,
    "start verzögert": Status.DELAYED,
}
WINNERS: dict[str, Side] = {"1": "home", "2": "away"}
PARTS = ("half1", "half2", "half3", "half4")
Pair = tuple[int, int]
_GOAL = re.compile(r"^(?P<minute>\d+);(?P<player>.+?)(?P<own> \(ET\))?$")


class Item(BaseModel):
    """The attributes of a <game>."""

    model_config = ConfigDict(alias_generator=lambda name: name.replace("_", "-"))

    id: str
    league_id: str
    group_id: str
    gameday_description: str
    date: datetime
    gamestate: int
    activestate: str
    cancel_reason: str
    current_minute: str
    winner: str
    home_team_id: str
    home_long_name: str
    home_short_name: str
    guest_team_id: str
    guest_long_name: str
    guest_short_name: str
    home_scorer_names: str
    guest_scorer_names: str
    scores: dict[str, Pair | None]

    @property
    def sport(self) -> str:
        return LEAGUES[self.league_id].sport


def parse(payload: bytes, received_at: datetime) -> Parsed:
    reports: list[MatchReport] = []
    problems: list[Problem] = []
    for number, game in enumerate(_games(payload), start=1):
        where = f"match {game.get('id') or number}"
        try:
            item = _item(game)
            reports.append(_report(item, received_at, problems, where))
        except ValueError as error:
            problems.append(Problem(where, explain(error) if isinstance(error, ValidationError) else str(error)))
    return Parsed(tuple(reports), tuple(problems))


def _games(payload: bytes) -> list[dict[str, str]]:
    if not payload.strip():
        raise ParseError("The body is empty.")
    try:
        root = ElementTree.fromstring(payload)
    except ElementTree.ParseError as error:
        raise ParseError(f"The body is not XML, or is cut off. ({error})") from None
    if root.tag != "games":
        raise ParseError(f"The body is another document: <{root.tag}> instead of <games>.")
    return [dict(game.attrib) for game in root.iter("game")]


def _item(game: dict[str, str]) -> Item:
    names = (*PARTS, "overtime", "penalty")
    scores = {name: _pair(game.get(f"{name}-score-home", ""), game.get(f"{name}-score-guest", "")) for name in names}
    document: dict[str, Any] = {**game, "scores": scores}
    item = Item.model_validate(document)
    if item.league_id not in LEAGUES:
        raise ValueError(f"unknown league {item.league_id} ({item.gameday_description})")
    return item


def _pair(home: str, away: str) -> Pair | None:
    """None: not played. One side at -1 is a number like another, only wrong."""
    if not home.strip() or not away.strip() or (home, away) == ("-1", "-1"):
        return None
    return int(home), int(away)


def _report(item: Item, received_at: datetime, problems: list[Problem], where: str) -> MatchReport:
    kick_off = item.date.replace(tzinfo=GERMANY)
    status = _status(item, problems, where)
    total = _total(item) if status not in UPCOMING else None
    period = _period(item, received_at - kick_off) if status in IN_PLAY else None
    return MatchReport(
        key=item.id,
        sport=item.sport,
        competition=competition_of(item.league_id, item.group_id, item.gameday_description, kick_off.date()),
        home=_team(item, item.home_team_id, item.home_long_name, item.home_short_name),
        away=_team(item, item.guest_team_id, item.guest_long_name, item.guest_short_name),
        kick_off=kick_off.astimezone(UTC),
        kick_off_precision="date" if (kick_off.hour, kick_off.minute) == (0, 0) else "time",
        status=status,
        period=period,
        clock=_clock(item, status, period, received_at),
        score=_score(total, problems, where),
        periods=_periods(item, status, problems, where),
        incidents=_goals(item, total, problems, where),
        winner=_winner(item, status, total),
    )


def _team(item: Item, key: str, name: str, short_name: str) -> TeamReport:
    is_pair = " / " in name
    return TeamReport(
        name=name,
        key=key,
        short_name=short_name[:32],
        kind="club" if item.sport != "tennis" else "pair" if is_pair else "player",
    )


def _status(item: Item, problems: list[Problem], where: str) -> Status | None:
    reason = item.cancel_reason.strip().casefold()
    said = STATUSES.get(item.activestate)
    if reason in REASONS:
        called = REASONS[reason]
        return said if called == Status.DELAYED and said != Status.SCHEDULED else called
    if reason or said is None:
        problems.append(Problem(where, f"unknown state {item.activestate!r}, reason {item.cancel_reason!r}"))
        return None
    return Status.BREAK if said == Status.LIVE and _is_half_time(item) else said


def _is_half_time(item: Item) -> bool:
    """The second half is announced when the first one ends: the minute stands at 45 until it is played."""
    return item.sport == "football" and item.gamestate == 2 and item.current_minute == "45"


def _period(item: Item, elapsed: timedelta) -> PeriodKey | None:
    """The one that is played, or None where `gamestate` cannot be it: some matches are counted from 2 on."""
    if item.sport == "tennis":
        # Some days the first set is 1 and some days it is 2, so the sets that have a score tell which one is played.
        begun = [number for number, name in enumerate(PARTS, start=1) if item.scores[name]]
        return PeriodKey(kind=PeriodKind.SET, number=begun[-1]) if begun else None
    regular, minutes = SPORTS[item.sport].periods[0].count, SPORTS[item.sport].periods[0].minutes or 0
    if item.sport == "football" and (_is_half_time(item) or 1 < _minute(item) < 45):
        return PeriodKey(kind=PeriodKind.PERIOD, number=1)
    if elapsed < timedelta(minutes=(item.gamestate - 1) * minutes):
        return None  # the periods before it cannot be over
    if 1 <= item.gamestate <= regular:
        return PeriodKey(kind=PeriodKind.PERIOD, number=item.gamestate)
    if item.gamestate == regular + 1 and _is_level(item, regular):
        return PeriodKey(kind=PeriodKind.EXTRA, number=1)
    return None


def _minute(item: Item) -> int:
    """Matches that have no minute say 1 all the time."""
    return int(item.current_minute) if item.current_minute.isdigit() else 0


def _is_level(item: Item, regular: int) -> bool:
    parts = [item.scores[name] or (0, 0) for name in PARTS[:regular]]
    return sum(part[0] for part in parts) == sum(part[1] for part in parts)


def _total(item: Item) -> Pair | None:
    if item.sport == "tennis":
        return item.scores["penalty"]
    parts = [item.scores[name] or (0, 0) for name in (*PARTS, "overtime")]
    return sum(part[0] for part in parts), sum(part[1] for part in parts)


def _score(total: Pair | None, problems: list[Problem], where: str) -> ScoreReport | None:
    if total is None:
        return None
    if min(total) < 0:
        problems.append(Problem(where, f"a score below zero: {total[0]}:{total[1]}"))
        return None
    return ScoreReport(home=total[0], away=total[1])


def _periods(item: Item, status: Status | None, problems: list[Problem], where: str) -> tuple[PeriodReport, ...] | None:
    if status in UPCOMING:
        return ()
    told = list(_told(item, status))
    for kind, number, points in told:
        if min(points) < 0:
            problems.append(Problem(where, f"a part below zero: {kind} {number} {points[0]}:{points[1]}"))
            return None
    return tuple(PeriodReport(kind=kind, number=number, home=home, away=away) for kind, number, (home, away) in told)


def _told(item: Item, status: Status | None) -> Iterator[tuple[PeriodKind, int, Pair]]:
    """The parts that are played. Those to come read 0:0 like those without a goal."""
    sport = SPORTS[item.sport]
    kind, count = sport.periods[0].kind, sport.periods[0].count
    for number, name in enumerate(PARTS, start=1):
        points = item.scores[name]
        is_begun = kind == PeriodKind.SET or number <= (count if status in OVER else min(item.gamestate, count))
        if points and (is_begun or points != (0, 0)):
            yield kind, number, points
    if (overtime := item.scores["overtime"]) and overtime != (0, 0):
        yield PeriodKind.EXTRA, 1, overtime
    if item.sport in {"football", "handball"} and (kicks := item.scores["penalty"]) and kicks != (0, 0):
        yield PeriodKind.SHOOTOUT, 1, kicks


def _clock(item: Item, status: Status | None, period: PeriodKey | None, received_at: datetime) -> ClockReport | None:
    """The minute of football; other sports' minutes stand for longer than one."""
    minute = _minute(item)
    if item.sport != "football" or status != Status.LIVE or minute < 2 or period is None:
        return None
    return ClockReport.in_minute(minute, at=received_at)


def _goals(item: Item, total: Pair | None, problems: list[Problem], where: str) -> tuple[IncidentReport, ...] | None:
    """The goals, where scorers are named. Without any name: there are none, or nobody names them."""
    named = {"home": item.home_scorer_names, "away": item.guest_scorer_names}
    if item.sport != "football" or total is None or (total != (0, 0) and not any(named.values())):
        return None
    goals: list[IncidentReport] = []
    seen: Counter[str] = Counter()
    sides: tuple[tuple[Side, Side], tuple[Side, Side]] = (("home", "away"), ("away", "home"))
    for side, other in sides:
        for text in filter(None, named[side].split("|")):
            found = _GOAL.match(text)
            if found is None:
                problems.append(Problem(where, f"unknown goal {text!r}"))
                continue
            # Minutes are corrected: the key is which of the player's it is. An own goal is listed where it counts.
            who = f"{side}:{found['player']}"
            seen[who] += 1
            goals.append(
                IncidentReport(
                    key=f"{who}:{seen[who]}"[:128],
                    kind="own_goal" if found["own"] else "goal",
                    side=other if found["own"] else side,
                    minute=int(found["minute"]),
                    player=found["player"],
                    order=len(goals),
                )
            )
    return tuple(goals)


def _winner(item: Item, status: Status | None, total: Pair | None) -> Side | None:
    """Who won where the score does not say: elsewhere `winner` is some polls behind it."""
    if status not in OVER or (total and total[0] != total[1]):
        return None
    return WINNERS.get(item.winner)


PROVIDER = Provider(name="sport1", title="Sport1 (recordings)", parse=parse, poll_seconds=15, precedence=60)
