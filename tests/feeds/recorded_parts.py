"""What the recordings show of each provider: its sports, and the parts that at least one report of it has."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from feeds.providers import PROVIDERS, ParseError
from feeds.recordings import read_body
from tests.feeds.bodies import NOW
from tests.feeds.recordings import path_of

FOLDERS = {
    "api-football": ("api-football",),
    "cricsheet": ("cricsheet",),
    "espn": ("espn",),
    "football-data": ("football-data.org",),
    "mlb": ("mlb",),
    "nba": ("nba",),
    "nhl": ("nhl",),
    "openfootball": ("openfootball", "openfootball-worldcup"),
    "openligadb": ("openligadb",),
    "sportsml": ("sportsml",),
}
PARTS = ("status", "clock", "periods", "incidents", "lineups", "statistics", "situation")


@dataclass(frozen=True)
class Seen:
    sports: frozenset[str]
    parts: frozenset[str]


@cache
def seen_of(provider: str) -> Seen:
    parts: set[str] = set()
    sports: set[str] = set()
    for path in _files(provider):
        try:
            parsed = PROVIDERS[provider].parse(read_body(path), NOW)
        except ParseError:
            continue  # lists of teams and grounds
        sports |= {report.sport for report in parsed.reports} | {table.sport for table in parsed.tables}
        parts |= {part for part in PARTS for report in parsed.reports if getattr(report, part)}
        parts |= {"standings"} if parsed.tables else set()
    return Seen(frozenset(sports), frozenset(parts))


def _files(provider: str) -> list[Path]:
    return [path for folder in FOLDERS[provider] for path in sorted(path_of(f"static/{folder}").iterdir())]
