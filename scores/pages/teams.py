"""A team as its page shows it: who it is, and its form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import Http404

from scores.live.basis import Basis
from scores.models import Team
from scores.pages.crests import Crest, crest_of
from scores.pages.rows import Row
from scores.sports import SPORTS

FORM_LENGTH = 5
OUTCOMES = {"W": "Won", "D": "Drew", "L": "Lost"}


@dataclass(frozen=True)
class Profile:
    id: int
    name: str
    sport: str
    crest: Crest


@dataclass(frozen=True)
class Outcome:
    """One finished match, from one team's side."""

    letter: str
    word: str
    row: Row

    @property
    def sentence(self) -> str:
        return f"{self.word}: {self.row.home.name} {self.row.home.score}–{self.row.away.score} {self.row.away.name}"


def profile_of(team_id: int, rows: Iterable[Row], basis: Basis) -> Profile:
    """Who a team is, as its newest match says; a team that has none yet is read from the domain."""
    newest = max(rows, key=lambda row: row.kick_off, default=None)
    if newest is not None:
        state = newest.state[side_of_team(newest, team_id)]
        return Profile(team_id, state["name"], SPORTS[newest.state["sport"]].name, crest_of(state))
    found = basis.rows(Team.objects.filter(pk=team_id))
    if not found:
        raise Http404
    team = found[0]
    colours = {"primary": team.primary_colour, "secondary": team.secondary_colour, "pattern": team.pattern}
    crest = crest_of({"name": team.name, "short": team.short_name, "code": team.code, "crest": colours})
    return Profile(team_id, team.name, SPORTS[team.sport].name, crest)


def side_of_team(row: Row, team_id: int) -> str:
    return "home" if row.home.id == team_id else "away"


def form(team_id: int, results: Iterable[Row]) -> list[Outcome]:
    """The last matches with a winner or a draw, oldest first."""
    decided = [row for row in results if row.winner][:FORM_LENGTH]
    return [_outcome(team_id, row) for row in reversed(decided)]


def tally(row: Row, meetings: Iterable[Row]) -> dict[str, int]:
    """How many of their meetings each team of a match won, and how many were drawn, whoever was at home."""
    won = [each.state[each.winner]["id"] if each.winner in {"home", "away"} else 0 for each in meetings if each.winner]
    return {"home": won.count(row.home.id), "draw": won.count(0), "away": won.count(row.away.id)}


def current_stage(rows: Iterable[Row]) -> list[int]:
    """The stage with a table that the team plays in: of its newest match in one."""
    staged = [row for row in rows if row.state["stage"]["table"]]
    return [max(staged, key=lambda row: row.kick_off).state["stage"]["id"]] if staged else []


def _outcome(team_id: int, row: Row) -> Outcome:
    won = row.winner == side_of_team(row, team_id)
    letter = "D" if row.winner == "draw" else "W" if won else "L"
    return Outcome(letter, OUTCOMES[letter], row)
