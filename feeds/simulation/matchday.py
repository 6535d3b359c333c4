"""The demo's matches as they are played: what each has told, what is due next, and who plays after that."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from feeds.ingest import ingest_reports
from feeds.models import Alias, Kind, ReportState
from feeds.simulation.founding import found
from feeds.simulation.planning import SEED, PlannedMatch, next_round, opening, planned, today
from feeds.simulation.played import IN_A_MINUTE, Played, resumed
from feeds.simulation.provider import PROVIDER
from feeds.simulation.reports import course_for
from feeds.simulation.world import COMPETITIONS, DemoCompetition
from feeds.tally import Tally
from scores.models import Match
from scores.sports import CALLED_OFF, OVER, Status

DONE = (OVER | CALLED_OFF) - {Status.ENDED}
LIVELY = 6  # with fewer matches in play, an idle competition plays soon
LONG_AGO = timedelta(hours=36)  # of what a demo starts with, only the results are told from before
A_WHILE = timedelta(minutes=20)  # a correction within it is seen to happen, even in what a demo starts with


def holds_matches() -> bool:
    return Match.objects.exists()


def foreign_matches() -> int:
    """How many matches are not the simulation's."""
    ours = Alias.objects.filter(provider=PROVIDER.name, kind=Kind.MATCH).values("match_id")
    return Match.objects.exclude(pk__in=ours).count()


class Matchday:
    def __init__(
        self, seed: int = SEED, *, speed: float = 1, competitions: Iterable[DemoCompetition] = COMPETITIONS.values()
    ) -> None:
        self.seed = seed
        self.speed = speed
        self.competitions = tuple(competitions)
        self.played: list[Played] = []
        self._rounds: dict[str, int] = {}  # the last round that was drawn, by competition

    def fill(self, now: datetime) -> Tally:
        """Bring the opening matchday, as it stands now, into an empty database."""
        found(self.competitions)
        zone = timezone.get_default_timezone()
        self.add(opening(self.seed, self.competitions, now, zone, speed=self.speed))
        for played in self.played:
            played.brief = played.origin < now - LONG_AGO
        self._tell(now - A_WHILE, [played for played in self.played if played.has_correction_since(now - A_WHILE, now)])
        return self._tell(now, self.played)

    def take_up(self, now: datetime) -> None:
        """Go on with what an earlier run left; where too little of it is in play, begin another matchday."""
        ours = Alias.objects.filter(provider=PROVIDER.name, kind=Kind.MATCH, match__isnull=False)
        for key in ours.values_list("key", flat=True):
            if match := planned(key, now):
                self._note_round(match)
        states = ReportState.objects.filter(provider=PROVIDER.name)
        told = {state.key: state.told.get("", ("", 0))[0] for state in states}
        for alias in ours.exclude(match__status__in=DONE).select_related("match"):
            if alias.match and (match := planned(alias.key, alias.match.kick_off)):
                self.played.append(resumed(match, alias.match, told.get(alias.key, ""), now, self.speed))
        if self._in_play(now) < LIVELY:
            self.add(
                match
                for competition in self._idle(now)
                for match in today(self.seed, competition, self._next(competition), now, speed=self.speed)
            )

    def step(self, now: datetime) -> Tally:
        """Tell what is due, and see to it that there is always something to come."""
        for competition in self._idle(now):
            self.add(self._later(competition, now))
        return self._tell(now, self.played)

    def due_at(self, now: datetime) -> datetime:
        """When the next step is due."""
        times = [due for played in self.played if (due := played.due_at())]
        return min([*times, now + IN_A_MINUTE])

    def _tell(self, now: datetime, those: Iterable[Played]) -> Tally:
        due = [played for played in those if played.is_due(now)]
        if not due:
            return Tally()
        tally = ingest_reports(PROVIDER, [played.report(now) for played in due], received_at=now, create=True)
        done = [played for played in due if not played.settle(now, refused=tally.held > 0)]
        self.played = [played for played in self.played if played not in done]
        return tally

    def add(self, matches: Iterable[PlannedMatch]) -> None:
        for match in matches:
            self._note_round(match)
            self.played.append(Played(match, course_for(match), match.kick_off, self.speed))

    def _note_round(self, match: PlannedMatch) -> None:
        if match.seed == self.seed:
            key = match.competition.key
            self._rounds[key] = max(match.round, self._rounds.get(key, 0))

    def _next(self, competition: DemoCompetition) -> int:
        return self._rounds.get(competition.key, 0) + 1

    def _idle(self, now: datetime) -> list[DemoCompetition]:
        """Competitions with nothing in play and nothing for the next hours."""
        soon = now + timedelta(hours=5) / self.speed
        busy = {played.match.competition.key for played in self.played if played.origin <= soon}
        return [competition for competition in self.competitions if competition.key not in busy]

    def _later(self, competition: DemoCompetition, now: datetime) -> list[PlannedMatch]:
        """The next round of a competition, in some hours; soon, when little else is in play."""
        round = self._next(competition)
        random = Random(f"{self.seed}/{competition.key}/{round}/start")
        minutes = random.randint(120, 240) if self._in_play(now) >= LIVELY else random.randint(3, 20)
        return next_round(
            self.seed, competition, round, now + timedelta(minutes=minutes) / self.speed, speed=self.speed
        )

    def _in_play(self, now: datetime) -> int:
        return sum(played.is_in_play(now) for played in self.played)
