"""Who plays in the matches of a payload, read at once and not for each report."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from feeds.models import Alias, Kind
from scores.models import Match


class Plays(NamedTuple):
    pk: int
    home_id: int
    away_id: int
    status: str
    competition_id: int


class Playing:
    """`expected`: the matches that will most likely be asked for."""

    def __init__(self, expected: Callable[[], Iterable[int]]) -> None:
        self._expected = expected
        self._known: dict[int, Plays] = {}
        self._open: set[int] | None = None

    def of(self, match_id: int) -> Plays:
        """Raises Match.DoesNotExist."""
        if match_id not in self._known:
            self._read({match_id, *self._expected()} - self._known.keys())
        if match_id not in self._known:
            raise Match.DoesNotExist(f"There is no match {match_id}.")
        return self._known[match_id]

    def is_open(self, team_id: int) -> bool:
        """Whether it stands in for a team that is not known yet."""
        if self._open is None:
            teams = {team for plays in self._known.values() for team in (plays.home_id, plays.away_id)}
            standing_in = Alias.objects.filter(kind=Kind.TEAM, placeholder=True, team_id__in=teams)
            self._open = {pk for pk in standing_in.values_list("team_id", flat=True) if pk is not None}
        return team_id in self._open

    def forget(self) -> None:
        self._known.clear()
        self._open = None

    def _read(self, match_ids: set[int]) -> None:
        rows = Match.objects.filter(pk__in=match_ids).order_by()
        for row in rows.values_list("pk", "home_id", "away_id", "status", "stage__season__competition"):
            self._known[row[0]] = Plays(*row)
        self._open = None
