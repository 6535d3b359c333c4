"""Our matches of one season, as a report is compared with them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from feeds.models import Alias, Kind
from scores.models import Match
from scores.reports import MatchReport, Side

NEAR = timedelta(hours=12)  # nearer than two meetings of one pair, but for double-headers
NEAR_DAY = timedelta(hours=36)  # where only the day is sure


@dataclass(frozen=True)
class Fixture:
    pk: int
    season: str
    stage: str
    home: int
    away: int
    home_name: str
    away_name: str
    kick_off: datetime
    precision: str

    def team(self, side: Side) -> int:
        return self.home if side == "home" else self.away

    def team_name(self, side: Side) -> str:
        return self.home_name if side == "home" else self.away_name

    def is_near(self, report: MatchReport) -> bool:
        if report.kick_off is None:
            return False
        sure = self.precision == report.kick_off_precision == "time"
        return abs(self.kick_off - report.kick_off) <= (NEAR if sure else NEAR_DAY)

    def is_in_stage_of(self, report: MatchReport) -> bool:
        return (self.season, self.stage) == (report.competition.season, report.competition.stage)


class Fixtures:
    """The matches of a competition in the season and around the days of some reports."""

    def __init__(self, provider: str, competition_id: int, reports: Collection[MatchReport]) -> None:
        self.all = [Fixture(*row) for row in _rows(competition_id, reports)]
        ids = [fixture.pk for fixture in self.all]
        self.teams = {team for fixture in self.all for team in (fixture.home, fixture.away)}
        taken = Alias.objects.filter(provider=provider, kind=Kind.MATCH, match_id__in=ids)
        self._keys: dict[int, set[str]] = {}
        for match_id, key in taken.values_list("match_id", "key"):
            self._keys.setdefault(match_id or 0, set()).add(key)
        standing_in = Alias.objects.filter(kind=Kind.TEAM, placeholder=True, team_id__in=self.teams)
        self.placeholders = set(standing_in.values_list("team_id", flat=True))

    def add(self, fixture: Fixture, key: str) -> None:
        self.all.append(fixture)
        self.teams |= {fixture.home, fixture.away}
        self.take(fixture, key)

    def take(self, fixture: Fixture, key: str) -> None:
        self._keys.setdefault(fixture.pk, set()).add(key)

    def keys_of(self, fixture: Fixture) -> set[str]:
        """What this provider calls the match."""
        return self._keys.get(fixture.pk, set())


def _rows(competition_id: int, reports: Collection[MatchReport]) -> Iterable[tuple[Any, ...]]:
    wanted = Q(stage__season__name__in={report.competition.season for report in reports})
    days = sorted(report.kick_off for report in reports if report.kick_off)
    if days:
        wanted |= Q(kick_off__range=(days[0] - NEAR_DAY, days[-1] + NEAR_DAY))
    return Match.objects.filter(wanted, stage__season__competition=competition_id).values_list(
        "pk",
        "stage__season__name",
        "stage__name",
        "home_id",
        "away_id",
        "home__name",
        "away__name",
        "kick_off",
        "kick_off_precision",
    )
