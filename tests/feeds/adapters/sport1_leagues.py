"""The leagues of Sport1's board: an entry gives a number and a text, of which sport it is says nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from scores.reports import CompetitionReport


@dataclass(frozen=True)
class League:
    name: str
    sport: str = "football"
    country: str = ""


LEAGUES = {
    "1": League("Bundesliga", country="Germany"),
    "2": League("2. Bundesliga", country="Germany"),
    "7": League("3. Liga", country="Germany"),
    "8": League("Handball-Bundesliga", "handball", "Germany"),
    "10": League("Deutsche Eishockey Liga", "ice-hockey", "Germany"),
    "11": League("Basketball Bundesliga", "basketball", "Germany"),
    "13": League("Premier League", country="England"),
    "14": League("Primera División", country="Spain"),
    "15": League("Serie A", country="Italy"),
    "17": League("National Basketball Association", "basketball", "United States"),
    "18": League("National Hockey League", "ice-hockey", "United States"),
    "27": League("EHF Champions League", "handball", "Europe"),
    "32": League("Bundesliga", country="Austria"),
    "33": League("Ligue 1", country="France"),
    "34": League("Super League", country="Switzerland"),
    "35": League("Süper Lig", country="Turkey"),
    "36": League("ATP", "tennis"),
    "37": League("WTA", "tennis"),
    "101": League("DEL2", "ice-hockey", "Germany"),
    "107": League("Regionalliga Nord", country="Germany"),
    "564": League("Regionalliga West", country="Germany"),
    "2255": League("Regionalliga Nordost", country="Germany"),
}
ROUNDS = {"Viertelfinale": "Quarter-finals", "Halbfinale": "Semi-finals", "Finale": "Final"}
_NUMBERED = re.compile(r"(\d+)\. (Spieltag|Spielwoche)$")
_TOUR = re.compile(r"^(?:(?:ATP|WTA) : )?(?P<name>.+?)(?P<doubles>(?: -)? Doppel)?(?: :)? (?P<round>\S+)$")


def competition_of(league_id: str, group_id: str, description: str, day: date) -> CompetitionReport:
    """The competition of an entry: a league by its number, a tennis tournament by its name."""
    league = LEAGUES[league_id]
    if league.sport == "tennis":
        return _tournament(league_id, description, day)
    kind: Literal["league", "group"] = "group" if group_id not in {"", "0"} else "league"
    return CompetitionReport(
        name=league.name,
        key=league_id,
        country=league.country,
        season=_season(day),
        stage=f"Group {group_id}" if kind == "group" else "",
        stage_kind=kind,
        stage_order=int(group_id) if kind == "group" else 0,
        round=_round(description),
    )


def _tournament(league_id: str, description: str, day: date) -> CompetitionReport:
    found = _TOUR.match(description)
    name, is_doubles, last = (found["name"], found["doubles"], found["round"]) if found else (description, None, "")
    return CompetitionReport(
        name=name,
        key=f"{league_id}:{name}",
        season=str(day.year),
        stage="Doubles" if is_doubles else "Singles",
        stage_kind="knockout",
        round=ROUNDS.get(last, last),
    )


def _season(day: date) -> str:
    first = day.year if day.month >= 7 else day.year - 1
    return f"{first}/{(first + 1) % 100:02}"


def _round(description: str) -> str:
    found = _NUMBERED.search(description)
    return f"{'Matchday' if found[2] == 'Spieltag' else 'Week'} {found[1]}" if found else ""
