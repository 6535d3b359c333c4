"""The clubs of the NHL by their letters, for the documents that name a team by nothing else.

Some say "New York" of two clubs, some "Maple Leafs", some only "TOR"; the letters are in all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Club:
    place: str
    nickname: str

    @property
    def name(self) -> str:
        return f"{self.place} {self.nickname}"


CLUBS: Mapping[str, Club] = {
    "ANA": Club("Anaheim", "Ducks"),
    "ARI": Club("Arizona", "Coyotes"),
    "BOS": Club("Boston", "Bruins"),
    "BUF": Club("Buffalo", "Sabres"),
    "CAR": Club("Carolina", "Hurricanes"),
    "CBJ": Club("Columbus", "Blue Jackets"),
    "CGY": Club("Calgary", "Flames"),
    "CHI": Club("Chicago", "Blackhawks"),
    "COL": Club("Colorado", "Avalanche"),
    "DAL": Club("Dallas", "Stars"),
    "DET": Club("Detroit", "Red Wings"),
    "EDM": Club("Edmonton", "Oilers"),
    "FLA": Club("Florida", "Panthers"),
    "LAK": Club("Los Angeles", "Kings"),
    "MIN": Club("Minnesota", "Wild"),
    "MTL": Club("Montréal", "Canadiens"),
    "NJD": Club("New Jersey", "Devils"),
    "NSH": Club("Nashville", "Predators"),
    "NYI": Club("New York", "Islanders"),
    "NYR": Club("New York", "Rangers"),
    "OTT": Club("Ottawa", "Senators"),
    "PHI": Club("Philadelphia", "Flyers"),
    "PIT": Club("Pittsburgh", "Penguins"),
    "SEA": Club("Seattle", "Kraken"),
    "SJS": Club("San Jose", "Sharks"),
    "STL": Club("St. Louis", "Blues"),
    "TBL": Club("Tampa Bay", "Lightning"),
    "TOR": Club("Toronto", "Maple Leafs"),
    "UTA": Club("Utah", "Mammoth"),
    "VAN": Club("Vancouver", "Canucks"),
    "VGK": Club("Vegas", "Golden Knights"),
    "WPG": Club("Winnipeg", "Jets"),
    "WSH": Club("Washington", "Capitals"),
}
