"""Their name for a match -> our match: by alias, then by rule. What neither decides waits for an editor."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from feeds.matching.aliases import Aliases, competition_key, team_key
from feeds.matching.fixtures import Fixture, Fixtures
from feeds.matching.teams import CONTINENTS, Teams
from feeds.models import Alias, Kind
from feeds.names import plain
from scores.models import Competition
from scores.reports import SIDES, MatchReport, Side, TeamReport, other_side


@dataclass(frozen=True)
class Missing:
    """A name that we could not place, and which of ours it may be."""

    kind: Kind
    sport: str
    key: str
    name: str
    candidates: tuple[int, ...] = ()


class Unmatched(Exception):
    def __init__(self, reason: str, *missing: Missing) -> None:
        super().__init__(reason)
        self.missing = missing


class Matching:
    """Finds our matches for the reports of one payload. It learns aliases, and creates nothing."""

    def __init__(
        self,
        provider: str,
        reports: Collection[MatchReport],
        *,
        changed: Collection[MatchReport] = (),
        lists_season: bool = False,
    ) -> None:
        self.reports = reports
        self.aliases = Aliases(provider, reports, changed)
        self.provider = provider
        self.lists_season = lists_season
        self.keys = {report.key for report in reports}
        self._fixtures: dict[int, Fixtures] = {}
        self._teams: dict[int, Teams] = {}

    def find(self, report: MatchReport) -> int | None:
        """Our match, or None when we have none like it. Raises Unmatched when it may be one of several."""
        alias = self.aliases.find(Kind.MATCH, report.sport, report.key)
        if alias is not None:
            return alias.match_id
        competition_id = self.competition(report)
        if competition_id is None:
            return None
        teams = {side: self.team(report, getattr(report, side), competition_id) for side in SIDES}
        fixture = self._fixture(report, competition_id, teams)
        if fixture is None:
            return None
        self._learn(report, fixture, competition_id)
        return fixture.pk

    def competition(self, report: MatchReport) -> int | None:
        alias = self.aliases.find(Kind.COMPETITION, report.sport, competition_key(report))
        if alias is not None:
            return alias.competition_id
        said = report.competition
        found = [
            pk
            for pk, name, country in Competition.objects.filter(sport=report.sport).values_list("pk", "name", "country")
            if plain(name) == plain(said.name) and (country == said.country or "" in (country, said.country))
        ]
        if len(found) > 1:
            raise Unmatched("Several competitions have this name.", missing_competition(report, found))
        if found:
            self.learn_competition(report, found[0])
        return found[0] if found else None

    def team(self, report: MatchReport, team: TeamReport, competition_id: int) -> int | None:
        """Our team: by alias, else the only one of this competition that is called the same."""
        alias = self.alias_of(report, team)
        if alias is not None:
            return alias.team_id
        if team.placeholder:
            return None
        found = self._called(report, team, competition_id)
        if len(found) != 1:
            return None
        self.learn_team(report, team, competition_id, found[0])
        return found[0]

    def alias_of(self, report: MatchReport, team: TeamReport) -> Alias | None:
        return self.aliases.find(Kind.TEAM, report.sport, team_key(report, team))

    def _called(self, report: MatchReport, team: TeamReport, competition_id: int) -> list[int]:
        teams = self.teams(competition_id)
        named = teams.named(team)
        playing = [pk for pk in named if pk in self.fixtures(competition_id).teams]
        if playing or report.competition.country in CONTINENTS:
            return playing
        return [pk for pk in named if pk not in teams.claimed]  # it played in another season

    def teams(self, competition_id: int) -> Teams:
        if competition_id not in self._teams:
            self._teams[competition_id] = Teams(self.provider, competition_id)
        return self._teams[competition_id]

    def fixtures(self, competition_id: int) -> Fixtures:
        if competition_id not in self._fixtures:
            reports = [each for each in self.reports if self._is_in(each, competition_id)]
            self._fixtures[competition_id] = Fixtures(self.provider, competition_id, reports)
        return self._fixtures[competition_id]

    def _is_in(self, report: MatchReport, competition_id: int) -> bool:
        alias = self.aliases.find(Kind.COMPETITION, report.sport, competition_key(report))
        return alias is not None and alias.competition_id == competition_id

    def _fixture(self, report: MatchReport, competition_id: int, teams: dict[Side, int | None]) -> Fixture | None:
        fixtures = self.fixtures(competition_id)
        free = [each for each in fixtures.all if self._is_free(report, fixtures, each)]
        home, away = teams["home"], teams["away"]
        if home and away:
            pair = [each for each in free if (each.home, each.away) == (home, away)]
            if found := self._of_pair(report, fixtures, pair):
                return found
        for side in SIDES:
            if found := self._by_opponent(report, competition_id, free, side, teams):
                return found
        if not home and not away and report.home.placeholder and report.away.placeholder:
            return _only(each for each in free if _is_same_slot(report, fixtures, each))
        return None

    def _is_free(self, report: MatchReport, fixtures: Fixtures, fixture: Fixture) -> bool:
        """Whether this provider may mean this match: it has no other key for it, or has dropped that key."""
        keys = fixtures.keys_of(fixture)
        if not keys:
            return True
        if keys & self.keys:
            return False  # listed beside this one: a second match of the same pair
        return self.lists_season or fixture.kick_off == report.kick_off

    def _of_pair(self, report: MatchReport, fixtures: Fixtures, pair: list[Fixture]) -> Fixture | None:
        near = [each for each in pair if each.is_near(report)]
        if len(near) > 1:
            near = [each for each in near if each.kick_off == report.kick_off]
            if len(near) != 1:
                raise ambiguous(report, "Several matches of this pair are near its kick-off.", pair)
        if near:
            return near[0]
        far = [each for each in pair if each.is_in_stage_of(report)]
        if self.lists_season:
            return far[0] if len(far) == 1 else None
        unclaimed = [each for each in far if not fixtures.keys_of(each)]
        if unclaimed:
            raise ambiguous(report, "This pair meets at another time: is it the same match?", unclaimed)
        return None

    def _by_opponent(
        self, report: MatchReport, competition_id: int, free: list[Fixture], side: Side, teams: dict[Side, int | None]
    ) -> Fixture | None:
        """The one match that this side has near this kick-off, if its opponent is open or has a name like theirs."""
        if teams[side] is None:
            return None
        other = other_side(side)
        said: TeamReport = getattr(report, other)
        placeholders = self.fixtures(competition_id).placeholders
        mine = [each for each in free if each.team(side) == teams[side]]
        near = [each for each in mine if each.is_near(report)]
        if len(near) == 1:
            theirs = near[0].team(other)
            is_open = said.placeholder or theirs in placeholders
            is_alike = teams[other] is None and self.teams(competition_id).is_likeliest(said, theirs)
            return near[0] if is_open or is_alike else None
        if near or not self.lists_season:
            return None
        return _only(each for each in mine if each.is_in_stage_of(report) and each.team(other) in placeholders)

    def _learn(self, report: MatchReport, fixture: Fixture, competition_id: int) -> None:
        fixtures = self.fixtures(competition_id)
        fixtures.take(fixture, report.key)
        self.aliases.learn(Kind.MATCH, report.sport, report.key, name_of(report), match_id=fixture.pk)
        for side in SIDES:
            said: TeamReport = getattr(report, side)
            ours = fixture.team(side)
            is_open = said.placeholder or ours in fixtures.placeholders
            if not is_open and self.alias_of(report, said) is None:
                self.learn_team(report, said, competition_id, ours)

    def learn_competition(self, report: MatchReport, competition_id: int) -> None:
        key, name = competition_key(report), report.competition.name
        self.aliases.learn(Kind.COMPETITION, report.sport, key, name, competition_id=competition_id)

    def learn_team(self, report: MatchReport, said: TeamReport, competition_id: int, team_id: int) -> None:
        key = team_key(report, said)
        self.aliases.learn(Kind.TEAM, report.sport, key, said.name, team_id=team_id, placeholder=said.placeholder)
        if said.placeholder:
            self.fixtures(competition_id).placeholders.add(team_id)
        else:
            self.teams(competition_id).claim(team_id, said.name)


def _is_same_slot(report: MatchReport, fixtures: Fixtures, fixture: Fixture) -> bool:
    """Two places of a draw that nobody has reached yet."""
    return (
        fixture.is_in_stage_of(report)
        and fixture.kick_off == report.kick_off
        and {fixture.home, fixture.away} <= fixtures.placeholders
    )


def _only(fixtures: Iterable[Fixture]) -> Fixture | None:
    found = list(fixtures)
    return found[0] if len(found) == 1 else None


def missing_competition(report: MatchReport, found: Collection[int]) -> Missing:
    return Missing(Kind.COMPETITION, report.sport, competition_key(report), report.competition.name, tuple(found))


def ambiguous(report: MatchReport, reason: str, candidates: Collection[Fixture]) -> Unmatched:
    ids = tuple(each.pk for each in candidates)
    return Unmatched(reason, Missing(Kind.MATCH, report.sport, report.key, name_of(report), ids))


def name_of(report: MatchReport) -> str:
    day = f", {report.kick_off:%Y-%m-%d}" if report.kick_off else ""
    return f"{report.home.name} – {report.away.name}{day}"
