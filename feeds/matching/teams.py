"""Our teams, by every name that we and the providers have for them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Q

from feeds.models import Alias, Kind
from feeds.names import club, likeness, may_be
from scores.models import Match, Team
from scores.reports import CompetitionReport, TeamReport

# Where clubs of several countries meet, and one plain name may be of two of them: Everton, Nacional, Arsenal.
CONTINENTS = frozenset(
    {"", "World", "International", "Europe", "Africa", "Asia", "Oceania"}
    | {"South America", "North America", "North & Central America", "Central America"}
)


class Teams:
    """Those that have ever played in a competition."""

    def __init__(self, provider: str, competition_id: int) -> None:
        matches = Match.objects.filter(stage__season__competition=competition_id).order_by()
        ids = {pk for (pk,) in matches.values_list("home").union(matches.values_list("away"))}
        self._names: dict[int, list[str]] = {}
        self.claimed: set[int] = set()  # those that this provider has a name for
        for pk, *names in Team.objects.filter(pk__in=ids).values_list("pk", "name", "short_name"):
            self._names[pk] = [name for name in names if name]
        aliases = Alias.objects.filter(kind=Kind.TEAM, placeholder=False, team__in=ids).order_by("pk")
        for pk, name, whose in aliases.values_list("team", "name", "provider"):
            self._names[pk] += [name] if name else []
            self.claimed |= {pk} if whose == provider else set()

    def claim(self, pk: int, name: str) -> None:
        """This provider calls it so, from now on."""
        self._names.setdefault(pk, []).append(name)
        self.claimed.add(pk)

    def named(self, said: TeamReport) -> list[int]:
        """Those that are called the same."""
        form = club(said.name)
        return [pk for pk, names in self._names.items() if form in map(club, names)]

    def alike(self, said: TeamReport) -> list[int]:
        """Those that it may be short for, or that may be short for it; the likeliest first."""
        return self._ranked(said, [pk for pk, names in self._names.items() if any(may_be(said.name, n) for n in names)])

    def akin(self, said: TeamReport) -> list[int]:
        """Those that share a word with it, the likeliest first."""
        return self._ranked(said, [pk for pk in self._names if self.likeness(said, pk)])

    def likeness(self, said: TeamReport, pk: int) -> int:
        return max((likeness(said.name, name) for name in self._names.get(pk, ())), default=0)

    def is_likeliest(self, said: TeamReport, pk: int) -> bool:
        """Whether it may be this one, and is less like all others."""
        alike = self.alike(said)
        return alike[:1] == [pk] and all(self.likeness(said, each) < self.likeness(said, pk) for each in alike[1:])

    def _ranked(self, said: TeamReport, found: Iterable[int]) -> list[int]:
        return sorted(found, key=lambda pk: -self.likeness(said, pk))


class Namesakes:
    """The teams of a sport that are called the same, whatever they play in."""

    def __init__(self, provider: str, sport: str) -> None:
        self._provider = provider
        self._by_name: dict[str, list[tuple[int, str]]] = {}
        for pk, name, country in Team.objects.filter(sport=sport).order_by("pk").values_list("pk", "name", "country"):
            self._by_name.setdefault(club(name), []).append((pk, country))

    def of(self, said: TeamReport, competition: CompetitionReport) -> list[int]:
        """But for those of another country, and those that the provider knows by another name or key."""
        found = dict(self._by_name.get(club(said.name), ()))
        if not found:
            return []
        claimed = Alias.objects.filter(provider=self._provider, kind=Kind.TEAM, team__in=found)
        known = set(claimed.values_list("team", flat=True))
        home = home_of(said, competition)
        countries = _countries(found)
        return [
            pk
            for pk, country in found.items()
            if pk not in known and not (home and (theirs := {country} - {""} or countries[pk]) and home not in theirs)
        ]


def home_of(said: TeamReport, competition: CompetitionReport) -> str:
    """The country of a team, empty where the report does not tell."""
    return said.country or ("" if competition.country in CONTINENTS else competition.country)


def _countries(team_ids: Collection[int]) -> dict[int, set[str]]:
    """Where teams play against others of their country."""
    rows = Match.objects.filter(Q(home__in=team_ids) | Q(away__in=team_ids)).order_by()
    found: dict[int, set[str]] = {pk: set() for pk in team_ids}
    for home, away, country in rows.values_list("home", "away", "stage__season__competition__country").distinct():
        for pk in {home, away} & found.keys():
            found[pk] |= {country} - CONTINENTS
    return found
