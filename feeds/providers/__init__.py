"""The providers we can read, by the name that the commands use."""

from __future__ import annotations

from collections.abc import Mapping

from feeds.providers import (
    api_football,
    cricsheet,
    espn,
    football_data,
    mlb,
    nba,
    nhl,
    openfootball,
    openligadb,
    sportsml,
    thesportsdb,
    touchline,
)
from feeds.providers.boards import BoardError
from feeds.providers.installed import installed
from feeds.providers.provider import Parsed, ParseError, Problem, Provider

_MODULES = (
    api_football,
    cricsheet,
    espn,
    football_data,
    mlb,
    nba,
    nhl,
    openfootball,
    openligadb,
    sportsml,
    thesportsdb,
    touchline,
)
OURS: Mapping[str, Provider] = {module.PROVIDER.name: module.PROVIDER for module in _MODULES}
PROVIDERS: Mapping[str, Provider] = {**OURS, **{found.name: found for found in installed(besides=OURS)}}

__all__ = ["OURS", "PROVIDERS", "BoardError", "ParseError", "Parsed", "Problem", "Provider"]
