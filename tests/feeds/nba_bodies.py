"""Small documents in the shapes of the NBA's live data; clubs by their real ids, players that are nobody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

HOME, AWAY = 1610612751, 1610612744
GAME = "0022600001"


def nba_game(
    status: int = 2, text: str = "Q2 04:21", *, score: tuple[object, object] = (30, 28), **fields: Any
) -> dict[str, Any]:
    return {
        "gameId": GAME,
        "gameStatus": status,
        "gameStatusText": text,
        "period": 2,
        "gameClock": "PT04M21.00S",
        "gameTimeUTC": "2026-11-22T15:00:00Z",
        "regulationPeriods": 4,
        "homeTeam": nba_team(HOME, "Brooklyn", "Nets", "BKN", score[0], [20, 10, 0, 0]),
        "awayTeam": nba_team(AWAY, "Golden State", "Warriors", "GSW", score[1], [18, 10, 0, 0]),
    } | fields


def nba_team(number: int, city: str, name: str, letters: str, score: object, parts: Sequence[int]) -> dict[str, Any]:
    return {
        "teamId": number,
        "teamCity": city,
        "teamName": name,
        "teamTricode": letters,
        "score": score,
        "periods": [
            {"period": period, "periodType": "REGULAR", "score": points} for period, points in enumerate(parts, 1)
        ],
    }


def board(*games: Any) -> dict[str, Any]:
    return {"meta": {"version": 1}, "scoreboard": {"gameDate": "2026-11-22", "leagueId": "00", "games": list(games)}}


def plays(*actions: Any, game_id: str = GAME) -> dict[str, Any]:
    return {"meta": {"version": 1}, "game": {"gameId": game_id, "actions": list(actions)}}


def action(number: int, word: str, score: tuple[int, int] = (0, 0), **fields: Any) -> dict[str, Any]:
    return {
        "actionNumber": number,
        "orderNumber": 10_000 * number,
        "clock": "PT11M50.00S",
        "period": 1,
        "periodType": "REGULAR",
        "actionType": word,
        "edited": f"2026-11-22T15:00:{number:02}Z",
        "scoreHome": str(score[0]),
        "scoreAway": str(score[1]),
    } | fields


def basket(number: int, team: int, word: str, score: tuple[int, int], **fields: Any) -> dict[str, Any]:
    made = {"teamId": team, "shotResult": "Made", "playerNameI": "N. Body"}
    return action(number, word, score, **made | fields)


START = action(1, "period", subType="start")
