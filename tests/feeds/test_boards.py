"""The boards of the providers that have some: which are polled, and which an operator may choose."""

from __future__ import annotations

from datetime import date

import pytest

from feeds.providers import PROVIDERS, BoardError

DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("provider", "board", "addresses"),
    [
        (
            "espn",
            "basketball/wnba",
            [
                "https://site.api.espn.com/apis/site/v2/sports/basketball/wnba/scoreboard?dates=20261121&limit=300",
                "https://site.api.espn.com/apis/site/v2/sports/basketball/wnba/scoreboard?dates=20261122&limit=300",
            ],
        ),
        ("openligadb", "dfb", ["https://api.openligadb.de/getmatchdata/dfb/2026"]),
        ("openligadb", "em/2024", ["https://api.openligadb.de/getmatchdata/em/2024"]),
        (
            "openfootball",
            "uefa.cl",
            ["https://raw.githubusercontent.com/openfootball/football.json/master/2026-27/uefa.cl.json"],
        ),
        (
            "openfootball",
            "2025/mls",
            ["https://raw.githubusercontent.com/openfootball/football.json/master/2025/mls.json"],
        ),
        (
            "openfootball",
            "worldcup/2026",
            ["https://raw.githubusercontent.com/openfootball/worldcup.json/master/2026/worldcup.json"],
        ),
        (
            "thesportsdb",
            "4331",
            [
                "https://www.thesportsdb.com/api/v2/json/livescore/4331",
                "https://www.thesportsdb.com/api/v2/json/schedule/previous/league/4331",
                "https://www.thesportsdb.com/api/v2/json/schedule/next/league/4331",
            ],
        ),
    ],
)
def test_a_board_takes_the_place_of_those_a_provider_begins_with(provider, board, addresses):
    chosen = PROVIDERS[provider].on_boards([board])

    assert list(chosen.addresses(DAY)) == addresses


def test_boards_are_asked_for_in_turn_and_each_once():
    chosen = PROVIDERS["openligadb"].on_boards(["bl2", "bl1", "bl2"])

    assert [address.split("/")[-2] for address in chosen.addresses(DAY)] == ["bl2", "bl1"]


def test_without_a_choice_a_provider_polls_its_own():
    provider = PROVIDERS["espn"]

    assert provider.boards is not None
    assert len(provider.addresses(DAY)) == 2 * len(provider.boards.polled)


@pytest.mark.parametrize(
    ("provider", "board"),
    [
        ("espn", "soccer"),
        ("espn", "soccer/.."),
        ("espn", "soccer/eng.1/teams"),
        ("openligadb", "bl1/26"),
        ("openfootball", "../en.1"),
        ("openfootball", "worldcup"),
        ("thesportsdb", "5524"),
    ],
)
def test_what_is_no_board_is_refused_with_one_that_is(provider, board):
    boards = PROVIDERS[provider].boards
    assert boards is not None

    with pytest.raises(BoardError) as refusal:
        PROVIDERS[provider].on_boards([board])

    assert str(refusal.value) == f"There is no board {board!r}: give {boards.example}."


def test_a_choice_of_nothing_is_refused():
    with pytest.raises(BoardError, match="No board is named"):
        PROVIDERS["espn"].on_boards([])


def test_a_provider_with_one_list_for_all_has_no_boards():
    with pytest.raises(BoardError, match="NBA has no boards"):
        PROVIDERS["nba"].on_boards(["wnba"])
