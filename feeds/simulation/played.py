"""A match as it is being played: what of its course is told, what is due next, and where to go on after a pause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from feeds.ingest import digest
from feeds.simulation.course import Course, moment_at
from feeds.simulation.planning import PlannedMatch
from feeds.simulation.reports import course_for, report_of
from feeds.simulation.scorebook import Moment
from scores.models import Match
from scores.reports import MatchReport
from scores.sports import IN_PLAY

RETELLS = 3  # what was refused is told again this often, a minute apart: a database may be busy
ROUNDING = 0.01  # seconds of a course: moments are reckoned back and forth, in microseconds times the speed
IN_A_MINUTE = timedelta(minutes=1)


@dataclass
class Played:
    """A match that is being played. Its course began at `origin`, and runs `speed` times as fast as the clock."""

    match: PlannedMatch
    course: Course
    origin: datetime
    speed: float
    brief: bool = False
    told: int = -1
    again_at: datetime | None = None
    retells: int = 0

    def index(self, now: datetime) -> int:
        return moment_at(self.course, (now - self.origin).total_seconds() * self.speed + ROUNDING)

    def began(self, index: int) -> datetime:
        return self.origin + timedelta(seconds=self.course[index].at / self.speed)

    def is_in_play(self, now: datetime) -> bool:
        return self.course[self.index(now)].status in IN_PLAY

    def is_due(self, now: datetime) -> bool:
        return self.index(now) != self.told or (self.again_at is not None and self.again_at <= now)

    def has_correction_since(self, start: datetime, end: datetime) -> bool:
        before, after = (self.course[self.index(at)].incidents for at in (start, end))
        return sum(said.retracted for said in after) > sum(said.retracted for said in before)

    def due_at(self) -> datetime | None:
        following = self.told + 1
        times = [self.began(following)] if following < len(self.course) else []
        return min([*times, self.again_at] if self.again_at else times, default=None)

    def report(self, now: datetime) -> MatchReport:
        self.told = self.index(now)
        moment, since = self.course[self.told], min(now, self.began(self.told))
        return report_of(self.match, moment, since=since, as_of=now, brief=self.brief)

    def settle(self, now: datetime, *, refused: bool) -> bool:
        """After it was told: whether there is more to tell."""
        retry = refused and self.retells < RETELLS
        self.retells = self.retells + 1 if retry else 0
        self.again_at = now + IN_A_MINUTE if retry else None
        return retry or self.told < len(self.course) - 1


def resumed(match: PlannedMatch, row: Match, told: str, now: datetime, speed: float) -> Played:
    """A match taken up again where the clock puts it; at another speed than the clock's, where readers saw it last.

    `told` is the digest of its last report.
    """
    played = Played(match, course_for(match), match.kick_off, speed)
    if row.status in IN_PLAY and (seen := _seen(played, row, told, now)):
        left = now - timedelta(seconds=seen.at / speed)
        played.origin = min(played.origin, left) if speed == 1 else left
    return played


def _seen(played: Played, row: Match, told: str, now: datetime) -> Moment | None:
    """The moment that was told last: the one whose report is the same, or else the last that shows the same score."""
    shown = (row.home_score or 0, row.away_score or 0, row.period_kind, row.period_number)
    alike = [moment for moment in played.course if _shown(moment) == shown]
    for moment in alike:
        if digest(report_of(played.match, moment, since=now, as_of=now)) == told:
            return moment
    return alike[-1] if alike else None


def _shown(moment: Moment) -> tuple[int, int, str, int] | None:
    if moment.score is None or moment.period is None:
        return None
    return *moment.score, moment.period.kind.value, moment.period.number
