"""ESPN's schedule of one team: the events of a scoreboard without their uids, which are made again here.

Seen of football only. A schedule of another sport is refused: nothing in it says surely which sport it is.
"""

from __future__ import annotations

import re
from typing import Any

from feeds.providers.provider import ParseError

FOOTBALL = "600"
_OF_FOOTBALL = re.compile(r"espn\.com/soccer/|/sports/soccer/leagues/")


def is_schedule(document: dict[str, Any]) -> bool:
    return "leagues" not in document and isinstance(document.get("team"), dict)


def board_of(document: dict[str, Any]) -> dict[str, Any]:
    """The same events as a scoreboard has them: each with the uid of its sport, league and teams."""
    if not _OF_FOOTBALL.search(str(document["team"].get("clubhouse", ""))):
        name = document["team"].get("displayName", "a team")
        raise ParseError(f"The body is a schedule of {name}, which is not read: only those of football are.")
    events = [_event(entry) if isinstance(entry, dict) else entry for entry in document["events"]]
    found = [entry.get("league") for entry in events if isinstance(entry, dict)]
    leagues = [{**each, "uid": f"s:{FOOTBALL}~l:{each.get('id')}"} for each in found if isinstance(each, dict)]
    return {"leagues": leagues, "events": events}


def _event(entry: dict[str, Any]) -> dict[str, Any]:
    league = entry["league"].get("id", "") if isinstance(entry.get("league"), dict) else ""
    uid = f"s:{FOOTBALL}~l:{league}~e:{entry.get('id', '')}"
    games = entry.get("competitions")
    season = entry.get("season") if isinstance(entry.get("season"), dict) else {}
    return {
        **entry,
        "uid": uid,
        "season": {**season, "slug": _slug(entry, str(season.get("displayName", "")))} if season else None,
        "competitions": [_game(game, uid) for game in games] if isinstance(games, list) else [],
    }


def _slug(entry: dict[str, Any], season: str) -> str:
    """A scoreboard says "2022-23-…" where a season has two years, and else what part of it this is."""
    if re.match(r"\d{4}-\d{2}\b", season):
        return season
    kind = entry.get("seasonType")
    return str(kind.get("name", "")).lower().replace(" ", "-") if isinstance(kind, dict) else ""


def _game(game: Any, uid: str) -> Any:
    if not isinstance(game, dict) or not isinstance(game.get("competitors"), list):
        return game
    sides = [
        {**side, "uid": f"s:{FOOTBALL}~t:{side.get('id', '')}"} if isinstance(side, dict) else side
        for side in game["competitors"]
    ]
    return {**game, "uid": f"{uid}~c:{game.get('id', '')}", "competitors": sides}
