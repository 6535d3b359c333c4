"""The demo's competitions and teams. All are made up: any likeness to a real club is chance."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from feeds.simulation.teams import TEAMS

TeamKind = Literal["club", "player", "pair"]

COLOURS = {
    "black": "#17181c",
    "blue": "#1f4fa8",
    "brown": "#6b3f24",
    "claret": "#7b1e3a",
    "cream": "#f3ead2",
    "gold": "#d9a520",
    "green": "#1c7a43",
    "grey": "#8a919c",
    "lime": "#a4cf3a",
    "maroon": "#641f2b",
    "navy": "#14254a",
    "orange": "#e5701b",
    "pink": "#e58bb0",
    "purple": "#5a3191",
    "red": "#c3242f",
    "sky": "#74b7e4",
    "teal": "#12807f",
    "white": "#f7f7f5",
    "yellow": "#f2c91d",
}


@dataclass(frozen=True)
class DemoTeam:
    key: str
    name: str
    short_name: str
    code: str
    primary_colour: str
    secondary_colour: str
    pattern: str


@dataclass(frozen=True)
class DemoCompetition:
    """One competition; `slots` are the kick-offs of the opening matchday, in minutes from its moment."""

    key: str
    sport: str
    name: str
    country: str
    order: int
    slots: tuple[int, ...]
    matchday: str = "Matchday {number}"
    knockout: bool = False
    kind: TeamKind = "club"
    yesterday: int | None = None  # the hour of yesterday's matches
    tomorrow: int | None = None
    one_year: bool = False  # "2026" rather than "2026/27"
    grounds: tuple[str, ...] = ()  # where everybody plays; empty: each side at its own

    @cached_property
    def teams(self) -> tuple[DemoTeam, ...]:
        return tuple(_team(self.key, line) for line in TEAMS[self.key].strip().splitlines())


def _team(competition: str, line: str) -> DemoTeam:
    name, short, code, crest = (word.strip() for word in line.split("|"))
    primary, secondary, pattern = crest.split()
    return DemoTeam(f"{competition}-{code.lower()}", name, short, code, COLOURS[primary], COLOURS[secondary], pattern)


_ALL = (
    DemoCompetition(
        "premier", "football", "Premier Division", "Norland", 1, (-150, -70, -50, 45), yesterday=15, tomorrow=15
    ),
    DemoCompetition("liga", "football", "Liga Mayor", "Valdoria", 2, (-80, -25, 180), yesterday=20, tomorrow=20),
    DemoCompetition("cup", "football", "Borough Cup", "Norland", 3, (-100, -65, 30, 240), knockout=True),
    DemoCompetition("women", "football", "Women's Premier Division", "Norland", 4, (-130, -40, 15), tomorrow=13),
    DemoCompetition("basketball", "basketball", "Union Basketball", "Pacifica", 5, (-65, -25, 20), yesterday=19),
    DemoCompetition("hockey", "ice-hockey", "Northern Hockey League", "Norland", 6, (-75, -20, 90), yesterday=18),
    DemoCompetition(
        "open", "tennis", "Harbour Open", "", 7, (-150, -55, -15, 10),
        knockout=True, kind="player", one_year=True, grounds=("Centre Court", "Harbour Court", "Court 3", "Court 4"),
    ),
    DemoCompetition(
        "open-women", "tennis", "Harbour Open Women", "", 8, (-160, -45, 5, 35),
        knockout=True, kind="player", one_year=True, grounds=("Centre Court", "Harbour Court", "Court 5", "Court 6"),
    ),
    DemoCompetition(
        "doubles", "tennis", "Doubles Masters", "", 9, (-35, 75), "Day {number}",
        kind="pair", yesterday=16, tomorrow=16, one_year=True, grounds=("Court 1", "Court 2"),
    ),
    DemoCompetition("cricket", "cricket", "Twenty20 Trophy", "Austral", 10, (-220, -120, -40), one_year=True),
    DemoCompetition("rugby", "rugby", "Rugby Premier", "Norland", 11, (-120, -60, 30), "Round {number}", tomorrow=14),
    DemoCompetition("handball", "handball", "Handball Liga", "Rhenland", 12, (-100, -40, 12), tomorrow=17),
    DemoCompetition("volleyball", "volleyball", "Volley Liga", "Rhenland", 13, (-140, -50, -15), yesterday=17),
    DemoCompetition(
        "baseball", "baseball", "Coastal League", "Pacifica", 14, (-200, -95, -30), "Game day {number}", one_year=True
    ),
    DemoCompetition(
        "gridiron", "american-football", "Union Football League", "Pacifica", 15, (-210, -80, -15), "Week {number}",
        one_year=True,
    ),
)  # fmt: skip
COMPETITIONS = {competition.key: competition for competition in _ALL}
