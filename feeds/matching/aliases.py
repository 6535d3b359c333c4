"""The names of one provider, as far as one payload needs them: read once, learned as they are matched."""

from __future__ import annotations

from collections.abc import Iterable, Set

from feeds.models import Alias, Kind
from feeds.names import plain
from scores.reports import MatchReport, TableReport, TeamReport

_ONCE = ("provider", "kind", "sport", "key")
_LEARNED = ("name", "competition", "team", "match", "placeholder", "ignored")
_WOMEN = frozenset({"women", "womens", "frauen", "feminine", "femenina", "femminile"})


class Ignored(Exception):
    """An editor said that this is not ours."""


class Aliases:
    """Of a long board on which little has changed, only the names in `first` are read, as long as these are enough."""

    def __init__(self, provider: str, reports: Iterable[MatchReport], first: Iterable[MatchReport] = ()) -> None:
        self.provider = provider
        self.has_learned = False
        self._unread = {key for report in reports for key in _keys(report)}
        self._known: dict[tuple[str, str, str], Alias] = {}
        self._read({key for report in first for key in _keys(report)})

    def _read(self, keys: Set[str]) -> None:
        self._unread -= keys
        for alias in Alias.objects.filter(provider=self.provider, key__in=list(keys)):
            self._known[alias.kind, alias.sport, alias.key] = alias

    def find(self, kind: Kind, sport: str, key: str) -> Alias | None:
        if key in self._unread:
            self._read(frozenset(self._unread))
        alias = self._known.get((kind.value, sport, key))
        if alias is not None and alias.ignored:
            raise Ignored(str(alias))
        return alias

    def matches(self, reports: Iterable[MatchReport]) -> set[int]:
        """The matches whose names are read already."""
        known = (self._known.get((Kind.MATCH.value, report.sport, report.key)) for report in reports)
        return {alias.match_id for alias in known if alias is not None and alias.match_id is not None}

    def learn(
        self,
        kind: Kind,
        sport: str,
        key: str,
        name: str,
        *,
        competition_id: int | None = None,
        team_id: int | None = None,
        match_id: int | None = None,
        placeholder: bool = False,
    ) -> None:
        self.has_learned = True
        alias = Alias(
            provider=self.provider,
            kind=kind,
            sport=sport,
            key=key,
            name=name[:200],
            competition_id=competition_id,
            team_id=team_id,
            match_id=match_id,
            placeholder=placeholder,
        )
        Alias.objects.bulk_create([alias], update_conflicts=True, unique_fields=_ONCE, update_fields=_LEARNED)
        self._known[kind.value, sport, key] = alias


def competition_key(report: MatchReport | TableReport) -> str:
    competition = report.competition
    return competition.key or f"~{competition.country}|{plain(competition.name)}"


def team_key(report: MatchReport | TableReport, team: TeamReport) -> str:
    """The provider's key or, where it has none, the plain name inside a country: Everton is English and Chilean."""
    if team.key:
        return team.key
    competition = report.competition
    scope = team.country or competition.country or competition.name
    women = ", women" if _WOMEN & set(plain(competition.name).split()) else ""
    return f"~{scope}{women}|{plain(team.name)}"


def _keys(report: MatchReport) -> tuple[str, ...]:
    return (
        report.key,
        competition_key(report),
        team_key(report, report.home),
        team_key(report, report.away),
    )
