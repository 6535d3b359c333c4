"""ESPN's scoreboards: one for each league of each sport, named as in the addresses of espn.com."""

from __future__ import annotations

import re
from datetime import date, timedelta

from feeds.providers.boards import Boards

ADDRESS = "https://site.api.espn.com/apis/site/v2/sports"
POLLED = (
    "soccer/eng.1",
    "soccer/usa.1",
    "football/nfl",
    "basketball/nba",
    "hockey/nhl",
    "baseball/mlb",
    "tennis/atp",
    "tennis/wta",
    "volleyball/womens-college-volleyball",
    "cricket/8048",  # the Indian Premier League: cricket has a number for each competition, and no board of all
)


def addresses_of(day: date, board: str) -> list[str]:
    """A day of theirs is one of New York: an evening's games are played when it is tomorrow in UTC. One request a day:
    since September 2026 a range of days is answered with 400 (github.com/pseudo-r/Public-ESPN-API/issues/23)."""
    days = (day - timedelta(days=1), day)
    return [f"{ADDRESS}/{board}/scoreboard?dates={each:%Y%m%d}&limit=300" for each in days]


BOARDS = Boards(
    POLLED, addresses_of, re.compile(r"[a-z-]+/\w[\w.-]*"), 'sport and league as espn.com has them: "soccer/eng.1"'
)
