"""Where an ESPN match stands beside its score: outs and runners, down and distance, who serves, what is chased."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from feeds.providers.espn_shapes import Competitor, Game

Situation = dict[str, int | str | bool]
Sides = tuple[Competitor, Competitor]
BASES = ("First", "Second", "Third")
OVER = 6  # balls


def situation(sport: str, game: Game, home: Competitor, away: Competitor) -> Situation | None:
    given = game.situation or {}
    found = TOLD[sport](game, given, (home, away)) if sport in TOLD else {}
    last = given.get("lastPlay")
    text = str(last.get("text") or "").strip() if isinstance(last, dict) else ""
    return found | ({"last_play": text[:200]} if text else {}) or None


def _baseball(game: Game, given: dict[str, Any], sides: Sides) -> Situation:
    """Between halves, the count and the runners are those of a batter who is gone."""
    half = game.status.type.detail.split(" ")[0].lower()
    if half in {"middle", "end"}:
        return {"half": half}
    found = _numbers(given, {"balls": "balls", "strikes": "strikes", "outs": "outs"})
    found |= {f"on_{base.lower()}": bool(given[f"on{base}"]) for base in BASES if f"on{base}" in given}
    found |= {"half": half} if half in {"top", "bottom"} else {}
    for role in ("pitcher", "batter"):
        athlete = given[role].get("athlete") if isinstance(given.get(role), dict) else None
        if isinstance(athlete, dict) and athlete.get("displayName"):
            found[role] = str(athlete["displayName"])[:64]
    return found


def _american_football(game: Game, given: dict[str, Any], sides: Sides) -> Situation:
    found: Situation = {}
    if given.get("downDistanceText"):  # without it, the down is that of a play that is over
        found |= _numbers(given, {"down": "down", "distance": "distance"})
    found |= _numbers(given, {"homeTimeouts": "home_timeouts", "awayTimeouts": "away_timeouts"})
    possession = _side(str(given.get("possession")), sides)
    found |= {"possession": possession} if possession else {}
    found |= {"place": str(given["possessionText"])} if given.get("possessionText") else {}
    return found


def _tennis(game: Game, given: dict[str, Any], sides: Sides) -> Situation:
    server = given.get("server")
    athlete = re.search(r"/athletes/(\d+)", str(server.get("$ref", ""))) if isinstance(server, dict) else None
    marked = [side.id for side in sides if side.possession]
    serving = _side(athlete.group(1), sides) if athlete else _side(marked[0], sides) if len(marked) == 1 else ""
    return {"serving": serving} if serving else {}


def _cricket(game: Game, given: dict[str, Any], sides: Sides) -> Situation:
    """ "125/3 (16/20 ov, target 156)" still has 24 balls for 31 runs."""
    batting = [side for side in sides if side.linescores and side.linescores[-1].is_batting]
    if len(batting) != 1:
        return {}
    found: Situation = {"batting": _side(batting[0].id, sides)}
    score = batting[0].score if isinstance(batting[0].score, str) else ""
    if target := re.search(r"target (\d+)", score):
        found["target"] = int(target.group(1))
    if overs := re.search(r"\((\d+)(?:\.(\d))?/(\d+) ov", score):
        bowled = int(overs.group(1)) * OVER + int(overs.group(2) or 0)
        found["balls_left"] = int(overs.group(3)) * OVER - bowled
    return found


def _numbers(given: dict[str, Any], names: Mapping[str, str]) -> Situation:
    return {ours: given[theirs] for theirs, ours in names.items() if isinstance(given.get(theirs), int)}


def _side(key: str, sides: Sides) -> str:
    return {sides[0].id: "home", sides[1].id: "away"}.get(key, "")


TOLD: Mapping[str, Callable[[Game, dict[str, Any], Sides], Situation]] = {
    "baseball": _baseball,
    "american-football": _american_football,
    "tennis": _tennis,
    "cricket": _cricket,
}
