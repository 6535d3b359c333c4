"""Hold what readers saw of a board against what the feed said, and against what of it stayed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from scores.sports import IN_PLAY, OVER, PeriodKind, Status
from tests.feeds.exam.boards import Numbers, Said
from tests.feeds.exam.playing import Played, Seen

STAYS = timedelta(seconds=90)  # what the feed takes back sooner was never true
PERIODS = [PeriodKind.PERIOD, PeriodKind.SET, PeriodKind.EXTRA, PeriodKind.SHOOTOUT]
Shown = tuple[datetime, Numbers, str]  # with the reason that the log gives


@dataclass(frozen=True)
class Step:
    """Something that went backwards: in a feed, or before readers."""

    key: str
    at: datetime
    was: Numbers
    now: Numbers
    is_old: bool = False
    lasted: timedelta | None = None  # None: until the end
    reason: str = ""

    @property
    def stays(self) -> bool:
        return self.lasted is None or self.lasted >= STAYS


@dataclass(frozen=True)
class Correction:
    """A step backwards that stayed, and when readers were shown it."""

    step: Step
    delay: timedelta | None = None  # None: they never were
    reason: str = ""


@dataclass
class Verdict:
    falls: list[Step] = field(default_factory=list)  # of a score, in the feed
    backs: list[Step] = field(default_factory=list)  # of a status, in the feed
    minutes: int = 0
    restated: int = 0  # points that moved from one part to another: no step backwards
    spurious: list[Step] = field(default_factory=list)
    shown_minutes: int = 0
    corrections: list[Correction] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)  # goals that readers saw struck through
    restored: list[str] = field(default_factory=list)  # and of these, those that stood after all
    stuck: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    matches: int = 0


def judge(said: Mapping[str, Sequence[Said]], played: Played) -> Verdict:
    verdict = Verdict(matches=len(said))
    for key, raw in said.items():
        rows = played.rows(key)
        _count_raw(verdict, key, raw)
        _compare(verdict, key, [(each.at, each.points, each.is_old) for each in raw], points_shown(rows))
        _compare(verdict, key, [(each.at, each.course, each.is_old) for each in raw], courses_shown(rows))
        verdict.shown_minutes += sum(_is_clock_back(before, after) for before, after in pairwise(rows))
        for before, after in pairwise(played.seen("match", key)):
            verdict.struck += _struck(key, before, after)
            verdict.restored += _struck(key, after, before)
        _conclude(verdict, key, raw[-1], rows[-1].state if rows else {})
    return verdict


def _struck(key: str, before: Seen, after: Seen) -> Iterator[str]:
    """The incidents that are struck through after, and were not before."""
    known = before.state.get("incidents", {})
    for pk, incident in after.state.get("incidents", {}).items():
        if pk in known and incident["state"] == "retracted" != known[pk]["state"]:
            yield f"{key}: {incident.get('player')} {incident.get('minute')}'"


def _count_raw(verdict: Verdict, key: str, raw: Sequence[Said]) -> None:
    for before, after in pairwise(raw):
        if _is_less(after.points, before.points):
            verdict.falls.append(Step(key, after.at, before.points, after.points, after.is_old))
        elif _is_less(after.parts, before.parts):
            verdict.restated += 1
        if after.course < before.course:
            verdict.backs.append(Step(key, after.at, before.course, after.course, after.is_old))
        elif after.course == before.course and after.minute < before.minute:
            verdict.minutes += 1


def _compare(
    verdict: Verdict,
    key: str,
    raw: Sequence[tuple[datetime, Numbers, bool]],
    shown: Sequence[Shown],
) -> None:
    true = [(at, numbers) for at, numbers, is_old in raw if not is_old]
    steps = steps_shown(key, shown)
    explained = set()
    for real in filter(lambda step: step.stays, _true_steps(key, true)):
        until = real.at + real.lasted if real.lasted else datetime.max.replace(tzinfo=real.at.tzinfo)
        told = next((step for step in steps if real.at <= step.at <= until and step not in explained), None)
        verdict.corrections.append(Correction(real, told.at - real.at if told else None, told.reason if told else ""))
        explained.add(told)
    verdict.spurious += [step for step in steps if step not in explained]


def steps_shown(key: str, shown: Sequence[Shown]) -> list[Step]:
    """What went back before readers."""
    return [
        Step(key, after[0], before[1], after[1], reason=after[2])
        for before, after in pairwise(shown)
        if _is_less(after[1], before[1])
    ]


def _true_steps(key: str, true: Sequence[tuple[datetime, Numbers]]) -> Iterator[Step]:
    """What went back in copies that were not old, and for how long."""
    for number, (before, after) in enumerate(pairwise(true), start=1):
        if not _is_less(after[1], before[1]):
            continue
        back = next((at for at, numbers in true[number:] if not _is_less(numbers, before[1])), None)
        yield Step(key, after[0], before[1], after[1], lasted=back - after[0] if back else None)


def _is_less(now: Numbers, was: Numbers) -> bool:
    return any(after < before for before, after in zip(was, now, strict=True))


def points_shown(rows: Sequence[Seen]) -> list[Shown]:
    return [(row.at, _points_of(row.state), row.reason) for row in rows]


def _points_of(state: Mapping[str, Any]) -> Numbers:
    score = state.get("score", {})
    points = (score.get("home", 0), score.get("away", 0))
    if state["sport"] != "tennis":
        return points
    parts = state.get("parts", {}).values()
    return (*points, *(sum(part.get(side, 0) for part in parts) for side in ("home", "away")))


def courses_shown(rows: Sequence[Seen]) -> list[Shown]:
    return [(row.at, _course_of(row.state), row.reason) for row in rows]


def _course_of(state: Mapping[str, Any]) -> Numbers:
    """How far along it is; a break comes after the period that it ends."""
    status = Status(state["status"])
    if status not in IN_PLAY:
        return (1000 if status in OVER else 0,)
    period = state.get("period")
    place = 20 * PERIODS.index(PeriodKind(period["kind"])) + 2 * period["number"] if period else 0
    return (100 + place + (status == Status.BREAK),)


def _is_clock_back(before: Seen, after: Seen) -> bool:
    clocks = before.state.get("clock"), after.state.get("clock")
    if not all(clocks) or before.state.get("period") != after.state.get("period"):
        return False
    return bool(clocks[1]["seconds"] < clocks[0]["seconds"])  # type: ignore[index]


def _conclude(verdict: Verdict, key: str, last: Said, state: Mapping[str, Any]) -> None:
    """Whether readers are left with what the feed said last, be it over or not."""
    status = Status(state["status"]) if state else None
    if last.is_over and status not in OVER:
        verdict.stuck.append(f"{key}: {status}")
    if not state or _points_of(state) != last.points:
        verdict.wrong.append(f"{key}: {_points_of(state) if state else None} instead of {last.points}")
