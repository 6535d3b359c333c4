"""Small payloads in the providers' own shapes, for what no recording shows."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

NOW = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)


def encoded(document: object) -> bytes:
    return json.dumps(document).encode()


def openfootball(*matches: dict[str, Any], name: str = "English Premier League 2026/27") -> bytes:
    return encoded({"name": name, "matches": list(matches)})


def fixture(
    home: str = "Arsenal FC",
    away: str = "Chelsea FC",
    *,
    ft: tuple[int | None, int] | None = None,
    date: str = "2026-11-22",
    time: str = "15:00",
    **fields: Any,
) -> dict[str, Any]:
    """One match of an openfootball file."""
    score = {} if ft is None else {"ft": list(ft)}
    return {"round": "Matchday 12", "date": date, "time": time, "team1": home, "team2": away, "score": score} | fields


def football_data(*matches: dict[str, Any]) -> bytes:
    return encoded({"filters": {}, "resultSet": {"count": len(matches)}, "matches": list(matches)})


def football_data_match(
    status: str = "IN_PLAY",
    home: int | None = 1,
    away: int | None = 0,
    *,
    match_id: int = 1001,
    updated: str = "2026-11-22T15:20:00Z",
    score: dict[str, Any] | None = None,
    **fields: Any,
) -> dict[str, Any]:
    return {
        "id": match_id,
        "utcDate": "2026-11-22T15:00:00Z",
        "status": status,
        "matchday": 12,
        "stage": "REGULAR_SEASON",
        "group": None,
        "lastUpdated": updated,
        "area": {"id": 2072, "name": "England"},
        "competition": {"id": 2021, "name": "Premier League", "code": "PL", "type": "LEAGUE"},
        "season": {"id": 1, "startDate": "2026-08-15", "endDate": "2027-05-23"},
        "homeTeam": {"id": 57, "name": "Arsenal FC", "shortName": "Arsenal", "tla": "ARS "},
        "awayTeam": {"id": 61, "name": "Chelsea FC", "shortName": "Chelsea", "tla": "CHE"},
        "score": {"winner": None, "duration": "REGULAR", "fullTime": {"home": home, "away": away}} | (score or {}),
    } | fields


def espn(*events: dict[str, Any]) -> bytes:
    league = {"id": "700", "uid": "s:600~l:700", "name": "English Premier League"}
    return encoded({"leagues": [league], "season": {}, "events": list(events)})


def espn_event(
    name: str = "STATUS_SECOND_HALF",
    state: str = "in",
    *,
    score: tuple[object, object] = ("1", "0"),
    event_id: str = "501",
    date: str = "2026-11-22T15:00Z",
    **game: Any,
) -> dict[str, Any]:
    status = {
        "clock": 3600,
        "displayClock": "60'",
        "period": 2,
        "type": {"id": "26", "name": name, "state": state, "completed": state == "post"},
    }
    return {
        "id": event_id,
        "uid": f"s:600~l:700~e:{event_id}",
        "date": date,
        "name": "Chelsea at Arsenal",
        "season": {"year": 2026, "type": 1, "slug": "2026-27-english-premier-league"},
        "competitions": [
            {
                "id": event_id,
                "uid": f"s:600~l:700~e:{event_id}~c:{event_id}",
                "date": date,
                "timeValid": True,
                "status": status,
                "competitors": [
                    _competitor("359", "Arsenal", "home", score[0]),
                    _competitor("363", "Chelsea", "away", score[1]),
                ],
            }
            | game
        ],
    }


def _competitor(team_id: str, name: str, side: str, score: object) -> dict[str, Any]:
    return {
        "id": team_id,
        "uid": f"s:600~t:{team_id}",
        "type": "team",
        "order": 0 if side == "home" else 1,
        "homeAway": side,
        "score": score,
        "team": {"id": team_id, "uid": f"s:600~t:{team_id}", "displayName": name, "abbreviation": name[:3].upper()},
    }
