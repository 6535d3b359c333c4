"""An NBA game from every action of it: baskets, fouls, timeouts, substitutions.

The document names no teams, only the game's id. Which of the two in its actions is at home is seen from whose baskets
raise the home score; until one has, it cannot be told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from feeds.providers.nba_clubs import CLUBS
from feeds.providers.nba_shapes import Action, period_of, seconds_left
from feeds.providers.provider import Problem, explain
from scores.reports import IncidentReport, Side, TeamReport

MADE = {"2pt": "two_points", "3pt": "three_points", "freethrow": "free_throw"}
Sides = dict[int, Side]


def actions_of(entries: Iterable[Any], where: str, problems: list[Problem]) -> list[Action]:
    """In the order of play, which is not that of the numbers. Of one that is there twice, the copy edited last."""
    found: dict[int, Action] = {}
    for index, entry in enumerate(entries, 1):
        try:
            action = Action.model_validate(entry)
        except ValueError as error:
            name = entry.get("actionNumber", index) if isinstance(entry, dict) else index
            problems.append(Problem(f"{where}, action {name}", explain(error)))
            continue
        known = found.get(action.action_number)
        if known is None or known.edited is None or (action.edited and action.edited >= known.edited):
            found[action.action_number] = action
    return sorted(found.values(), key=lambda action: action.order_number)


def sides_of(actions: list[Action]) -> Sides:
    """Which team is at home, by the scores its baskets raise; empty when they do not say."""
    teams = {action.team_id for action in actions if action.team_id}
    home: Counter[int] = Counter()
    for before, action in pairwise(actions):
        if action.team_id and action.shot_result == "Made":
            raised = action.score_home - before.score_home, action.score_away - before.score_away
            home[action.team_id] += (raised[0] > 0 >= raised[1]) - (raised[1] > 0 >= raised[0])
    if len(teams) != 2:
        return {}
    one, other = sorted(teams, key=lambda team: home[team])
    return {} if home[one] == home[other] else {other: "home", one: "away"}


def team_of(team_id: int) -> TeamReport:
    club = CLUBS.get(team_id)
    if club is None:
        raise ValueError(f"the team {team_id} is not known, and the document has no name for it")
    return TeamReport(name=club.name, key=str(team_id), short_name=club.nickname, code=club.letters)


def incidents(actions: list[Action], sides: Sides, where: str, problems: list[Problem]) -> tuple[IncidentReport, ...]:
    entering = _entering(actions)
    found = []
    for action in actions:
        side = sides.get(action.team_id or 0)
        kind = _kind(action)
        if kind is None and action.shot_result == "Made":
            problems.append(Problem(f"{where}, action {action.action_number}", f"unknown score {action.action_type!r}"))
        if kind is None or side is None:
            continue
        found.append(
            IncidentReport(
                key=str(action.action_number),
                kind=kind,
                side=side,
                period=period_of(action.period),
                clock=seconds_left(action.clock),
                player=action.player,
                other_player=entering.get(action.action_number, "") or action.assist_player_name_initial or "",
                detail=_detail(action),
                order=action.order_number,
            )
        )
    return tuple(found)


def _kind(action: Action) -> str | None:
    if action.action_type in MADE:
        return MADE[action.action_type] if action.shot_result == "Made" else None
    if action.action_type == "substitution":
        return "substitution" if action.sub_type == "out" else None  # who comes on is told with who goes off
    return action.action_type if action.action_type in {"foul", "timeout"} else None


def _entering(actions: list[Action]) -> dict[int, str]:
    """Who comes on for whom: by the number of who goes off, the one who comes on in the same place of the row."""
    leaving: dict[tuple[int, str, int | None], list[Action]] = {}
    coming: dict[tuple[int, str, int | None], list[Action]] = {}
    for action in actions:
        if action.action_type == "substitution":
            moment = (action.period, action.clock, action.team_id)
            (leaving if action.sub_type == "out" else coming).setdefault(moment, []).append(action)
    return dict(_paired(leaving, coming))


def _paired(leaving: dict[Any, list[Action]], coming: dict[Any, list[Action]]) -> Iterator[tuple[int, str]]:
    for moment, out in leaving.items():
        for off, on in zip(out, coming.get(moment, []), strict=False):
            yield off.action_number, on.player


def _detail(action: Action) -> str:
    """ "shooting" of a foul, "driving layup" of a basket, "1 of 2" of a free throw."""
    if action.action_type == "substitution":
        return ""
    if action.action_type == "freethrow":
        return action.sub_type or ""
    kind = (action.sub_type or "").lower()
    words = (action.descriptor or "", "" if kind in {"personal", action.descriptor} else kind)
    return " ".join(word for word in words if word)
