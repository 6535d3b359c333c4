"""Answers in the shape of API-Football's, with made-up matches, and what their reports say."""

from __future__ import annotations

from collections import Counter
from typing import Any

from feeds.providers.api_football import parse
from scores.reports import MatchReport
from scores.sports import SPORTS
from tests.feeds.bodies import NOW, encoded

HOME, AWAY = 11, 22
PAIRS = ("halftime", "fulltime", "extratime", "penalty")


def answer(*entries: object, get: str = "fixtures", **fields: object) -> bytes:
    parameters = {"live": "all"}
    document = {"get": get, "parameters": parameters, "errors": [], "results": len(entries), "response": list(entries)}
    return encoded(document | fields)


def fixture(
    short: str = "2H",
    goals: tuple[int | None, int | None] = (1, 0),
    *events: dict[str, Any],
    elapsed: int | None = 67,
    score: dict[str, tuple[int, int]] | None = None,
    round: str | None = "Regular Season - 12",
    winner: str = "",
    extra: dict[str, int | None] | None = None,
    **fields: Any,
) -> dict[str, Any]:
    status = {"long": "", "short": short, "elapsed": elapsed} | (extra or {})
    parts = {name: pair_of((score or {}).get(name, (None, None))) for name in PAIRS}
    return {
        "fixture": {"id": 900, "date": "2026-11-22T15:00:00+00:00", "venue": {"name": "North Road"}, "status": status},
        "league": {"id": 39, "name": "Premier League", "country": "England", "season": 2026, "round": round},
        "teams": {
            "home": {"id": HOME, "name": "Northtown", "winner": winner == "home"},
            "away": {"id": AWAY, "name": "Southtown", "winner": winner == "away"},
        },
        "goals": pair_of(goals),
        "score": parts,
        "events": list(events),
    } | fields


def pair_of(points: tuple[int | None, int | None]) -> dict[str, int | None]:
    return {"home": points[0], "away": points[1]}


def event(
    minute: int,
    detail: str = "Normal Goal",
    *,
    team: int = HOME,
    player: tuple[int | None, str | None] = (7, "A. Able"),
    assist: tuple[int | None, str | None] = (None, None),
    kind: str = "Goal",
    extra: int | None = None,
    comments: str | None = None,
) -> dict[str, Any]:
    return {
        "time": {"elapsed": minute, "extra": extra},
        "team": {"id": team, "name": "whichever"},
        "player": {"id": player[0], "name": player[1]},
        "assist": {"id": assist[0], "name": assist[1]},
        "type": kind,
        "detail": detail,
        "comments": comments,
    }


def substitution(minute: int, first: int, second: int, **fields: Any) -> dict[str, Any]:
    given = {"kind": "subst", "player": (first, f"P. {first}"), "assist": (second, f"P. {second}")}
    return event(minute, "Substitution 1", **(given | fields))


def figures(*values: object) -> list[dict[str, object]]:
    names = ("Ball Possession", "Shots on Goal", "Red Cards", "Blocked Shots")
    return [{"type": name, "value": value} for name, value in zip(names, values, strict=True)]


def report_of(*arguments: Any, **fields: Any) -> MatchReport:
    (report,) = parse(answer(fixture(*arguments, **fields)), NOW).reports
    return report


def keys(report: MatchReport) -> list[str]:
    return [incident.key for incident in report.incidents or ()]


def points(report: MatchReport) -> tuple[int, int]:
    """What the incidents add up to."""
    made: Counter[str] = Counter()
    for incident in report.incidents or ():
        kind = SPORTS["football"].incidents[incident.kind]
        other = {"home": "away", "away": "home"}[incident.side or "home"]
        made[other if kind.for_opponent else incident.side or ""] += kind.points
    return made["home"], made["away"]
