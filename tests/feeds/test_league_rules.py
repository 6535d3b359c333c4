"""The tables of leagues that do not rank as their sport does."""

from __future__ import annotations

import json
from typing import Any

import pytest

from feeds.ingest import ingest
from feeds.matching.rules import rules_of
from feeds.providers import PROVIDERS
from scores import operations
from scores.models import Match
from scores.standings import MEASURES, Standing
from tests.feeds.bodies import NOW, encoded
from tests.feeds.nba_bodies import board, nba_game
from tests.feeds.nhl_bodies import nhl_game
from tests.feeds.recordings import body_of, recorded
from tests.scores.reading import table_rows

OVERTIME = {"number": 4, "periodType": "OT"}


def nhl(*games: dict[str, Any]) -> None:
    ingest(PROVIDERS["nhl"], encoded({"games": list(games)}), received_at=NOW, create=True)


def points() -> dict[str, int]:
    rows = table_rows(Match.objects.earliest("pk").stage_id)
    return {name: row["points"] for name, row in rows.items()}


@pytest.mark.django_db
def test_a_win_in_the_nhl_is_worth_two_points_and_a_defeat_in_overtime_one():
    regular = nhl_game("OFF", home=3, away=0, periodDescriptor={"number": 3, "periodType": "REG"})
    ottawa, boston = ({"id": number, "abbrev": word, "score": 1} for number, word in ((9, "OTT"), (6, "BOS")))
    overtime = nhl_game("OFF", game_id=78, periodDescriptor=OVERTIME, homeTeam=ottawa, awayTeam=boston | {"score": 0})

    nhl(regular, overtime)

    assert points() == {"Toronto Maple Leafs": 2, "Calgary Flames": 0, "Ottawa Senators": 2, "Boston Bruins": 1}


@pytest.mark.django_db
def test_a_rule_that_staff_have_set_stays():
    nhl(nhl_game("OFF", periodDescriptor=OVERTIME))
    operations.amend_stage(Match.objects.get().stage_id, {"win_points": 3}, source="admin:ana")

    nhl(nhl_game("OFF", game_id=78, startTimeUTC="2026-12-22T15:00:00Z", periodDescriptor=OVERTIME))

    assert points() == {"Toronto Maple Leafs": 6, "Calgary Flames": 2}


@pytest.mark.django_db
def test_the_nba_ranks_by_the_share_of_games_won():
    ingest(PROVIDERS["nba"], encoded(board(nba_game(3, "Final"))), received_at=NOW, create=True)

    rows = table_rows(Match.objects.get().stage_id)

    assert {name: (row["position"], row["points"]) for name, row in rows.items()} == {
        "Brooklyn Nets": (1, 1),
        "Golden State Warriors": (2, 0),
    }


@recorded
def test_the_nhl_s_own_table_is_in_the_order_of_our_rules():
    told = json.loads(body_of("nhl/standings-2023-11-08.json"))["standings"]
    teams = [
        Standing(
            team=each["leagueSequence"],
            played=each["gamesPlayed"],
            won=each["wins"],
            won_narrowly=each["wins"] - each["regulationWins"],
            scored=each["goalFor"],
            conceded=each["goalAgainst"],
            points=each["points"],
        )
        for each in told
    ]

    measures = [MEASURES[word] for word in rules_of("ice-hockey", "National Hockey League")["ranking"]]
    teams.sort(key=lambda team: [measure(team) for measure in measures], reverse=True)

    assert [team.team for team in teams] == list(range(1, 33))
