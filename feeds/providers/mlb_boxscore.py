"""Who plays and what they did, from the boxscore inside an MLB feed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from feeds.providers.mlb_shapes import Boxscore, BoxscorePlayer, BoxscoreSide, Counts, LiveData
from scores.reports import PlayerReport, Side, StatisticReport

# Ours, the part of the team's statistics and theirs.
STATISTICS = (
    ("at_bats", "batting", "atBats"),
    ("home_runs", "batting", "homeRuns"),
    ("walks", "batting", "baseOnBalls"),
    ("strikeouts", "batting", "strikeOuts"),
    ("stolen_bases", "batting", "stolenBases"),
    ("pitches", "pitching", "numberOfPitches"),
)


def lineups(boxscore: Boxscore) -> tuple[PlayerReport, ...] | None:
    """None until both teams have said who bats."""
    sides: tuple[tuple[Side, BoxscoreSide], ...] = (("home", boxscore.teams.home), ("away", boxscore.teams.away))
    if not all(any(_begins(player) for player in side.players.values()) for _, side in sides):
        return None
    return tuple(player for name, side in sides for player in _players(name, side))


def _players(name: Side, side: BoxscoreSide) -> Iterator[PlayerReport]:
    """Those who bat in their order, the pitcher who begins, then those who came or may come."""
    pitcher = side.pitchers[0] if side.pitchers else None
    for player in sorted(side.players.values(), key=lambda each: _place(each, side)):
        position = player.all_positions[0] if player.all_positions else player.position
        yield PlayerReport(
            side=name,
            name=player.person.full_name or f"Player {player.person.id}",
            number=player.jersey_number[:4],
            position=position.abbreviation,
            starter=_begins(player) or player.person.id == pitcher,
        )


def _begins(player: BoxscorePlayer) -> bool:
    return player.batting_order.endswith("00")


def _place(player: BoxscorePlayer, side: BoxscoreSide) -> tuple[int, int, int]:
    number = player.person.id
    if _begins(player):
        return 0, int(player.batting_order), number
    if number in side.pitchers:
        turn = side.pitchers.index(number)
        return (1 if turn == 0 else 3), turn, number
    if player.batting_order.isdigit():
        return 2, int(player.batting_order), number
    return 4, 0, number


def statistics(live: LiveData) -> tuple[StatisticReport, ...] | None:
    home, away = live.boxscore.teams.home.team_stats, live.boxscore.teams.away.team_stats
    lines = (live.linescore.teams.home, live.linescore.teams.away)
    found = [(kind, _number(home, part, name), _number(away, part, name)) for kind, part, name in STATISTICS]
    # Left on base: the boxscore adds up the batters, and counts a runner once for each who left him there.
    found += [(name, *_of_lines(lines, name)) for name in ("hits", "errors", "left_on_base")]
    reports = [
        StatisticReport(kind=kind, home=ours, away=theirs)
        for kind, ours, theirs in found
        if ours is not None and theirs is not None
    ]
    return tuple(reports) or None


def _number(stats: dict[str, dict[str, Any]], part: str, name: str) -> int | None:
    value = stats.get(part, {}).get(name)
    return value if isinstance(value, int) else None


def _of_lines(lines: tuple[Counts, Counts], name: str) -> tuple[int | None, int | None]:
    home, away = (getattr(line, name) for line in lines)
    return home, away
