"""Where openfootball's files lie: a repository of leagues by season, and one of world cups."""

from __future__ import annotations

import re
from datetime import date

from feeds.providers.boards import Boards

ADDRESS = "https://raw.githubusercontent.com/openfootball"
LEAGUES = ("en.1", "de.1", "es.1", "it.1", "fr.1")


def addresses_of(day: date, board: str) -> list[str]:
    """A league from summer to summer needs no season. A world cup's file lies in another repository."""
    head, slash, tail = board.partition("/")
    if head == "worldcup":
        return [f"{ADDRESS}/worldcup.json/master/{tail}/worldcup.json"]
    first = day.year if day.month >= 7 else day.year - 1
    season, league = (head, tail) if slash else (f"{first}-{(first + 1) % 100:02}", board)
    return [f"{ADDRESS}/football.json/master/{season}/{league}.json"]


BOARDS = Boards(
    LEAGUES,
    addresses_of,
    re.compile(r"(\d{4}(-\d{2})?/)?(?!worldcup)[a-z]+(\.[a-z0-9]+)*|worldcup/\d{4}"),
    'a league, one season of it, or a world cup: "en.1", "2025/mls", "worldcup/2026"',
)
