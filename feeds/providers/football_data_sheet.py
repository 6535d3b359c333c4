"""What football-data.org unfolds of a match: goals, cards, substitutions, line-ups and statistics.

There are no ids: a goal is known by all that is said of it, the rest by who it is of. None of this could be checked
against a recording (the recorded plan has none): words that are not documented are refused.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, TypeVar

from pydantic import ValidationError

from feeds.names import plain
from feeds.providers.football_data_shapes import Booking, Goal, Item, Person, Player, Shape, Substitution, Team
from feeds.providers.keys import Keys
from feeds.providers.provider import Problem, explain
from scores.reports import SIDES, IncidentReport, PeriodKey, PlayerReport, Side, StatisticReport, other_side
from scores.sports import PeriodKind

Part = TypeVar("Part", bound=Shape)
Points = tuple[int, int]

GOALS = {"REGULAR": "goal", "PENALTY": "penalty", "OWN": "own_goal"}
CARDS = {"YELLOW": "yellow_card", "YELLOW_RED": "second_yellow_card", "RED": "red_card"}
STATISTICS = {
    "ball_possession": "possession",
    "shots": "shots",
    "shots_on_goal": "shots_on_target",
    "shots_off_goal": "shots_off_target",
    "corner_kicks": "corners",
    "offsides": "offsides",
    "fouls": "fouls",
    "saves": "saves",
    "free_kicks": "free_kicks",
    "goal_kicks": "goal_kicks",
    "throw_ins": "throw_ins",
    "yellow_cards": "yellow_cards",
    "yellow_red_cards": "second_yellow_cards",
    "red_cards": "red_cards",
}


def incidents(item: Item, problems: list[Problem]) -> tuple[IncidentReport, ...] | None:
    """None where goals are not unfolded: they are missing, or an empty list beside a score that has some."""
    full = item.score.full_time.pair
    if item.goals is None or (not item.goals and full and any(full)):
        return None
    told = [*_goals(item, problems), *_bookings(item, problems), *_substitutions(item, problems)]
    told.sort(key=lambda incident: (incident.minute or 0, incident.added))
    keys = Keys()
    return tuple(
        incident.model_copy(update={"key": keys.of(incident.key), "order": order})
        for order, incident in enumerate(told)
    )


def _read(
    shape: type[Part], entries: list[Any] | None, item: Item, problems: list[Problem]
) -> Iterator[tuple[Side, Part]]:
    for entry in entries or []:
        try:
            part = shape.model_validate(entry)
        except ValidationError as error:
            problems.append(Problem(f"a {shape.__name__.lower()} of {item.where}", explain(error)))
            continue
        side = _side(getattr(part, "team", None), item)
        if side is None:
            problems.append(Problem(item.where, f"a {shape.__name__.lower()} of a team that does not play"))
        else:
            yield side, part


def _side(team: Team | None, item: Item) -> Side | None:
    if team is None or team.id is None:
        return None
    return "home" if team.id == item.home_team.id else "away" if team.id == item.away_team.id else None


def _goals(item: Item, problems: list[Problem]) -> Iterator[IncidentReport]:
    before: Points = (0, 0)
    for side, goal in _read(Goal, item.goals, item, problems):
        kind = GOALS.get(goal.type.upper())
        if kind is None:
            problems.append(Problem(item.where, f"unknown goal {goal.type!r}"))
            continue
        profits = _who_profits(goal, side, kind, before)
        before = goal.score.pair or before
        yield IncidentReport(
            key=f"goal:{profits}:{goal.minute}+{goal.injury_time or 0}:{_who(goal.scorer)}",
            keeps_key=False,
            kind=kind,
            side=other_side(profits) if kind == "own_goal" else profits,
            period=_period(item, goal.minute),
            minute=goal.minute,
            added=goal.injury_time or 0,
            player=_name(goal.scorer),
            other_player=_name(goal.assist),
        )


def _who_profits(goal: Goal, side: Side, kind: str, before: Points) -> Side:
    """Whose score rose, where the goal says the score; an own goal is listed under the team of its scorer."""
    after = goal.score.pair
    rose: list[Side] = [name for name, was, now in zip(SIDES, before, after or before, strict=True) if now > was]
    if len(rose) == 1:
        return rose[0]
    return other_side(side) if kind == "own_goal" else side


def _bookings(item: Item, problems: list[Problem]) -> Iterator[IncidentReport]:
    for side, booking in _read(Booking, item.bookings, item, problems):
        kind = CARDS.get(booking.card.upper().removesuffix("_CARD"))
        if kind is None:
            problems.append(Problem(item.where, f"unknown card {booking.card!r}"))
            continue
        yield IncidentReport(
            key=f"{kind}:{side}:{_who(booking.player)}",
            kind=kind,
            side=side,
            period=_period(item, booking.minute),
            minute=booking.minute,
            player=_name(booking.player),
        )


def _substitutions(item: Item, problems: list[Problem]) -> Iterator[IncidentReport]:
    for side, change in _read(Substitution, item.substitutions, item, problems):
        yield IncidentReport(
            key=f"substitution:{side}:{_who(change.player_out)}:{_who(change.player_in)}",
            kind="substitution",
            side=side,
            period=_period(item, change.minute),
            minute=change.minute,
            player=_name(change.player_out),
            other_player=_name(change.player_in),
        )


def _who(person: Person | None) -> str:
    return "" if person is None else str(person.id or "") or plain(person.name or "")


def _name(person: Person | None) -> str:
    return ((person.name if person else "") or "").strip()


def _period(item: Item, minute: int) -> PeriodKey:
    if minute > 90 and item.score.duration not in {None, "REGULAR"}:
        return PeriodKey(kind=PeriodKind.EXTRA, number=1 if minute <= 105 else 2)
    return PeriodKey(kind=PeriodKind.PERIOD, number=1 if minute <= 45 else 2)


def lineups(item: Item, problems: list[Problem]) -> tuple[PlayerReport, ...] | None:
    players: list[PlayerReport] = []
    teams: tuple[tuple[Side, Team], ...] = (("home", item.home_team), ("away", item.away_team))
    for side, team in teams:
        for entries, starter in ((team.lineup, True), (team.bench, False)):
            players += [_player(side, player, starter=starter) for player in _named(entries, item, problems)]
    return tuple(players) or None


def _named(entries: list[Any] | None, item: Item, problems: list[Problem]) -> Iterator[Player]:
    for entry in entries or []:
        try:
            player = Player.model_validate(entry)
        except ValidationError as error:
            problems.append(Problem(f"a line-up of {item.where}", explain(error)))
            continue
        if _name(player):
            yield player


def _player(side: Side, player: Player, *, starter: bool) -> PlayerReport:
    return PlayerReport(
        side=side,
        name=_name(player),
        number="" if player.shirt_number is None else str(player.shirt_number),
        position=player.position or "",
        starter=starter,
    )


def statistics(item: Item) -> tuple[StatisticReport, ...] | None:
    home, away = item.home_team.statistics or {}, item.away_team.statistics or {}
    return (
        tuple(
            StatisticReport(kind=kind, home=home[name], away=away[name])
            for name, kind in STATISTICS.items()
            if _is_figure(home.get(name)) and _is_figure(away.get(name))
        )
        or None
    )


def _is_figure(value: object) -> bool:
    return isinstance(value, int | float) and math.isfinite(value)
