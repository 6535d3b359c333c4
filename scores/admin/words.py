"""A match's log in human words: "score 1–0 → 2–0", "goal 67' Saka retracted (offside)". Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

State = Mapping[str, Any]

ARROW = "→"
# What follows from something else that the log tells, or that only machines read.
UNTOLD = frozenset({"id", "sport", "day", "last_goal", "correction", "stage", "competition"})
INCIDENT_UNTOLD = frozenset({"id", "name", "for", "points", "card", "state", "reason", "order", "period"})
# What is told first. PostgreSQL keeps the keys of a JSON object in an order of its own.
FIRST = ("status", "score", "winner", "parts", "period", "clock", "home", "away", "kind", "side", "player", "minute")
LABELS = {"kick_off": "kick-off", "added": "added time", "other_player": "second player"}


def told(before: State, after: State, zone: tzinfo | None = None) -> list[str]:
    """What an update changed in a match's document, one sentence each; empty when readers see no word of it."""
    zone = zone or ZoneInfo("UTC")
    if after.get("gone"):
        return ["match deleted"]
    if "row" not in before:
        return [_created(after["row"], zone)]
    return [
        *_row(before["row"], after["row"], zone),
        *_incidents(before.get("incidents", {}), after.get("incidents", {})),
        *_plain("venue", before.get("venue"), after.get("venue"), lambda venue: str(venue["name"])),
        *_plain("attendance", before.get("attendance"), after.get("attendance"), str),
        *_plain("referee", before.get("referee"), after.get("referee"), str),
        *_statistics(before.get("statistics", {}), after.get("statistics", {})),
        *_lineups(before.get("lineups", {}), after.get("lineups", {})),
    ]


def incident_name(incident: State) -> str:
    """As an editor calls it: "goal 45+2' Saka (home)"."""
    minute = _minute(incident)
    side = f"({incident['side']})" if incident.get("side") else ""
    return " ".join(filter(None, [str(incident["name"]).lower(), minute, str(incident.get("player", "")), side]))


def _created(row: State, zone: tzinfo) -> str:
    return f"match created: {row['home']['name']} – {row['away']['name']}, {_moment(row['kick_off'], zone)}"


def _row(before: State, after: State, zone: tzinfo) -> Iterator[str]:
    said: dict[str, Callable[[Any], str]] = {
        "score": _score,
        "kick_off": lambda at: _moment(at, zone),
        "period": lambda period: str(period["name"]),
        "clock": _clock,
        "situation": lambda situation: str(situation.get("text") or situation),
        "feed": lambda feed: f"{feed['name']} silent since {_moment(feed['silent_since'], zone)}",
    }
    for key in _changed(before, after):
        if key in ("home", "away"):
            yield from _team(key, before[key], after[key])
        elif key == "parts":
            yield from _parts(before.get("parts", {}), after.get("parts", {}))
        elif key not in UNTOLD:
            yield from _plain(LABELS.get(key, key), before.get(key), after.get(key), said.get(key, str))
    yield from _place(before, after)


def _place(before: State, after: State) -> Iterator[str]:
    """The stage and competition, by their names: their other facts (order, table) are no news of a match."""
    for key in ("competition", "stage"):
        yield from _plain(key, before[key].get("name"), after[key].get("name"), str)


def _team(side: str, before: State, after: State) -> Iterator[str]:
    if before["name"] != after["name"]:
        yield f"{side} team {before['name']} {ARROW} {after['name']}"
    elif {**before, "red_cards": 0} != {**after, "red_cards": 0}:
        yield f"the look of {after['name']} changed"
    if before.get("red_cards", 0) != after.get("red_cards", 0):
        yield f"red cards {after['name']} {before.get('red_cards', 0)} {ARROW} {after.get('red_cards', 0)}"


def _parts(before: State, after: State) -> Iterator[str]:
    for key in _changed(before, after):
        short = str((after.get(key) or before[key])["short"])
        yield from _plain(short, before.get(key), after.get(key), _part)


def _incidents(before: State, after: State) -> Iterator[str]:
    for key in _changed(before, after):
        old, new = before.get(key), after.get(key)
        if new is None:
            yield f"{incident_name(old or {})} removed"
        elif old is None:
            yield f"{incident_name(new)} added"
        elif new["state"] == "retracted" != old["state"]:
            yield f"{incident_name(new)} retracted" + (f" ({new['reason']})" if new.get("reason") else "")
        else:
            yield from _corrected(old, new)


def _corrected(old: State, new: State) -> Iterator[str]:
    if old["state"] == "retracted" != new["state"]:
        yield f"{incident_name(new)} stands after all"
    for key in _changed(old, new):
        if key not in INCIDENT_UNTOLD:
            yield from _plain(f"{incident_name(old)}: {LABELS.get(key, key)}", old.get(key), new.get(key), str)


def _statistics(before: State, after: State) -> Iterator[str]:
    for key in _changed(before, after):
        yield from _plain(key.replace("_", " "), before.get(key), after.get(key), _score)


def _lineups(before: State, after: State) -> Iterator[str]:
    for side in _changed(before, after):
        yield f"{side} line-up: {len(after.get(side, []))} players"


def _plain(label: str, old: Any, new: Any, say: Callable[[Any], str]) -> Iterator[str]:
    was, now = ("none" if value is None else say(value) for value in (old, new))
    if was == now:
        return
    yield f"{label} {now}" if old is None else f"{label} {was} {ARROW} {now}"


def _changed(before: State, after: State) -> Iterable[str]:
    return sorted((key for key in {*before, *after} if before.get(key) != after.get(key)), key=_place_in_a_sentence)


def _place_in_a_sentence(key: str) -> tuple[int, int, str]:
    return (FIRST.index(key) if key in FIRST else len(FIRST)), len(key), key  # by length: incident 9 before 10


def _score(score: State) -> str:
    return f"{score['home']}–{score['away']}"


def _part(part: State) -> str:
    return f"{_in_detail(part, 'home')}–{_in_detail(part, 'away')}"


def _in_detail(part: State, side: str) -> str:
    score, detail = part.get(side, "?"), part.get(f"{side}_detail")
    return f"{score} ({', '.join(f'{key} {value}' for key, value in detail.items())})" if detail else str(score)


def _clock(clock: State) -> str:
    shows = f"{clock['seconds'] // 60}:{clock['seconds'] % 60:02}"
    added = f" +{clock['added']}" if clock.get("added") else ""
    return f"{shows}{added}, {'running' if clock['running'] else 'stopped'}"


def _minute(incident: State) -> str:
    if incident.get("minute") is None:
        return ""
    return f"{incident['minute']}{'+' + str(incident['added']) if incident.get('added') else ''}'"


def _moment(at: str, zone: tzinfo) -> str:
    return f"{datetime.fromisoformat(at).astimezone(zone):%Y-%m-%d %H:%M}"
