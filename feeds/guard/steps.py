"""What in a report goes backwards: score, status, parts, incidents, clock; and an attendance that is another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from feeds.guard.history import Claim, History, Points
from scores.reports import IncidentReport, MatchReport, PeriodKey, PeriodReport
from scores.sports import CALLED_OFF, IN_PLAY, OVER, PROGRESS, SPORTS, Sport, Status, period_spec

_TAKEN_BACK = re.compile(r"cancel|disallow|overturn|no.?goal", re.IGNORECASE)


# What one review can take back at most: a goal, a home run with all bases taken, a six.
_REVIEWED: Mapping[str, int] = {"football": 1, "baseball": 4, "cricket": 6}
_REVIEWS = frozenset({"var", "review"})


class Step(NamedTuple):
    """A part that goes backwards: what it claims (the same claim again confirms), and in words."""

    claim: Claim
    believed: str
    said: str
    text: str
    explained: bool = False  # by the report itself: it takes back the goal


def _step(claim: Claim, believed: str, said: str, *, explained: bool = False) -> Step:
    return Step(claim, believed, said, f"was {believed}, is now said to be {said}", explained)


def steps_back(report: MatchReport, history: History) -> Iterator[tuple[str, Step]]:
    for part, step in _STEPS.items():
        if found := step(report, history):
            yield part, found


def _status_back(report: MatchReport, history: History) -> Step | None:
    before, after = history.status, report.status
    if before is None or after is None:
        return None
    if _earlier(before, after):
        return _step(str(after), before, after)
    if {before, after} <= IN_PLAY and history.period and report.period:
        was, now = (before, history.period), (after, report.period)
        if _place(report.sport, *now) < _place(report.sport, *was):
            return _step(" ".join(map(str, _place(report.sport, *now))), _told(*was), _told(*now))
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


def _score_back(report: MatchReport, history: History) -> Step | None:
    if report.score is None or history.score is None:
        return None
    return _less(report, history, (report.score.home, report.score.away), (history.score.home, history.score.away))


def _periods_back(report: MatchReport, history: History) -> Step | None:
    """Parts that add up to less. Points that move from one part to another are no step backwards."""
    if report.periods is None or history.parts is None:
        return None
    return _less(report, history, added_up(report.periods), history.parts)


def _less(report: MatchReport, history: History, now: Points, was: Points) -> Step | None:
    if now[0] >= was[0] and now[1] >= was[1]:
        return None
    taken_back = _taken_back(report, history)
    explained = now[0] + taken_back["home"] >= was[0] and now[1] + taken_back["away"] >= was[1]
    return _step(now, f"{was[0]}–{was[1]}", f"{now[0]}–{now[1]}", explained=explained)


def added_up(periods: Iterable[PeriodReport]) -> Points:
    pairs = [(period.home or 0, period.away or 0) for period in periods]
    return sum(home for home, _ in pairs), sum(away for _, away in pairs)


def by_period(periods: Iterable[PeriodReport]) -> dict[str, Points]:
    return {f"{period.kind}-{period.number}": (period.home or 0, period.away or 0) for period in periods}


def _taken_back(report: MatchReport, history: History) -> dict[str, int]:
    """How many points of each side the report itself takes back: a retracted goal, one that a review disallowed."""
    points = {"home": 0, "away": 0}
    for incident in report.incidents or ():
        if incident.retracted and incident.key in history.incidents:
            side, _, worth = history.incidents[incident.key].partition(" ")
            if side in points:
                points[side] += int(worth)
        elif _overturns(incident) and incident.key not in history.incidents:
            points = {side: worth + _REVIEWED.get(report.sport, 0) for side, worth in points.items()}
    return points


def _overturns(incident: IncidentReport) -> bool:
    return incident.kind in _REVIEWS and bool(_TAKEN_BACK.search(incident.detail))


def _incidents_back(report: MatchReport, history: History) -> Step | None:
    """Incidents that vanish. One that another takes the place of was corrected, which is no step backwards."""
    if report.incidents is None:
        return None
    told = {incident.key: incident for incident in report.incidents}
    vanished = sorted(key for key in history.incidents if key not in told)
    new = sum(not incident.retracted and key not in history.incidents for key, incident in told.items())
    if len(vanished) <= new:
        return None
    listed, left = len(history.incidents), len(history.incidents) - len(vanished)
    text = f"{len(vanished)} of {listed} are no longer listed"
    return Step(", ".join(vanished), f"{listed} listed", f"{left} of them listed", text)


def _clock_back(report: MatchReport, history: History) -> Step | None:
    if report.clock is None or history.clock is None or report.period != history.period:
        return None
    direction = SPORTS[report.sport].clock
    back = history.clock - report.clock.seconds if direction == "up" else report.clock.seconds - history.clock
    if direction == "none" or back <= 0:
        return None
    return _step("back", _minutes(history.clock), _minutes(report.clock.seconds))


def _attendance_back(report: MatchReport, history: History) -> Step | None:
    """Another number than was announced: of two, nobody can say which is the older."""
    was, now = history.attendance, report.attendance
    if was is None or now is None or was == now:
        return None
    return _step(str(now), f"{was:,}", f"{now:,}")


def _minutes(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02}"


_STEPS: Mapping[str, Callable[[MatchReport, History], Step | None]] = {
    "status": _status_back,
    "score": _score_back,
    "periods": _periods_back,
    "incidents": _incidents_back,
    "clock": _clock_back,
    "attendance": _attendance_back,
}


def worth(incident: IncidentReport, sport: Sport) -> str:
    kind = sport.incidents.get(incident.kind)
    if kind is None or not kind.points or incident.side is None:
        return ""
    side = incident.side if not kind.for_opponent else "away" if incident.side == "home" else "home"
    return f"{side} {kind.points}"
