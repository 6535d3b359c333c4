"""Small documents in the shapes of the NHL's api-web; of two clubs whose letters are real and whose players are not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

GOAL: dict[str, Any] = {
    "situationCode": "1551",
    "eventId": 31,
    "strength": "ev",
    "firstName": {"default": "Max"},
    "lastName": {"default": "First"},
    "teamAbbrev": {"default": "TOR"},
    "timeInPeriod": "03:01",
    "goalModifier": "none",
    "assists": [],
}
PENALTY: dict[str, Any] = {
    "timeInPeriod": "02:13",
    "type": "MIN",
    "duration": 2,
    "committedByPlayer": {"default": "T. First"},
    "teamAbbrev": {"default": "CGY"},
    "descKey": "holding",
}


def nhl_game(
    state: str = "LIVE", *, game_id: int = 77, home: int | None = 1, away: int | None = 0, **fields: Any
) -> dict[str, Any]:
    """What every document says of a game, as a day's scores say it."""
    return {
        "id": game_id,
        "season": 20262027,
        "gameType": 2,
        "startTimeUTC": "2026-11-22T15:00:00Z",
        "venue": {"default": "Ice Hall", "fr": "Palais de glace"},
        "gameState": state,
        "gameScheduleState": "OK",
        "homeTeam": {"id": 10, "abbrev": "TOR", "name": {"default": "Maple Leafs"}, "score": home},
        "awayTeam": {"id": 20, "abbrev": "CGY", "name": {"default": "Flames"}, "score": away},
        "periodDescriptor": {"number": 1, "periodType": "REG", "maxRegulationPeriods": 3},
        "clock": {"timeRemaining": "10:00", "secondsRemaining": 600, "running": True, "inIntermission": False},
    } | fields


def landing(
    state: str = "LIVE",
    scoring: Sequence[dict[str, Any]] = (),
    *,
    penalties: Sequence[dict[str, Any]] = (),
    home: int | None = 1,
    away: int | None = 0,
    **fields: Any,
) -> dict[str, Any]:
    summary = {"scoring": list(scoring), "shootout": [], "penalties": list(penalties)}
    return nhl_game(state, home=home, away=away, **fields) | {"summary": summary}


def period(number: int, kind: str = "REG", **lists: list[Any]) -> dict[str, Any]:
    return {"periodDescriptor": {"number": number, "periodType": kind}} | lists


def play(*, shootout: Sequence[tuple[str, int]] = ()) -> dict[str, Any]:
    """The plays of one goal and one penalty, then the goals of a shoot-out."""
    goal = _play(31, "goal", "03:01", owner=10, scoringPlayerId=1, assist1PlayerId=2)
    penalty = _play(30, "penalty", "02:13", owner=20, committedByPlayerId=3, duration=2, descKey="holding")
    faceoff = _play(8, "faceoff", "00:00", owner=10)
    kicks = [
        _play(number, "goal", "00:00", owner=10 if side == "home" else 20, period=(5, "SO"), scoringPlayerId=1)
        for side, number in shootout
    ]
    roster = [(1, "Max", "First"), (2, "Paul", "Helper"), (3, "Tom", "Second")]
    spots = [{"playerId": key, "firstName": {"default": one}, "lastName": two} for key, one, two in roster]
    return {"plays": [goal, penalty, faceoff, *kicks], "rosterSpots": spots}


def _play(
    number: int, word: str, time: str, *, owner: int, period: tuple[int, str] = (1, "REG"), **details: Any
) -> dict[str, Any]:
    return {
        "eventId": number,
        "periodDescriptor": {"number": period[0], "periodType": period[1]},
        "timeInPeriod": time,
        "situationCode": "1551",
        "typeDescKey": word,
        "sortOrder": number,
        "details": {"eventOwnerTeamId": owner} | details,
    }


def rail(*series: dict[str, Any], files: bool = True) -> dict[str, Any]:
    parts = [{"periodDescriptor": {"number": 1, "periodType": "REG"}, "home": 1, "away": 0}]
    linked = {"gameSummary": "https://www.nhl.com/scores/htmlreports/20262027/GS020077.HTM"} if files else {}
    return {
        "seasonSeries": list(series),
        "linescore": {"byPeriod": parts, "totals": {"home": 1, "away": 0}},
        "gameReports": linked,
    }
