"""The providers' words for the course of a match, beside each other: what two of them say alike means the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pytest

from feeds.providers import (
    api_football,
    cricsheet,
    espn_statuses,
    football_data,
    mlb,
    nba,
    nhl,
    openfootball,
    sportsml,
    thesportsdb_words,
)
from scores.sports import Status

WORDS: Mapping[str, Mapping[Any, Status]] = {
    "api-football": api_football.STATUSES,
    "cricsheet": cricsheet.RESULTS,
    "espn": dict(espn_statuses.DETAILS) | espn_statuses.STATES,
    "football-data": football_data.STATUSES,
    "mlb": mlb.STATUSES,
    "nba": nba.STATES | dict(nba.CALLED),
    "nhl": nhl.STATES | nhl.SCHEDULE_STATES,
    "openfootball": openfootball.STATUSES,
    "sportsml": sportsml.STATUSES,
    "thesportsdb": thesportsdb_words.COURSE,
}
# Here one means something else: "post" is after the match and postponed, "P" penalties and pre-game.
CODES = {"P", "POST"}


def test_only_what_its_provider_calls_official_is_closed():
    closed = {(name, word) for name, words in WORDS.items() for word, status in words.items() if status == "closed"}

    assert closed == {("nhl", "OFF"), ("mlb", "F")}


def test_what_two_providers_say_alike_means_the_same():
    meanings: defaultdict[str, set[Status]] = defaultdict(set)
    for words in WORDS.values():
        for word, status in words.items():
            meanings[str(word).upper().replace("-", " ")].add(status)

    assert {word: found for word, found in meanings.items() if len(found) > 1 and word not in CODES} == {}


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        (("POSTPON", "PPD", "PST"), Status.POSTPONED),
        (("CANC", "CNCL"), Status.CANCELLED),
        (("ABAN", "ABD"), Status.ABANDONED),
        (("SUSP",), Status.SUSPENDED),
        (("FORFEIT", "AWARD", "AWD"), Status.AWARDED),
        (("WALKOVER", "WO"), Status.WALKOVER),
        (("FINAL", "FINISHED", "FT", "AET"), Status.ENDED),
    ],
)
def test_a_word_is_told_from_its_stem(parts, status):
    found = {
        (name, word, meaning)
        for name, words in WORDS.items()
        for word, meaning in words.items()
        if str(word).upper().startswith(parts)
    }

    assert len({name for name, _, _ in found}) > 1
    assert {meaning for _, _, meaning in found} == {status}


@pytest.mark.parametrize("status", [Status.LIVE, Status.BREAK, Status.ENDED, Status.SCHEDULED])
def test_every_provider_of_live_matches_can_tell_the_usual_course(status):
    live = {"api-football", "football-data", "sportsml", "thesportsdb"}  # the others tell a break by other fields

    assert {name for name in live if status in WORDS[name].values()} == live
