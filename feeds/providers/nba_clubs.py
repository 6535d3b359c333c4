"""The clubs of the NBA by their ids, for the play-by-play, which names a team by its id and three letters only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Club:
    letters: str
    city: str
    nickname: str

    @property
    def name(self) -> str:
        return f"{self.city} {self.nickname}"


CLUBS: Mapping[int, Club] = {
    1610612737: Club("ATL", "Atlanta", "Hawks"),
    1610612738: Club("BOS", "Boston", "Celtics"),
    1610612739: Club("CLE", "Cleveland", "Cavaliers"),
    1610612740: Club("NOP", "New Orleans", "Pelicans"),
    1610612741: Club("CHI", "Chicago", "Bulls"),
    1610612742: Club("DAL", "Dallas", "Mavericks"),
    1610612743: Club("DEN", "Denver", "Nuggets"),
    1610612744: Club("GSW", "Golden State", "Warriors"),
    1610612745: Club("HOU", "Houston", "Rockets"),
    1610612746: Club("LAC", "LA", "Clippers"),
    1610612747: Club("LAL", "Los Angeles", "Lakers"),
    1610612748: Club("MIA", "Miami", "Heat"),
    1610612749: Club("MIL", "Milwaukee", "Bucks"),
    1610612750: Club("MIN", "Minnesota", "Timberwolves"),
    1610612751: Club("BKN", "Brooklyn", "Nets"),
    1610612752: Club("NYK", "New York", "Knicks"),
    1610612753: Club("ORL", "Orlando", "Magic"),
    1610612754: Club("IND", "Indiana", "Pacers"),
    1610612755: Club("PHI", "Philadelphia", "76ers"),
    1610612756: Club("PHX", "Phoenix", "Suns"),
    1610612757: Club("POR", "Portland", "Trail Blazers"),
    1610612758: Club("SAC", "Sacramento", "Kings"),
    1610612759: Club("SAS", "San Antonio", "Spurs"),
    1610612760: Club("OKC", "Oklahoma City", "Thunder"),
    1610612761: Club("TOR", "Toronto", "Raptors"),
    1610612762: Club("UTA", "Utah", "Jazz"),
    1610612763: Club("MEM", "Memphis", "Grizzlies"),
    1610612764: Club("WAS", "Washington", "Wizards"),
    1610612765: Club("DET", "Detroit", "Pistons"),
    1610612766: Club("CHA", "Charlotte", "Hornets"),
}
