"""The seasons of a competition, and the matches of one of them as its page lists them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse

from scores.live.basis import Basis
from scores.models import Competition, Stage
from scores.pages.rows import Row

SHORT_LIST = 8  # matches to come, and results, on a page that has more to show


@dataclass(frozen=True)
class Edition:
    """One season of a competition, chosen among all it has."""

    competition: Competition
    season: str
    seasons: list[str]
    stages: list[int]

    @property
    def is_newest(self) -> bool:
        return not self.seasons or self.season == self.seasons[0]

    @property
    def name(self) -> str:
        return self.competition.name

    @property
    def detail(self) -> str:
        return " · ".join(filter(None, [self.competition.country, self.competition.rules.name]))

    @property
    def page_query(self) -> str:
        """What the address of another page of the same list begins with."""
        return "" if self.is_newest else f"{urlencode({'season': self.season})}&"

    @property
    def query(self) -> str:
        return "" if self.is_newest else f"?{urlencode({'season': self.season})}"

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        address = reverse("competition", args=[self.competition.pk])
        newest = self.seasons[:1]
        return [
            (name, address if [name] == newest else f"{address}?{urlencode({'season': name})}", name == self.season)
            for name in self.seasons
        ]


@dataclass(frozen=True)
class Matches:
    """A list of matches as it is read: what is played now, what comes next, what was."""

    live: list[Row]
    fixtures: list[Row]
    results: list[Row]
    limit: int = SHORT_LIST

    @property
    def next(self) -> list[Row]:
        return self.fixtures[:SHORT_LIST]

    @property
    def latest(self) -> list[Row]:
        return self.results[:SHORT_LIST]

    @property
    def more_fixtures(self) -> bool:
        return len(self.fixtures) > SHORT_LIST

    @property
    def more_results(self) -> bool:
        return len(self.results) > SHORT_LIST


def edition_of(competition_id: int, season: str, basis: Basis) -> Edition:
    """The season asked for, else the newest. What is no competition, or not a season of it, is no page."""
    stages = basis.rows(Stage.objects.filter(season__competition=competition_id).select_related("season__competition"))
    if not stages:
        return _without_stages(competition_id, season, basis)
    names = sorted({stage.season.name for stage in stages}, reverse=True)
    chosen = season or names[0]
    if chosen not in names:
        raise Http404
    return Edition(
        competition=stages[0].season.competition,
        season=chosen,
        seasons=names,
        stages=[stage.pk for stage in stages if stage.season.name == chosen and stage.has_table],
    )


def _without_stages(competition_id: int, season: str, basis: Basis) -> Edition:
    found = basis.rows(Competition.objects.filter(pk=competition_id))
    if not found or season:
        raise Http404
    return Edition(found[0], "", [], [])


def listed(rows: Iterable[Row]) -> Matches:
    """Postponed matches are still to come; those that were cancelled or abandoned are results of a kind."""
    rows = list(rows)
    to_come = [row for row in rows if row.phase == "upcoming" or row.status == "postponed"]
    settled = [row for row in rows if row.phase == "over" or row.status in {"cancelled", "abandoned"}]
    return Matches(
        live=[row for row in rows if row.phase == "live"],
        fixtures=sorted(to_come, key=lambda row: row.kick_off),
        results=sorted(settled, key=lambda row: row.kick_off, reverse=True),
    )
