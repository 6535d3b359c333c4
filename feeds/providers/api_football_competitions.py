"""What API-Football calls competitions, seasons and rounds, in our words.

A season is told as the year it begins in. Whether it spans two years must be the same answer for all its matches, so
it is not read off a kick-off: it is known of competitions, and else the season is called by its one year.
"""

from __future__ import annotations

import re

from feeds.providers.api_football_shapes import League, Standings
from feeds.providers.stages import ONLY, StageName, stage_name
from scores.reports import CompetitionReport

_TWO_YEARS = """
Albania Algeria Andorra Armenia Australia Austria Azerbaijan Belgium Bosnia Bulgaria Costa-Rica Croatia Cyprus
Czech-Republic Denmark Egypt El-Salvador England France Germany Greece Guatemala Honduras Hungary India Iran
Iraq Israel Italy Jordan Kuwait Luxembourg Macedonia Malta Mexico Montenegro Morocco Netherlands Northern-Ireland
Poland Portugal Qatar Romania Russia San-Marino Saudi-Arabia Scotland Serbia Slovakia Slovenia South-Africa Spain
Switzerland Tunisia Turkey Ukraine United-Arab-Emirates Wales
"""
TWO_YEARS = frozenset(_TWO_YEARS.split())  # countries, as they spell them
INTERNATIONAL_CUPS = frozenset({2, 3, 12, 525, 848})  # the club cups of a continent that plays from autumn to spring
OF_NATIONS = frozenset({1, 4, 5, 6, 7, 9, 10, 22, 29, 30, 31, 32, 33, 34, 36, 960})
WITH_HYPHEN = frozenset({"Guinea-Bissau", "Timor-Leste"})


def competition(league: League) -> CompetitionReport:
    stage, matchday = stage_and_matchday(league.round or "")
    return _competition(league, stage, f"Matchday {matchday}" if matchday else "")


def table_competition(league: Standings, group: str, *, is_only: bool) -> CompetitionReport:
    return _competition(league, ONLY if is_only else stage_name(group), "")


def _competition(league: League | Standings, stage: StageName, matchday: str) -> CompetitionReport:
    country = "" if league.country == "World" else league.country or ""
    return CompetitionReport(
        name=league.name,
        key=str(league.id),
        country=country if country in WITH_HYPHEN else country.replace("-", " "),
        season=season(league),
        stage=stage.name,
        stage_kind=stage.kind,
        stage_order=stage.order,
        round=matchday,
    )


def season(league: League | Standings) -> str:
    year = league.season
    spans = league.country in TWO_YEARS or league.id in INTERNATIONAL_CUPS
    return f"{year}/{(year + 1) % 100:02}" if spans else str(year)


def stage_and_matchday(text: str) -> tuple[StageName, str]:
    """ "Regular Season - 26", "Group A - 3", "Apertura - 4", "8th Finals", "1st Round"."""
    name, _, number = text.rpartition(" - ") if re.search(r" - \d+$", text) else (text, "", "")
    if name in {"", "Regular Season"}:
        return ONLY, number
    if found := re.fullmatch(r"(\d+)th finals", name, re.IGNORECASE):
        return stage_name(f"Round of {2 * int(found.group(1))}"), number
    if found := re.fullmatch(r"(\d+)(?:st|nd|rd|th) round", name, re.IGNORECASE):
        return StageName(name, "knockout", 30 + int(found.group(1))), number
    return stage_name(name), number
