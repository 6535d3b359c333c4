"""Small schedules and feeds in MLB's shape, of teams that do not exist."""

from __future__ import annotations

from typing import Any

from tests.feeds.bodies import encoded

HOME = {"id": 901, "name": "Harbour Herons", "teamName": "Herons", "abbreviation": "HAR"}
AWAY = {"id": 902, "name": "Mill Town Mules", "teamName": "Mules", "abbreviation": "MTM"}


def status(letter: str = "I", why: str = "", detailed: str = "In Progress", **fields: Any) -> dict[str, Any]:
    return {"codedGameState": letter, "statusCode": letter + why, "detailedState": detailed} | fields


def innings(*runs: tuple[int | None, int | None]) -> list[dict[str, Any]]:
    """Each as (home, away); None is a half that was not played."""
    return [
        {
            "num": number,
            "home": {} if home is None else {"runs": home, "hits": home},
            "away": {} if away is None else {"runs": away, "hits": away},
        }
        for number, (home, away) in enumerate(runs, start=1)
    ]


def linescore(home: int = 1, away: int = 0, **fields: Any) -> dict[str, Any]:
    return {
        "currentInning": 3,
        "inningState": "Bottom",
        "innings": innings((home, away), (0, 0), (0, 0)),
        "teams": {"home": {"runs": home, "hits": 4, "errors": 0}, "away": {"runs": away, "hits": 2, "errors": 1}},
        "balls": 3,
        "strikes": 2,
        "outs": 1,
        "offense": {"second": {"id": 11, "fullName": "Abe One"}},
    } | fields


def game(
    key: int = 7001,
    *,
    state: dict[str, Any] | None = None,
    score: tuple[int, int] | None = (1, 0),
    home: dict[str, Any] = HOME,
    away: dict[str, Any] = AWAY,
    **fields: Any,
) -> dict[str, Any]:
    """A game as a schedule lists it."""
    scores = ({}, {}) if score is None else ({"score": score[0]}, {"score": score[1]})
    return {
        "gamePk": key,
        "gameType": "R",
        "season": "2026",
        "gameDate": "2026-07-04T23:05:00Z",
        "officialDate": "2026-07-04",
        "status": status() if state is None else state,
        "teams": {"home": {"team": home} | scores[0], "away": {"team": away} | scores[1]},
        "venue": {"name": "Harbour Park"},
        "gameNumber": 1,
        "doubleHeader": "N",
    } | fields


def schedule(*games: Any, date: str = "2026-07-04") -> bytes:
    return schedules({date: list(games)})


def schedules(dates: dict[str, list[Any]]) -> bytes:
    return encoded({"totalGames": 1, "dates": [{"date": date, "games": games} for date, games in dates.items()]})


def person(number: int, name: str) -> dict[str, Any]:
    return {"id": number, "fullName": name}


def runner(number: int, name: str, end: str | None = "score", *, is_out: bool = False) -> dict[str, Any]:
    return {
        "movement": {"start": None, "end": end, "isOut": is_out},
        "details": {"event": "Single", "runner": person(number, name)},
    }


def play(index: int = 0, *runners: dict[str, Any], half: str = "bottom", **fields: Any) -> dict[str, Any]:
    return {
        "atBatIndex": index,
        "about": {"atBatIndex": index, "inning": 1, "halfInning": half},
        "result": {"event": "Single", "eventType": "single", "description": "Abe One singles."},
        "matchup": {"batter": person(11, "Abe One"), "pitcher": person(21, "Cy Two")},
        "runners": list(runners),
        "playEvents": [],
    } | fields


def feed(
    *plays: Any,
    state: dict[str, Any] | None = None,
    stamp: str = "20260704_233000",
    line: dict[str, Any] | None = None,
    **data: Any,
) -> dict[str, Any]:
    return {
        "gamePk": 7001,
        "metaData": {"wait": 10, "timeStamp": stamp},
        "gameData": {
            "game": {"type": "R", "season": "2026", "gameNumber": 1},
            "datetime": {"dateTime": "2026-07-04T23:05:00Z", "officialDate": "2026-07-04"},
            "status": status() if state is None else state,
            "teams": {"home": HOME, "away": AWAY},
            "venue": {"name": "Harbour Park"},
            "players": {},
        }
        | data,
        "liveData": {
            "linescore": linescore() if line is None else line,
            "plays": {"allPlays": list(plays), "currentPlay": plays[-1] if plays else None},
            "boxscore": {"teams": {"home": {}, "away": {}}},
        },
    }
