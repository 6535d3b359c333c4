"""What openfootball's files leave out: a competition's country and time zone, and what country codes mean."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Listed:
    """A competition as readers know it. Its files give kick-offs in local time without a zone; this is the zone."""

    name: str
    country: str = ""
    zone: str = "UTC"
    international: bool = False  # of clubs or nations of several countries
    nations: bool = False


COMPETITIONS = {
    "English Premier League": Listed("Premier League", "England", "Europe/London"),
    "English Championship": Listed("Championship", "England", "Europe/London"),
    "Scottish Premiership": Listed("Premiership", "Scotland", "Europe/London"),
    "Deutsche Bundesliga": Listed("Bundesliga", "Germany", "Europe/Berlin"),
    "Primera División de España": Listed("Primera División", "Spain", "Europe/Madrid"),
    "Spanish Primera División": Listed("Primera División", "Spain", "Europe/Madrid"),
    "Italian Serie A": Listed("Serie A", "Italy", "Europe/Rome"),
    "French Ligue 1": Listed("Ligue 1", "France", "Europe/Paris"),
    "Dutch Eredivisie": Listed("Eredivisie", "Netherlands", "Europe/Amsterdam"),
    "Portuguese Primeira Liga": Listed("Primeira Liga", "Portugal", "Europe/Lisbon"),
    "Major League Soccer": Listed("Major League Soccer", "United States", "America/New_York"),
    "UEFA Champions League": Listed("UEFA Champions League", "Europe", "Europe/Paris", international=True),
    "World Cup": Listed("World Cup", "World", "UTC", international=True, nations=True),
    # Its file has local times; later world cups give the zone with each kick-off.
    "World Cup 2022": Listed("World Cup", "World", "Asia/Qatar", international=True, nations=True),
    "Euro": Listed("European Championship", "Europe", "Europe/Paris", international=True, nations=True),
}

COUNTRIES = {
    "AUT": "Austria",
    "BEL": "Belgium",
    "CRO": "Croatia",
    "CYP": "Cyprus",
    "CZE": "Czech Republic",
    "DEN": "Denmark",
    "ENG": "England",
    "ESP": "Spain",
    "FRA": "France",
    "GER": "Germany",
    "GRE": "Greece",
    "HUN": "Hungary",
    "ISR": "Israel",
    "ITA": "Italy",
    "KAZ": "Kazakhstan",
    "MCO": "France",  # Monaco plays in the French league
    "NED": "Netherlands",
    "NOR": "Norway",
    "POL": "Poland",
    "POR": "Portugal",
    "ROU": "Romania",
    "SCO": "Scotland",
    "SRB": "Serbia",
    "SUI": "Switzerland",
    "SVK": "Slovakia",
    "SWE": "Sweden",
    "TUR": "Turkey",
    "UKR": "Ukraine",
}


def listed(competition: str, season: str = "") -> Listed:
    return COMPETITIONS.get(f"{competition} {season}") or COMPETITIONS.get(competition) or Listed(competition)
