"""The whole course of a match, from its line-ups to the confirmed result, decided by its key alone."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from random import Random

from feeds.simulation.scorebook import Moment, Scorebook
from feeds.simulation.sports import PLAY
from feeds.simulation.world import DemoCompetition, DemoTeam
from scores.reports import Side
from scores.sports import SPORTS, Status

ANNOUNCED = -14 * 24 * 3600
LINEUPS = -45 * 60
WHY_POSTPONED = ("Waterlogged pitch", "Storm warning", "Power failure at the ground", "Illness in the visiting squad")
WHY_DELAYED = ("Late crowd", "Visitors' coach in traffic", "Wet court", "Technical inspection")
WHY_INTERRUPTED = {"tennis": "Rain stopped play", "cricket": "Rain stopped play", "baseball": "Rain delay"}
USUAL_INTERRUPTION = "Floodlight failure"

Course = Sequence[Moment]


@lru_cache(maxsize=512)
def course_of(key: str, competition: DemoCompetition, home: DemoTeam, away: DemoTeam) -> Course:
    random = Random(f"course of {key}")
    before = [
        Moment(ANNOUNCED, Status.SCHEDULED, lineups=False),
        Moment(LINEUPS + random.randint(-300, 300), Status.SCHEDULED),
    ]
    if not competition.knockout and random.random() < 0.035:
        at = random.randint(-40 * 60, -10 * 60)
        return (*before, Moment(at, Status.POSTPONED, note=random.choice(WHY_POSTPONED)))
    late = random.randint(5, 50)
    if random.random() < 0.06:
        at, minutes = random.randint(-12 * 60, -4 * 60), random.choice((10, 15, 20))
        note = f"{random.choice(WHY_DELAYED)}: start delayed by {minutes} minutes"
        before.append(Moment(at, Status.DELAYED, note=note))
        late += minutes * 60
    play = _played(key, competition, home, away, late)
    if random.random() < 0.05:
        play = _interrupted(play, random, WHY_INTERRUPTED.get(competition.sport, USUAL_INTERRUPTION))
    return (*before, *play)


def moment_at(course: Course, seconds: float) -> int:
    """The index of the moment that shows at `seconds` from the kick-off."""
    return max(0, bisect_right(course, seconds, key=lambda moment: moment.at) - 1)


def winner_of(key: str, competition: DemoCompetition, home: DemoTeam, away: DemoTeam) -> Side | None:
    last = course_of(key, competition, home, away)[-1]
    if last.winner or last.score is None or last.score[0] == last.score[1]:
        return last.winner
    return "home" if last.score[0] > last.score[1] else "away"


def _played(key: str, competition: DemoCompetition, home: DemoTeam, away: DemoTeam, start: int) -> list[Moment]:
    teams: dict[Side, DemoTeam] = {"home": home, "away": away}
    book = Scorebook(competition.sport, key, teams, knockout=competition.knockout, start=start)
    PLAY[competition.sport](book)
    return book.moments


def _later(moments: Sequence[Moment], seconds: int) -> list[Moment]:
    return [replace(moment, at=moment.at + seconds) for moment in moments]


def _interrupted(moments: list[Moment], random: Random, why: str) -> list[Moment]:
    """Stop play somewhere for a while, and the clock with it."""
    middle = range(len(moments) // 4, len(moments) * 3 // 4)
    candidates = [index for index in middle if _stoppable(moments[index], moments[index + 1])]
    if not candidates:
        return moments
    index = random.choice(candidates)
    resumed = _a_second_on(moments[index])
    clock = replace(resumed.clock, running=False) if resumed.clock else None
    stopped = replace(resumed, status=Status.INTERRUPTED, note=why, clock=clock)
    return [*moments[: index + 1], stopped, *_later([resumed, *moments[index + 1 :]], random.randint(8, 20) * 60)]


def _stoppable(moment: Moment, following: Moment) -> bool:
    return moment.status == Status.LIVE and following.at > moment.at + 1


def _a_second_on(moment: Moment) -> Moment:
    clock = moment.clock
    if clock and clock.running:
        clock = replace(clock, seconds=clock.seconds + clock.step)
    return replace(moment, at=moment.at + 1, clock=clock)


assert set(PLAY) == set(SPORTS)
