"""Small files in Cricsheet's shape, of teams that do not exist."""

from __future__ import annotations

from typing import Any

from tests.feeds.bodies import encoded


def ball(runs: int = 0, *, out: str = "", kind: str = "bowled", batter: str = "A One", **fields: Any) -> dict[str, Any]:
    extras = sum(fields.get("extras", {}).values())
    wickets = [{"player_out": out, "kind": kind}] if out else []
    scored = {"batter": runs, "extras": extras, "total": runs + extras}
    return {"batter": batter, "bowler": "Z Nine", "non_striker": "B Two", "runs": scored, "wickets": wickets} | fields


def innings(team: str, *overs: list[dict[str, Any]], **fields: Any) -> dict[str, Any]:
    listed = [{"over": number, "deliveries": deliveries} for number, deliveries in enumerate(overs)]
    return {"team": team, "overs": listed} | fields


def file(*played: dict[str, Any], outcome: dict[str, Any] | None = None, meta: Any = None, **info: Any) -> bytes:
    return encoded(
        {
            "meta": {"data_version": "1.1.0", "created": "2026-07-05", "revision": 1} if meta is None else meta,
            "info": {
                "balls_per_over": 6,
                "dates": ["2026-07-04"],
                "event": {"name": "Island Cup", "match_number": 3},
                "gender": "male",
                "match_type": "T20",
                "outcome": {"winner": "Herons", "by": {"runs": 2}} if outcome is None else outcome,
                "season": "2026",
                "team_type": "club",
                "teams": ["Herons", "Mules"],
                "players": {},
            }
            | info,
            "innings": list(played),
        }
    )


FIRST, SECOND = innings("Herons", [ball(4), ball(2)]), innings("Mules", [ball(4)])
