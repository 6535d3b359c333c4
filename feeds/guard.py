"""What to believe of a report. Feeds serve old copies, take goals back and forth, and announce ends that are none.

A step forward is believed at once. A step backwards (score down, status earlier, an incident gone, the clock back) is
held until it has been said for 60 seconds, or until the report explains it with a retraction. It is time that counts
and not how often it is said: old copies were served for up to 37 seconds on boards that are polled every 8 seconds.
What is held is one part of a report; its other parts pass.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict

from scores.reports import IncidentReport, MatchReport, PeriodKey, PeriodReport, ScoreReport
from scores.sports import CALLED_OFF, IN_PLAY, OVER, PROGRESS, SPORTS, Sport, Status, period_spec

PATIENCE = timedelta(seconds=60)  # how long a step backwards must be said

# What must not pass while another part is held: the parts of a report lean on each other.
LEANING: Mapping[str, tuple[str, ...]] = {
    "status": ("status", "period", "clock", "periods", "winner", "situation"),
    "score": ("score", "periods", "winner"),
    "periods": ("periods", "situation"),
    "incidents": ("incidents",),
    "clock": ("clock",),
}
_TAKEN_BACK = re.compile(r"cancel|disallow|overturn|no.?goal", re.IGNORECASE)


# In words or, of what is counted, the numbers of both sides: these may rise while they are doubted.
Points = tuple[int, int]
Claim = Points | str
Found = tuple[Claim, str]


class Doubt(BaseModel):
    """A step backwards that is not believed yet."""

    model_config = ConfigDict(frozen=True)

    claim: Claim
    since: AwareDatetime


class History(BaseModel):
    """What we last believed of one match from one provider."""

    model_config = ConfigDict(frozen=True)

    as_of: dict[str, AwareDatetime] = {}  # by resource: two documents of one provider are not as old as each other
    status: Status | None = None
    period: PeriodKey | None = None
    score: ScoreReport | None = None
    parts: Points | None = None  # what its periods add up to; of tennis, the games
    clock: int | None = None
    incidents: dict[str, str] = {}  # key of each active incident -> the points it made: "home 1"
    doubts: dict[str, Doubt] = {}


@dataclass(frozen=True)
class Held:
    part: str
    reason: str

    def __str__(self) -> str:
        return f"{self.part}: {self.reason}"


@dataclass(frozen=True)
class Decision:
    """`believed` is None when nothing of the report is; `history` is what to compare the next one with."""

    believed: MatchReport | None
    history: History
    held: tuple[Held, ...] = ()


def judge(report: MatchReport, history: History, received_at: datetime, *, resource: str = "") -> Decision:
    """`resource`: which of the provider's documents of this match the report is read from."""
    newest = history.as_of.get(resource)
    if report.as_of and newest and report.as_of < newest:
        text = f"the copy of {report.as_of:%H:%M:%S} is older than the one of {newest:%H:%M:%S} that we have"
        return Decision(None, history, (Held("report", text),))
    held: list[Held] = []
    doubts = {part: doubt for part, doubt in history.doubts.items() if getattr(report, part) is None}
    for part, claim, text in _steps_back(report, history):
        doubt = _doubt(history.doubts.get(part), claim, received_at)
        if received_at - doubt.since < PATIENCE:
            doubts[part] = doubt
            held.append(Held(part, text))
    withheld = {name: None for each in held for name in LEANING[each.part]}
    believed = report.model_copy(update=withheld) if withheld else report
    return Decision(believed, _remember(believed, history, doubts, resource), tuple(held))


def _doubt(known: Doubt | None, claim: Claim, received_at: datetime) -> Doubt:
    since = known.since if known and _confirms(claim, known.claim) else received_at
    return Doubt(claim=claim, since=since)


def _confirms(claim: Claim, known: Claim) -> bool:
    """Whether it says the same again. The match goes on meanwhile, and points that are added contradict nothing."""
    if isinstance(claim, str) or isinstance(known, str):
        return claim == known
    return all(now >= was for now, was in zip(claim, known, strict=True))


def _steps_back(report: MatchReport, history: History) -> Iterator[tuple[str, Claim, str]]:
    """Each part that goes backwards: its name, what it claims (the same claim again confirms), and in words."""
    for part, step in _STEPS.items():
        if found := step(report, history):
            yield part, *found


def _status_back(report: MatchReport, history: History) -> Found | None:
    before, after = history.status, report.status
    if before is None or after is None:
        return None
    if _earlier(before, after):
        return str(after), f"was {before}, is now said to be {after}"
    if {before, after} <= IN_PLAY and history.period and report.period:
        was, now = (before, history.period), (after, report.period)
        if _place(report.sport, *now) < _place(report.sport, *was):
            return " ".join(map(str, _place(report.sport, *now))), f"was {_told(*was)}, is now said to be {_told(*now)}"
    return None


