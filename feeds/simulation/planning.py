"""Who meets whom and when. A match is known by its key alone; its course follows from that (course.py)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from random import Random

from feeds.simulation.course import winner_of
from feeds.simulation.world import COMPETITIONS, DemoCompetition, DemoTeam

SEED = 224  # a matchday that has everything: corrections, a postponement, a delay, an interruption
HISTORY = (-9, -5)  # days on which a league has played before
HOUR_OF_HISTORY = 16
STAGE_OF_PAIRS = {4: "Quarter-finals", 2: "Semi-finals", 1: "Final"}
GROUNDS = ("Park", "Road", "Lane", "Stadium", "Arena", "Field")

Pairs = tuple[tuple[DemoTeam, DemoTeam], ...]


@dataclass(frozen=True)
class PlannedMatch:
    """One match to come: the `number`th of a round of a competition, as drawn from a seed."""

    seed: int
    competition: DemoCompetition
    round: int
    number: int
    kick_off: datetime

    @property
    def key(self) -> str:
        return key_of(self.seed, self.competition.key, self.round, self.number)

    @property
    def home(self) -> DemoTeam:
        return pairs(self.seed, self.competition.key, self.round)[self.number][0]

    @property
    def away(self) -> DemoTeam:
        return pairs(self.seed, self.competition.key, self.round)[self.number][1]

    @property
    def season(self) -> str:
        name = _season(self.kick_off.date(), self.competition.one_year)
        edition = _place(self.competition, self.round)[0]
        return f"{name}, edition {edition + 1}" if edition else name

    @property
    def stage(self) -> str:
        return STAGE_OF_PAIRS[len(_pairs_of(self))] if self.competition.knockout else ""

    @property
    def stage_order(self) -> int:
        return _place(self.competition, self.round)[1]

    @property
    def round_name(self) -> str:
        return "" if self.competition.knockout else self.competition.matchday.format(number=self.round)

    @property
    def venue(self) -> str:
        grounds = self.competition.grounds
        if grounds:
            return grounds[self.number % len(grounds)]
        return f"{self.home.short_name} {Random(self.home.key).choice(GROUNDS)}"


def key_of(seed: int, competition: str, round: int, number: int) -> str:
    return f"{seed}/{competition}/{round}/{number}"


def planned(key: str, kick_off: datetime) -> PlannedMatch | None:
    """The match that was planned under this key; None when it is not one of ours."""
    try:
        seed, competition, round, number = key.split("/")
        match = PlannedMatch(int(seed), COMPETITIONS[competition], int(round), int(number), kick_off)
        return match if match.round > 0 and match.number in range(len(_pairs_of(match))) else None
    except (ValueError, KeyError):
        return None


def opening(
    seed: int, competitions: Iterable[DemoCompetition], now: datetime, zone: tzinfo, *, speed: float = 1
) -> list[PlannedMatch]:
    """The matchday a demo starts with: some over, some live, some to come, with days before and after."""
    matches: list[PlannedMatch] = []
    for competition in competitions:
        rounds = _rounds(competition, now, zone, speed)
        for round, kick_offs in enumerate(rounds, start=1):
            matches += (
                PlannedMatch(seed, competition, round, number, kick_off) for number, kick_off in enumerate(kick_offs)
            )
    return matches


def today(
    seed: int, competition: DemoCompetition, round: int, now: datetime, *, speed: float = 1
) -> list[PlannedMatch]:
    """A round around a moment: some of it over, some in play, some to come."""
    numbers = range(len(pairs(seed, competition.key, round)))
    kick_offs = zip(numbers, _in_slots(competition, now, speed), strict=False)
    return [PlannedMatch(seed, competition, round, number, at) for number, at in kick_offs]


def next_round(
    seed: int, competition: DemoCompetition, round: int, start: datetime, *, speed: float = 1
) -> list[PlannedMatch]:
    """A round whose matches begin from `start` on, a while apart."""
    random = Random(f"{seed}/{competition.key}/{round}/times")
    kick_offs, at = [], start
    for _ in pairs(seed, competition.key, round):
        kick_offs.append(_on_the_dot(at, speed))
        at += timedelta(minutes=random.choice((0, 15, 30, 45)) / speed)
    return [PlannedMatch(seed, competition, round, number, at) for number, at in enumerate(kick_offs)]


def _rounds(competition: DemoCompetition, now: datetime, zone: tzinfo, speed: float) -> Iterator[list[datetime]]:
    day = now.astimezone(zone).date()
    size = len(competition.slots)
    if not competition.knockout:
        for days in HISTORY:
            yield _at_hour(day + timedelta(days=days), HOUR_OF_HISTORY, size, zone)
    if competition.yesterday is not None:
        yield _at_hour(day - timedelta(days=1), competition.yesterday, size, zone)
    yield _in_slots(competition, now, speed)
    if competition.tomorrow is not None:
        yield _at_hour(day + timedelta(days=1), competition.tomorrow, size, zone)


def _in_slots(competition: DemoCompetition, now: datetime, speed: float) -> list[datetime]:
    return [_on_the_dot(now + timedelta(minutes=minutes / speed), speed) for minutes in competition.slots]


def _at_hour(day: date, hour: int, size: int, zone: tzinfo) -> list[datetime]:
    """Two at the hour, the others two hours later."""
    return [datetime.combine(day, time(hour + number // 2 * 2), zone) for number in range(size)]


def _on_the_dot(at: datetime, speed: float) -> datetime:
    """The next whole five minutes; where time runs faster, the next whole minute or second."""
    grid = 300 if speed <= 2 else 60 if speed <= 20 else 1
    seconds = int(at.timestamp())
    return datetime.fromtimestamp(seconds + -seconds % grid, at.tzinfo)


def pairs(seed: int, competition_key: str, round: int) -> Pairs:
    """Who meets whom in a round: everybody everybody in a league, the winners before in a knockout."""
    competition = COMPETITIONS[competition_key]
    return (_knockout if competition.knockout else _league)(seed, competition, round)


def _pairs_of(match: PlannedMatch) -> Pairs:
    return pairs(match.seed, match.competition.key, match.round)


@lru_cache(maxsize=512)
def _league(seed: int, competition: DemoCompetition, round: int) -> Pairs:
    """The circle method: one team stays, the others go round; who is at home alternates."""
    teams = Random(f"{seed}/{competition.key}").sample(competition.teams, len(competition.teams))
    turn = (round - 1) % (len(teams) - 1)
    circle = [teams[0], *teams[1 + turn :], *teams[1 : 1 + turn]]
    half = len(circle) // 2
    swapped = round % 2 == 0
    couples = zip(circle[:half], reversed(circle[half:]), strict=True)
    return tuple((away, home) if swapped else (home, away) for home, away in couples)


@lru_cache(maxsize=512)
def _knockout(seed: int, competition: DemoCompetition, round: int) -> Pairs:
    edition, depth = _place(competition, round)
    if depth == 0:
        teams = Random(f"{seed}/{competition.key}/draw {edition}").sample(competition.teams, len(competition.teams))
    else:
        before = _knockout(seed, competition, round - 1)
        teams = [_through(seed, competition, round - 1, number, pair) for number, pair in enumerate(before)]
    return tuple(zip(teams[::2], teams[1::2], strict=True))


def _through(
    seed: int, competition: DemoCompetition, round: int, number: int, pair: tuple[DemoTeam, DemoTeam]
) -> DemoTeam:
    key = key_of(seed, competition.key, round, number)
    return pair[0] if winner_of(key, competition, *pair) == "home" else pair[1]


def _place(competition: DemoCompetition, round: int) -> tuple[int, int]:
    """The edition a round is of, and how deep it is in that; a league goes on and on."""
    if not competition.knockout:
        return 0, 0
    return divmod(round - 1, len(competition.teams).bit_length() - 1)


def _season(day: date, one_year: bool) -> str:
    if one_year:
        return str(day.year)
    first = day.year if day.month >= 7 else day.year - 1
    return f"{first}/{(first + 1) % 100:02}"
