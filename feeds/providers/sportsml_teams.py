"""The two teams of a SportsML match: who they are, who plays for them, and what they have done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from feeds.providers.provider import Problem, figure_of
from feeds.providers.sportsml_shapes import Player, PlayerMetadata, SubScore, TeamMetadata, TeamStats, name_of
from feeds.providers.sportsml_xml import Element, code, said, within
from scores.reports import SIDES, PlayerReport, Side, StatisticReport, TeamReport

IN_LINEUP = {"starter": True, "bench": False}
NOT_IN_LINEUP = frozenset({"scratched", "injured", "suspended", "sidelined"})

# Where a number of a team is, below its statistics. `commited` is how SportsML spells it.
STATISTICS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "football": {
        "possession": (".", "time-of-possession-percentage"),
        "shots": ("team-stats-soccer/stats-soccer-offensive", "shots-total"),
        "shots_on_target": ("team-stats-soccer/stats-soccer-offensive", "shots-on-goal-total"),
        "corners": ("team-stats-soccer/stats-soccer-offensive", "corner-kicks"),
        "fouls": ("team-stats-soccer/stats-soccer-foul", "fouls-commited"),
    },
    "basketball": {
        "field_goals": ("team-stats-basketball/stats-basketball-offensive", "field-goals-made"),
        "field_goals_attempted": ("team-stats-basketball/stats-basketball-offensive", "field-goals-attempted"),
        "three_pointers": ("team-stats-basketball/stats-basketball-offensive", "three-pointers-made"),
        "three_pointers_attempted": ("team-stats-basketball/stats-basketball-offensive", "three-pointers-attempted"),
        "free_throws": ("team-stats-basketball/stats-basketball-offensive", "free-throws-made"),
        "free_throws_attempted": ("team-stats-basketball/stats-basketball-offensive", "free-throws-attempted"),
        "assists": ("team-stats-basketball/stats-basketball-offensive", "assists-total"),
        # turnovers-total is 0 where this one is what the players' make together.
        "turnovers": ("team-stats-basketball/stats-basketball-offensive", "team-turnovers-total"),
        "offensive_rebounds": ("team-stats-basketball/stats-basketball-rebounding", "rebounds-offensive"),
        "defensive_rebounds": ("team-stats-basketball/stats-basketball-rebounding", "rebounds-defensive"),
        "steals": ("team-stats-basketball/stats-basketball-defensive", "steals-total"),
        "blocks": ("team-stats-basketball/stats-basketball-defensive", "blocks-total"),
        "fouls": ("penalty-stats[@type='personal fouls']", "count"),
    },
    "ice-hockey": {"shots": (".", "score-attempts")},
}


@dataclass(frozen=True)
class Team:
    """A team as this match has it: actions name it by `id`, which is not its key."""

    id: str
    element: Element
    stats: TeamStats
    scores: tuple[SubScore, ...]


def teams_of(event: Element) -> dict[Side, Team]:
    found: dict[Side, Team] = {}
    for element in event.findall("team"):
        alignment = TeamMetadata.model_validate(said(element.find("team-metadata"))).alignment
        side = next((each for each in SIDES if each == alignment), None)
        if side is None or side in found:
            raise ValueError(f"a team's alignment is {alignment!r}, and who is home and who is away is not guessed")
        stats = element.find("team-stats")
        scores = tuple(map(SubScore.model_validate, within(stats, "sub-score"))) if stats is not None else ()
        found[side] = Team(said(element).get("id", ""), element, TeamStats.model_validate(said(stats)), scores)
    if len(found) != 2:
        raise ValueError(f"{len(found)} teams, not two")
    return found


def team_report(element: Element) -> TeamReport:
    metadata = element.find("team-metadata")
    return TeamReport(
        name=name_of(metadata),
        key=said(metadata).get("key", "")[:128],
        short_name=name_of(metadata, "short")[:32],
    )


def players_of(teams: Mapping[Side, Team]) -> dict[str, Player]:
    return {
        said(element)["id"]: Player(side, name_of(metadata), code(said(metadata).get("status", "")) == "starter")
        for side, team in teams.items()
        for element in team.element.findall("player")
        if "id" in said(element)
        for metadata in [element.find("player-metadata")]
    }


def lineups(teams: Mapping[Side, Team], where: str, problems: list[Problem]) -> tuple[PlayerReport, ...] | None:
    """None where nobody is named: the line-ups of a match that is to come, or of another document."""
    return tuple(each for side in SIDES for each in _lineup(side, teams[side], where, problems)) or None


def _lineup(side: Side, team: Team, where: str, problems: list[Problem]) -> Iterator[PlayerReport]:
    for element in team.element.findall("player"):
        metadata = element.find("player-metadata")
        player = PlayerMetadata.model_validate(said(metadata))
        status, name = code(player.status), name_of(metadata)
        if status not in IN_LINEUP or not name:
            if status not in NOT_IN_LINEUP or not name:
                problems.append(Problem(where, f"unknown status {status!r} of player {name or '?'}"))
            continue
        yield PlayerReport(
            side=side,
            name=name,
            number=player.uniform_number[:4],
            position=code(player.position_event or player.position_regular)[:32],
            starter=IN_LINEUP[status],
        )


def statistics(sport: str, teams: Mapping[Side, Team]) -> tuple[StatisticReport, ...] | None:
    found = []
    for kind, (path, name) in STATISTICS[sport].items():
        home, away = (_number(teams[side].element.find("team-stats"), path, name) for side in SIDES)
        if home is not None and away is not None:
            found.append(StatisticReport(kind=kind, home=home, away=away))
    return tuple(found) or None


def _number(stats: Element | None, path: str, name: str) -> float | None:
    """A number may be given empty, and "NaN" where it cannot be."""
    return figure_of(said(stats.find(path)).get(name, "")) if stats is not None else None
