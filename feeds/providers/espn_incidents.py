"""What happens in an ESPN match: the goals and cards of football."""

from __future__ import annotations

import re

from feeds.names import plain
from feeds.providers.espn_shapes import Competitor, Detail, Game
from feeds.providers.keys import Keys
from scores.reports import IncidentReport, PeriodKey, Side, other_side
from scores.sports import PeriodKind

GOALS = frozenset({"goal", "penalty", "own_goal"})


def incidents(game: Game, home: Competitor, away: Competitor) -> tuple[IncidentReport, ...] | None:
    """There are no ids: a goal is known by all that is said of it, anything else by who it is of."""
    if game.details is None:
        return None
    details = [Detail.model_validate(each) for each in game.details]
    keys = Keys()
    found: list[IncidentReport] = []
    for detail in sorted((each for each in details if not each.shootout), key=_moment):
        kind, side = _kind(detail), _side(detail, home, away)
        if kind is None or side is None:
            continue
        player = detail.athletes_involved[0] if detail.athletes_involved else None
        who = player.id or plain(player.display_name) if player else ""
        minute, added = _moment(detail)
        of_what = f"goal:{minute}+{added}" if kind in GOALS else kind
        found.append(
            IncidentReport(
                key=keys.of(f"{of_what}:{detail.team.id}:{who}"),
                keeps_key=kind not in GOALS,
                kind=kind,
                side=side,
                period=_period(minute),
                minute=minute,
                added=added,
                player=player.display_name if player else "",
                detail=detail.type.text.partition(" - ")[2].lower() if kind == "goal" else "",
                order=len(found),
            )
        )
    return tuple(found)


def _moment(detail: Detail) -> tuple[int, int]:
    """ "45'+7'" is 45 and 7; without a text, the seconds."""
    found = re.match(r"(\d+)'?(?:\s*\+\s*(\d+))?", detail.clock.display_value)
    if found:
        return int(found.group(1)), int(found.group(2) or 0)
    return int((detail.clock.value or 0) // 60), 0


def _kind(detail: Detail) -> str | None:
    if detail.own_goal:
        return "own_goal"
    if detail.scoring_play:
        return "penalty" if detail.penalty_kick else "goal"
    if detail.penalty_kick:
        return "missed_penalty"
    if detail.red_card:
        return "second_yellow_card" if detail.yellow_card or "second" in detail.type.text.lower() else "red_card"
    return "yellow_card" if detail.yellow_card else None


def _side(detail: Detail, home: Competitor, away: Competitor) -> Side | None:
    """ESPN books an own goal to the team that profits; ours is of the side whose player scored it."""
    listed: Side | None = "home" if detail.team.id == home.id else "away" if detail.team.id == away.id else None
    return other_side(listed) if listed and detail.own_goal else listed


def _period(minute: int) -> PeriodKey:
    if minute > 90:
        return PeriodKey(kind=PeriodKind.EXTRA, number=1 if minute <= 105 else 2)
    return PeriodKey(kind=PeriodKind.PERIOD, number=1 if minute <= 45 else 2)
