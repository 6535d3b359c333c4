"""What happens in an API-Football fixture. Events have no ids, and their minutes and players are corrected in place.

So a goal is known by all that is said of it, and anything else by who it is of. An own goal is booked to the side that
profits; where only the other reading makes up the score, it is read that way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from feeds.names import plain
from feeds.providers.api_football_shapes import Event, Item, Person
from feeds.providers.keys import Keys
from feeds.providers.provider import Problem, explain
from scores.reports import IncidentReport, PeriodKey, Side, other_side
from scores.sports import PeriodKind

KINDS = {
    ("goal", "normal goal"): "goal",
    ("goal", "penalty"): "penalty",
    ("goal", "own goal"): "own_goal",
    ("goal", "missed penalty"): "missed_penalty",  # of the type of a goal, and none
    ("card", "yellow card"): "yellow_card",
    ("card", "second yellow card"): "second_yellow_card",
    ("card", "red card"): "red_card",
}
WHOLE_TYPES = {"subst": "substitution", "var": "var"}  # whatever their detail is: "Substitution 3", "Goal cancelled"
GOALS = frozenset({"goal", "penalty", "own_goal"})


@dataclass(frozen=True)
class Told:
    event: Event
    kind: str
    side: Side  # as listed: of an own goal, the side that profits

    @property
    def moment(self) -> tuple[int, int]:
        return max(0, self.event.time.elapsed), max(0, self.event.time.extra or 0)


def incidents(item: Item, problems: list[Problem]) -> tuple[IncidentReport, ...] | None:
    if item.events is None:
        return None
    read = [_read(entry, item, problems) for entry in item.events]
    told = _without_kicks(sorted((each for each in read if each), key=lambda each: each.moment), item)
    told = _by_who_profits(told, item)
    swapped = _are_swapped(told)
    keys = Keys()
    return tuple(_incident(each, keys, order, swapped=swapped) for order, each in enumerate(told))


def _read(entry: Any, item: Item, problems: list[Problem]) -> Told | None:
    try:
        event = Event.model_validate(entry)
    except ValidationError as error:
        problems.append(Problem(f"an event of {item.where}", explain(error)))
        return None
    kind, side = _kind(event), side_of(event.team.id, item)
    if kind is None:
        problems.append(Problem(item.where, f"unknown event {event.type!r} {event.detail!r}"))
    elif side is None:
        problems.append(Problem(item.where, f"{event.detail!r} of a team that does not play: {event.team.id}"))
    return Told(event, kind, side) if kind and side else None


def _kind(event: Event) -> str | None:
    kind = event.type.strip().lower()
    return WHOLE_TYPES.get(kind) or KINDS.get((kind, (event.detail or "").strip().lower()))


def side_of(team_id: int | None, item: Item) -> Side | None:
    if team_id is None:
        return None
    return "home" if team_id == item.teams.home.id else "away" if team_id == item.teams.away.id else None


def _without_kicks(told: list[Told], item: Item) -> list[Told]:
    """Without the kicks of a shoot-out. They have a comment; of old, only a time: penalties at 120 and some more."""
    played = [each for each in told if "shootout" not in (each.event.comments or "").lower()]
    score = item.goals.points
    if len(played) < len(told) or item.status not in {"P", "PEN"} or score is None:
        return played
    if sum(_scored(played)) <= sum(score):
        return played
    return [each for each in played if each.kind not in {"penalty", "missed_penalty"} or each.moment < (120, 1)]


def _scored(told: Sequence[Told]) -> tuple[int, int]:
    points = Counter(each.side for each in told if each.kind in GOALS)
    return points["home"], points["away"]


def _by_who_profits(told: list[Told], item: Item) -> list[Told]:
    turned = [replace(each, side=other_side(each.side)) if each.kind == "own_goal" else each for each in told]
    score = item.goals.points
    return turned if _scored(told) != score and _scored(turned) == score else told


def _are_swapped(told: Sequence[Told]) -> bool:
    """Whether this fixture names who comes on as `player`. The usual is who goes off, but whole fixtures have it the
    other way (issues 170 and 371 of their roadmap): who did something before comes off, who does so after comes on."""
    deeds = [
        (each.moment, who(person))
        for each in told
        if each.kind not in {"substitution", "var"}
        for person in (each.event.player, each.event.assist)
        if who(person)
    ]
    usual = swapped = 0
    for each in told:
        if each.kind == "substitution":
            before = {name for moment, name in deeds if moment < each.moment}
            after = {name for moment, name in deeds if moment > each.moment}
            first, second = who(each.event.player), who(each.event.assist)
            usual += (first in before) + (second in after)
            swapped += (second in before) + (first in after)
    return swapped > usual


def who(person: Person | None) -> str:
    return "" if person is None else str(person.id or "") or plain(person.name or "")


def _incident(told: Told, keys: Keys, order: int, *, swapped: bool) -> IncidentReport:
    minute, added = told.moment
    first, second = (person.name or "" if person else "" for person in (told.event.player, told.event.assist))
    if told.kind == "substitution" and swapped:
        first, second = second, first
    return IncidentReport(
        key=keys.of(_name(told)),
        keeps_key=told.kind not in GOALS,
        kind=told.kind,
        side=other_side(told.side) if told.kind == "own_goal" else told.side,
        period=_period(minute),
        minute=minute,
        added=added,
        player=first,
        other_player=second if told.kind in GOALS | {"substitution"} else "",
        detail=_detail(told),
        order=order,
    )


def _name(told: Told) -> str:
    if told.kind in GOALS:
        minute, added = told.moment
        return f"goal:{told.side}:{minute}+{added}:{who(told.event.player)}"
    if told.kind == "var":
        return f"var:{told.side}:{plain(told.event.detail or '')}"
    people = {who(told.event.player)}
    if told.kind == "substitution":
        people.add(who(told.event.assist))
    return f"{told.kind}:{told.side}:{'-'.join(sorted(people))}"


def _detail(told: Told) -> str:
    if told.kind == "var":
        return told.event.detail or ""
    return (told.event.comments or "").lower()


def _period(minute: int) -> PeriodKey:
    if minute > 90:
        return PeriodKey(kind=PeriodKind.EXTRA, number=1 if minute <= 105 else 2)
    return PeriodKey(kind=PeriodKind.PERIOD, number=1 if minute <= 45 else 2)
