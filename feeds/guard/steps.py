"""What in a report goes backwards: score, status, parts, incidents, clock; and an attendance that is another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from feeds.guard.history import Claim, History, Points
from scores.reports import IncidentReport, MatchReport, PeriodKey, PeriodReport, other_side
from scores.sports import CALLED_OFF, IN_PLAY, OVER, PROGRESS, SPORTS, Sport, Status, period_spec

# What one review can take back at most: a goal, a home run with all bases taken, a six.
_REVIEWED: Mapping[str, int] = {"football": 1, "baseball": 4, "cricket": 6}


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


def _taken_back(report: MatchReport, history: History) -> Counter[str]:
    """What the report itself takes back, points of each side and cards: by a retraction, or by what a review says."""
    incidents = report.incidents or ()
    taken_back = _added_up(history.incidents.get(each.key, "") for each in incidents if each.retracted)
    for incident in incidents:
        if incident.overturns and incident.key not in history.incidents:
            taken_back.update(home=_REVIEWED.get(report.sport, 0), away=_REVIEWED.get(report.sport, 0), card=1)
    return taken_back


def _incidents_back(report: MatchReport, history: History) -> Step | None:
    """Incidents that vanish. One that another takes the place of was corrected, which is no step backwards: but of a
    goal only a goal of that side can, and of a card a card."""
    if report.incidents is None:
        return None
    told, before = {incident.key for incident in report.incidents}, history.incidents
    vanished = sorted(before.keys() - told)
    new = [worth for key, worth in active(report).items() if key not in before]
    lost = _added_up(before[key] for key in vanished) - _added_up(new)
    if len(vanished) <= len(new) and not lost:
        return None
    text = f"{len(vanished)} of {len(before)} are no longer listed"
    left = f"{len(before) - len(vanished)} of them listed"
    explained = len(vanished) <= len(new) and lost <= _taken_back(report, history)
    return Step(", ".join(vanished), f"{len(before)} listed", left, text, explained)


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


def active(report: MatchReport) -> dict[str, str]:
    """The incidents that stand, with what each is worth, which is what `History.incidents` remembers."""
    sport = SPORTS[report.sport]
    return {each.key: _worth(each, sport) for each in report.incidents or () if not each.retracted}


def _worth(incident: IncidentReport, sport: Sport) -> str:
    kind = sport.incidents.get(incident.kind)
    if kind is None or incident.side is None:
        return ""
    if not kind.points:
        return "card 1" if kind.card else ""
    side = other_side(incident.side) if kind.for_opponent else incident.side
    return f"{side} {kind.points}"


def _added_up(worths: Iterable[str]) -> Counter[str]:
    total: Counter[str] = Counter()
    for what, _, number in (worth.partition(" ") for worth in worths if worth):
        total[what] += int(number)
    return total


def goals_change(report: MatchReport, history: History) -> bool:
    """Whether the goals that it lists make another score than those before, but for what it takes back itself."""
    retracted = {each.key for each in report.incidents or () if each.retracted}
    before = _added_up(worth for key, worth in history.incidents.items() if key not in retracted)
    now = _added_up(active(report).values())
    return report.incidents is not None and any(before[side] != now[side] for side in ("home", "away"))


def of_score(report: MatchReport) -> Iterator[str]:
    """The parts of a report that say the same as its score."""
    if report.score is None:
        return
    yield "score"
    goals, score = _added_up(active(report).values()), (report.score.home, report.score.away)
    if report.incidents is not None and (goals["home"], goals["away"]) == score:
        yield "incidents"
    if report.periods is not None and added_up(report.periods) == score:
        yield "periods"
