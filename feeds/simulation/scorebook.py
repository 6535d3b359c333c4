"""The course of one match as it is written down: every moment at which a reader would see something else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from feeds.simulation.people import Player, squad
from feeds.simulation.world import DemoTeam
from scores.reports import SIDES, IncidentReport, PeriodKey, PeriodReport, Side, other_side
from scores.sports import SPORTS, PeriodKind, Status, period_spec

Situation = Mapping[str, int | str | bool]


@dataclass(frozen=True)
class Clock:
    seconds: int
    running: bool
    added: int = 0
    step: int = 1  # -1: it counts down


@dataclass(frozen=True)
class Moment:
    """All there is to say of a match `at` seconds after its kick-off."""

    at: int
    status: Status
    period: PeriodKey | None = None
    clock: Clock | None = None
    score: tuple[int, int] | None = None
    periods: tuple[PeriodReport, ...] = ()
    incidents: tuple[IncidentReport, ...] = ()
    statistics: tuple[tuple[str, int, int], ...] = ()  # kind, home, away
    situation: Situation = field(default_factory=dict)
    winner: Side | None = None  # where the score does not say it
    note: str = ""
    lineups: bool = True  # whether they are known


class Scorebook:
    """What a sport's course writes into. Time passes only by `wait`; `tell` makes a moment of what stands here."""

    def __init__(
        self, sport: str, key: str, teams: Mapping[Side, DemoTeam], *, knockout: bool = False, start: int = 0
    ) -> None:
        self.sport = sport
        self.rules = SPORTS[sport]
        self.random = Random(key)
        self.knockout = knockout
        self.codes: dict[Side, str] = {side: teams[side].code for side in SIDES}
        self.squads: dict[Side, tuple[Player, ...]] = {side: squad(teams[side].key, sport) for side in SIDES}
        self.strength: dict[Side, float] = {side: Random(teams[side].key).uniform(0.85, 1.15) for side in SIDES}
        self.now = start  # seconds after the kick-off
        self.status = Status.SCHEDULED
        self.period: PeriodKey | None = None
        self.clock: Clock | None = None
        self.total: dict[Side, int] = {"home": 0, "away": 0}
        self.parts: dict[PeriodKey, PeriodReport] = {}
        self.incidents: dict[str, IncidentReport] = {}
        self.statistics: dict[str, dict[Side, int]] = {}
        self.situation: dict[str, int | str | bool] = {}
        self.winner: Side | None = None
        self.note = ""
        self._told: list[tuple[int, dict[str, Any]]] = []

    @property
    def leader(self) -> Side | None:
        if self.total["home"] == self.total["away"]:
            return None
        return "home" if self.total["home"] > self.total["away"] else "away"

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def side(self, home_advantage: float = 1.1) -> Side:
        """One of the two, the stronger one more often."""
        home = self.strength["home"] * home_advantage
        return "home" if self.chance(home / (home + self.strength["away"])) else "away"

    def player(self, side: Side, *positions: str) -> str:
        """A starter of a side, of one of these positions if any are named; empty where the team is the player."""
        starters = [player for player in self.squads[side] if player.starter]
        wanted = [player for player in starters if not positions or player.position in positions]
        return self.random.choice(wanted).name if wanted else ""

    def wait(self, seconds: float) -> None:
        """Let time pass; a running clock runs."""
        self.now += round(seconds)
        if self.clock and self.clock.running:
            self.clock = replace(self.clock, seconds=max(0, self.clock.seconds + round(seconds) * self.clock.step))

    def run_clock(self, running: bool) -> None:
        if self.clock:
            self.clock = replace(self.clock, running=running)

    def add_time(self, minutes: int) -> None:
        if self.clock:
            self.clock = replace(self.clock, added=minutes)

    def start(self, kind: PeriodKind, number: int, *, clock: int | None = None, batting: Side | None = None) -> None:
        """Begin a period; of innings with one side batting, only that one has a score."""
        self.status = Status.LIVE
        self.period = PeriodKey(kind=kind, number=number)
        step = -1 if self.rules.clock == "down" else 1
        self.clock = None if clock is None else Clock(clock, True, step=step)
        self.parts.setdefault(self.period, PeriodReport(kind=kind, number=number))
        for side in SIDES if batting is None else (batting,):
            self.part(side)
        self.tell()

    def rest(self, seconds: int) -> None:
        """End a period and wait for the next."""
        self.status = Status.BREAK
        self.run_clock(False)
        self.tell()
        self.wait(seconds)

    def finish(self, note: str = "", *, status: Status = Status.ENDED, confirmed_after: int = 420) -> None:
        self.status, self.clock, self.period = status, None, None
        self.situation = {}
        self.note = note
        self.tell()
        if status == Status.ENDED:
            self.wait(confirmed_after)
            self.status = Status.CLOSED
            self.tell()

    def count(self, statistic: str, side: Side, by: int = 1) -> None:
        self.statistics.setdefault(statistic, {"home": 0, "away": 0})[side] += by

    def part(self, side: Side, by: int = 0, **detail: int | str | bool) -> int:
        """Raise a side's score in the period being played, and what one number cannot say; return that score."""
        assert self.period is not None
        part = self.parts[self.period]
        score = (getattr(part, side) or 0) + by
        kept = getattr(part, f"{side}_detail")
        self.parts[self.period] = part.model_copy(update={side: score, f"{side}_detail": {**kept, **detail}})
        return score

    def score(self, side: Side, points: int = 1, **detail: int | str | bool) -> None:
        """Add points to the period and, where they count, to the total."""
        assert self.period is not None
        self.part(side, points, **detail)
        spec = period_spec(self.sport, self.period.kind)
        if self.rules.total == "sum" and (spec is None or spec.counts_in_total):
            self.total[side] += points

    def add(self, kind: str, side: Side, **told: Any) -> str:
        """Write an incident down, with its points; return its key."""
        key = str(len(self.incidents) + 1)
        self.incidents[key] = IncidentReport(
            key=key, kind=kind, side=side, period=self.period, order=len(self.incidents) + 1, **self._when(), **told
        )
        if points := self.rules.incidents[kind].points:
            self.score(other_side(side) if self.rules.incidents[kind].for_opponent else side, points)
        return key

    def retract(self, key: str, reason: str) -> None:
        """Take an incident back, with its points."""
        said = self.incidents[key]
        self.incidents[key] = said.model_copy(update={"retracted": True, "reason": reason})
        kind = self.rules.incidents[said.kind]
        if kind.points and said.side:
            self.score(other_side(said.side) if kind.for_opponent else said.side, -kind.points)

    def amend(self, key: str, **changes: Any) -> None:
        self.incidents[key] = self.incidents[key].model_copy(update=changes)

    def _when(self) -> dict[str, Any]:
        """The minute as readers say it, 45+2, or the seconds left."""
        if self.clock is None or self.period is None:
            return {}
        if self.rules.clock == "down":
            return {"clock": self.clock.seconds}
        minute, end = self.clock.seconds // 60 + 1, self.end_of_period() // 60
        return {"minute": min(minute, end), "added": max(0, minute - end)}

    def end_of_period(self) -> int:
        """Where a clock that counts up would stop this period, in seconds."""
        assert self.period is not None
        seconds = 0
        for spec in self.rules.periods:
            if spec.kind == self.period.kind:
                return seconds + self.period.number * (spec.minutes or 0) * 60
            seconds += spec.count * (spec.minutes or 0) * 60
        return seconds

    def tell(self) -> None:
        """Make a moment of what stands here, if that is news. Of two at one second, the later one counts."""
        said = {
            "status": self.status,
            "period": self.period,
            "clock": self.clock,
            "score": (self.total["home"], self.total["away"]),
            "periods": tuple(self.parts.values()),
            "incidents": tuple(self.incidents.values()),
            "statistics": tuple((kind, sides["home"], sides["away"]) for kind, sides in self.statistics.items()),
            "situation": dict(self.situation),
            "winner": self.winner,
            "note": self.note,
        }
        if self._told and self._told[-1][0] == self.now:
            self._told.pop()
        if not self._told or said != self._told[-1][1]:
            self._told.append((self.now, said))

    @property
    def moments(self) -> list[Moment]:
        return [Moment(at, **said) for at, said in self._told]