def _place(sport: str, status: Status, period: PeriodKey) -> tuple[int, int, bool]:
    """Where in its course a match is. Of periods that have a length, a break is the end."""
    spec = period_spec(sport, period.kind)
    order = [each.kind for each in SPORTS[sport].periods].index(period.kind)
    return order, period.number, status == Status.BREAK and bool(spec and spec.minutes)


def _told(status: Status, period: PeriodKey) -> str:
    return f"{status} in {period.kind} {period.number}"


def _earlier(before: Status, after: Status) -> bool:
    if before in CALLED_OFF:
        return False  # it is played after all
    if after in CALLED_OFF:
        return before in OVER
    return PROGRESS[after] < PROGRESS[before]


def _score_back(report: MatchReport, history: History) -> Found | None:
    if report.score is None or history.score is None:
        return None
    return _less(report, history, (report.score.home, report.score.away), (history.score.home, history.score.away))


def _periods_back(report: MatchReport, history: History) -> Found | None:
    """Parts that add up to less. Points that move from one part to another are no step backwards."""
    if report.periods is None or history.parts is None:
        return None
    return _less(report, history, _added_up(report.periods), history.parts)


def _less(report: MatchReport, history: History, now: Points, was: Points) -> Found | None:
    taken_back = _taken_back(report, history)
    if now[0] + taken_back["home"] >= was[0] and now[1] + taken_back["away"] >= was[1]:
        return None
    return now, f"was {was[0]}–{was[1]}, is now said to be {now[0]}–{now[1]}"


def _added_up(periods: Iterable[PeriodReport]) -> Points:
    pairs = [(period.home or 0, period.away or 0) for period in periods]
    return sum(home for home, _ in pairs), sum(away for _, away in pairs)


def _taken_back(report: MatchReport, history: History) -> dict[str, int]:
    """How many points of each side the report itself takes back: a retracted goal, a goal that VAR disallowed."""
    points = {"home": 0, "away": 0}
    for incident in report.incidents or ():
        if incident.retracted and incident.key in history.incidents:
            side, _, worth = history.incidents[incident.key].partition(" ")
            if side in points:
                points[side] += int(worth)
        elif incident.kind == "var" and incident.key not in history.incidents and _TAKEN_BACK.search(incident.detail):
            points = {side: worth + 1 for side, worth in points.items()}
    return points


def _incidents_back(report: MatchReport, history: History) -> Found | None:
    """Incidents that vanish. One that another takes the place of was corrected, which is no step backwards."""
    if report.incidents is None:
        return None
    told = {incident.key: incident for incident in report.incidents}
    vanished = sorted(key for key in history.incidents if key not in told)
    new = sum(not incident.retracted and key not in history.incidents for key, incident in told.items())
    if len(vanished) <= new:
        return None
    return ", ".join(vanished), f"{len(vanished)} of {len(history.incidents)} are no longer listed"


def _clock_back(report: MatchReport, history: History) -> Found | None:
    if report.clock is None or history.clock is None or report.period != history.period:
        return None
    direction = SPORTS[report.sport].clock
    back = history.clock - report.clock.seconds if direction == "up" else report.clock.seconds - history.clock
    if direction == "none" or back <= 0:
        return None
    return "back", f"was {_minutes(history.clock)}, is now said to be {_minutes(report.clock.seconds)}"


def _minutes(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02}"


_STEPS: Mapping[str, Callable[[MatchReport, History], Found | None]] = {
    "status": _status_back,
    "score": _score_back,
    "periods": _periods_back,
    "incidents": _incidents_back,
    "clock": _clock_back,
}


def _remember(believed: MatchReport, history: History, doubts: dict[str, Doubt], resource: str) -> History:
    said: dict[str, Any] = {
        "as_of": history.as_of | {resource: believed.as_of} if believed.as_of else None,
        "status": believed.status,
        "period": believed.period,
        "score": believed.score,
        "parts": None if believed.periods is None else _added_up(believed.periods),
        "incidents": None if believed.incidents is None else _active(believed),
    }
    clock = believed.clock.seconds if believed.clock else None
    if clock is None and believed.period in (None, history.period):
        clock = history.clock  # another period's clock says nothing about this one
    known = {name: value for name, value in said.items() if value is not None}
    return history.model_copy(update=known | {"clock": clock, "doubts": doubts})


def _active(report: MatchReport) -> dict[str, str]:
    sport = SPORTS[report.sport]
    return {each.key: _worth(each, sport) for each in report.incidents or () if not each.retracted}


def _worth(incident: IncidentReport, sport: Sport) -> str:
    kind = sport.incidents.get(incident.kind)
    if kind is None or not kind.points or incident.side is None:
        return ""
    side = incident.side if not kind.for_opponent else "away" if incident.side == "home" else "home"
    return f"{side} {kind.points}"
