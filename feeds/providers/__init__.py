"""The providers we can read, by the name that the commands use."""

from __future__ import annotations

from collections.abc import Mapping

from feeds.providers import api_football, espn, football_data, openfootball, openligadb, thesportsdb
from feeds.providers.provider import Parsed, ParseError, Problem, Provider

PROVIDERS: Mapping[str, Provider] = {
    provider.name: provider
    for provider in (
        openfootball.PROVIDER,
        football_data.PROVIDER,
        espn.PROVIDER,
        api_football.PROVIDER,
        openligadb.PROVIDER,
        thesportsdb.PROVIDER,
    )
}

__all__ = ["PROVIDERS", "ParseError", "Parsed", "Problem", "Provider"]
