"""Heimspiel's list of events as incidents and line-ups. It is rewritten in place: events vanish, and change kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from pydantic import BaseModel, ValidationError

from feeds.providers.provider import Problem, explain
from scores.reports import IncidentReport, PeriodKey, PlayerReport
from scores.sports import PeriodKind

Sides = Mapping[str, str]
GOALS = {
    "right-foot": "right foot",
    "left-foot": "left foot",
    "head": "header",
    "back-heel": "back heel",
    "direct-free-kick": "free kick",
    "goal": "",
}
CARDS = {"yellow": "yellow_card", "yellow-red": "second_yellow_card", "red": "red_card"}
PLAYING = {"lineup", "bench", "substitute-in", "substitute-out"}
POSITIONS = {"Torwart": "Goalkeeper", "Abwehr": "Defender", "Mittelfeld": "Midfielder", "Sturm": "Forward"}
BEGINS = {
    "game-start": PeriodKey(kind=PeriodKind.PERIOD, number=1),
    "second-half-start": PeriodKey(kind=PeriodKind.PERIOD, number=2),
    "first-extra-start": PeriodKey(kind=PeriodKind.EXTRA, number=1),
    "second-extra-start": PeriodKey(kind=PeriodKind.EXTRA, number=2),
}


class Named(BaseModel):
    id: str
    name: str


class TeamPerson(BaseModel):
    shirtnumber: str = ""
    role: Named | None = None


class Event(BaseModel):
    id: str
    action: str
    kind: str
    minute: int
    content: str
    team: Named | None = None
    team_person: TeamPerson | None = None
    person: Named | None = None
    additional_person: Named | None = None

    @property
    def player(self) -> str:
        return self.person.name if self.person else ""


def read_events(document: Sequence[Any], problems: list[Problem]) -> list[Event]:
    events = []
    for number, entry in enumerate(document, start=1):
        try:
            events.append(Event.model_validate(entry))
        except ValidationError as error:
            where = entry.get("id", number) if isinstance(entry, dict) else number
            problems.append(Problem(f"event {where}", explain(error)))
    return events


def lineups_of(events: Sequence[Event], sides: Sides) -> tuple[PlayerReport, ...] | None:
    """None before they are known: an empty list says nothing yet."""
    players = tuple(
        PlayerReport.model_validate(
            {
                "side": sides[event.team.id],
                "name": event.player,
                "number": event.team_person.shirtnumber if event.team_person else "",
                "position": _position(event),
                "starter": event.kind == "lineup",
            }
        )
        for event in events
        if event.action == "playing" and event.kind in {"lineup", "bench"} and event.team and event.person
    )
    return players or None


def _position(event: Event) -> str:
    role = event.team_person.role if event.team_person else None
    return POSITIONS.get(role.name, role.name) if role else ""


def incidents_of(events: Sequence[Event], sides: Sides, problems: list[Problem]) -> tuple[IncidentReport, ...]:
    coming = [event for event in events if event.kind == "substitute-in"]
    period: PeriodKey | None = None
    incidents = []
    running = (0, 0)
    for order, event in enumerate(events):
        if event.action == "match":
            period = BEGINS.get(event.kind, period)
            continue
        before, running = running, _running(event) or running
        if _is_no_incident(event, problems):
            continue
        side, other = _side_of(event, sides, before, running), event.additional_person
        if side is None:
            problems.append(Problem(f"event {event.id}", f"it does not say for whom the {event.kind} is"))
            continue
        on = _who_comes_on(event, coming) if event.kind == "substitute-out" else None
        incidents.append(
            IncidentReport(
                key=event.id,
                kind=_kind(event),
                side=side,
                period=period,
                minute=event.minute,
                player=event.player,
                other_player=on.player if on else other.name if other else "",
                detail=GOALS.get(event.kind, "") if event.action == "goal" else "",
                order=order,
            )
        )
    return tuple(incidents)


def _is_no_incident(event: Event, problems: list[Problem]) -> bool:
    if event.action == "coaching" or (event.action == "playing" and event.kind in PLAYING - {"substitute-out"}):
        return True
    if _kind(event):
        return False
    problems.append(Problem(f"event {event.id}", f"unknown kind {event.action!r} {event.kind!r}"))
    return True


def _kind(event: Event) -> str:
    """Our kind of incident, or nothing for a word that we do not know."""
    if event.action == "goal":
        return "goal" if event.kind in GOALS else {"penalty": "penalty", "own-goal": "own_goal"}.get(event.kind, "")
    if event.action == "card":
        return CARDS.get(event.kind, "")
    words = {("playing", "substitute-out"): "substitution", ("special", "missed-penalty"): "missed_penalty"}
    return words.get((event.action, event.kind), "")


def _running(event: Event) -> tuple[int, int] | None:
    home, colon, away = event.content.partition(":")
    is_score = event.action == "goal" and colon and home.strip().isdigit() and away.strip().isdigit()
    return (int(home), int(away)) if is_score else None


def _side_of(
    event: Event, sides: Sides, before: tuple[int, int], running: tuple[int, int]
) -> Literal["home", "away"] | None:
    """Whose it is. For whom an own goal is listed no recording shows: the running score says whom it profits."""
    if event.kind == "own-goal":
        gained = running[0] - before[0], running[1] - before[1]
        return "away" if gained == (1, 0) else "home" if gained == (0, 1) else None
    side = sides.get(event.team.id) if event.team else None
    return "home" if side == "home" else "away" if side == "away" else None


def _who_comes_on(gone: Event, coming: list[Event]) -> Event | None:
    """Who goes and who comes are two events, and the second one is often listed a poll later."""
    for event in _of_one_side(coming, gone):
        if event.minute == gone.minute:
            coming.remove(event)
            return event
    return None


def _of_one_side(events: Sequence[Event], like: Event) -> Iterator[Event]:
    return (event for event in list(events) if event.team and like.team and event.team.id == like.team.id)
