"""The table of a stage, from its results and rules. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import inf
from typing import Any, NamedTuple


class Result(NamedTuple):
    """A match that counts: finished, or live as it stands. `winner` overrules the score (awarded, on penalties)."""

    home: int
    away: int
    home_score: int
    away_score: int
    winner: str = ""  # home, away, draw; empty: the score says it
    live: bool = False
    narrow: bool = False  # won in overtime or in the deciding set, for which some sports give other points


@dataclass(frozen=True)
class Rules:
    win_points: int = 3
    draw_points: int = 1
    loss_points: int = 0
    narrow_win_points: int | None = None  # None: as any other
    narrow_loss_points: int | None = None
    ranking: tuple[str, ...] = ("points", "difference", "scored")


@dataclass(slots=True)
class Standing:
    team: int
    position: int = 0
    played: int = 0
    won: int = 0
    drawn: int = 0
    lost: int = 0
    scored: int = 0
    conceded: int = 0
    points: int = 0
    deducted: int = 0
    live: bool = False
    away_scored: int = 0
    away_won: int = 0
    won_narrowly: int = 0

    @property
    def difference(self) -> int:
        return self.scored - self.conceded

    @property
    def ratio(self) -> float:
        if self.conceded == 0:
            return inf if self.scored else 0
        return self.scored / self.conceded

    @property
    def win_rate(self) -> float:
        return (self.won + self.drawn / 2) / self.played if self.played else 0


Criterion = Callable[[Standing], float]

MEASURES: Mapping[str, Criterion] = {
    "points": lambda standing: standing.points,
    "difference": lambda standing: standing.difference,
    "scored": lambda standing: standing.scored,
    "wins": lambda standing: standing.won,
    "regulation_wins": lambda standing: standing.won - standing.won_narrowly,
    "fewest_losses": lambda standing: -standing.lost,
    "fewest_played": lambda standing: -standing.played,
    "win_rate": lambda standing: standing.win_rate,
    "ratio": lambda standing: standing.ratio,
    "away_goals": lambda standing: standing.away_scored,
    "away_wins": lambda standing: standing.away_won,
}
HEAD_TO_HEAD: Mapping[str, tuple[str, ...]] = {
    "head_to_head": ("points", "difference", "scored"),
    "head_to_head_away_goals": ("points", "difference", "scored", "away_goals"),
}
CRITERIA = frozenset(MEASURES) | frozenset(HEAD_TO_HEAD)  # what Rules.ranking may name; other words separate nobody

Groups = list[list[Standing]]  # best first; what a group holds is not separated so far


def standings(
    teams: Iterable[int], results: Iterable[Result], rules: Rules, deductions: Mapping[int, int]
) -> list[Standing]:
    """Rank the teams, first to last. Teams that nothing separates share a position, in order of their ids."""
    played = list(results)
    rows = _tally(teams, played, rules)
    for row in rows:
        row.deducted = deductions.get(row.team, 0)
        row.points -= row.deducted
    ranked: list[Standing] = []
    for group in _ranked(rows, played, rules):
        position = len(ranked) + 1
        for row in group:
            row.position = position
        ranked += group
    return ranked


def _tally(teams: Iterable[int], results: Sequence[Result], rules: Rules) -> list[Standing]:
    """What each team has won and lost, in order of their ids."""
    listed = set(teams).union(*((result.home, result.away) for result in results))
    rows = {team: Standing(team) for team in sorted(listed)}
    for result in results:
        _count(rows[result.home], rows[result.away], result, rules)
    return list(rows.values())


def _count(home: Standing, away: Standing, result: Result, rules: Rules) -> None:
    _, _, home_score, away_score, _, is_live, _ = result
    for row, scored, conceded in ((home, home_score, away_score), (away, away_score, home_score)):
        row.played += 1
        row.scored += scored
        row.conceded += conceded
        row.live = row.live or is_live
    away.away_scored += away_score
    side = _winner(result)
    if side == "draw":
        for row in (home, away):
            row.drawn += 1
            row.points += rules.draw_points
        return
    won, lost = _worth(result, rules)
    winner, loser = (home, away) if side == "home" else (away, home)
    winner.won += 1
    winner.won_narrowly += result.narrow
    winner.points += won
    loser.lost += 1
    loser.points += lost
    away.away_won += side == "away"


def _worth(result: Result, rules: Rules) -> tuple[int, int]:
    """The points of who wins and of who loses."""
    won = rules.narrow_win_points if result.narrow else None
    lost = rules.narrow_loss_points if result.narrow else None
    return rules.win_points if won is None else won, rules.loss_points if lost is None else lost


def _winner(result: Result) -> str:
    if result.winner or result.home_score == result.away_score:
        return result.winner or "draw"
    return "home" if result.home_score > result.away_score else "away"


def _ranked(rows: list[Standing], results: Sequence[Result], rules: Rules) -> Groups:
    groups = [rows] if rows else []
    for criterion in rules.ranking:
        groups = [part for group in groups for part in _separated(group, criterion, results, rules)]
    return groups


def _separated(group: list[Standing], criterion: str, results: Sequence[Result], rules: Rules) -> Groups:
    if len(group) > 1 and criterion in MEASURES:
        return _split(group, MEASURES[criterion])
    if len(group) > 1 and criterion in HEAD_TO_HEAD:
        return _between_themselves(group, criterion, results, rules)
    return [group]


def _split(group: list[Standing], measure: Callable[[Standing], Any]) -> Groups:
    return [list(part) for _, part in groupby(sorted(group, key=measure, reverse=True), key=measure)]


def _between_themselves(group: list[Standing], criterion: str, results: Sequence[Result], rules: Rules) -> Groups:
    """Separate by a table of their own matches; those still level, again by those of the smaller group."""
    among = {row.team for row in group}
    own = [result for result in results if result.home in among and result.away in among]
    table = {row.team: row for row in _tally(among, own, rules)}
    measures = [MEASURES[name] for name in HEAD_TO_HEAD[criterion]]
    parts = _split(group, lambda row: tuple(measure(table[row.team]) for measure in measures))
    if len(parts) == 1:
        return parts
    return [finer for part in parts for finer in _separated(part, criterion, own, rules)]
