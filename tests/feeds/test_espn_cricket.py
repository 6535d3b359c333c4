"""ESPN's cricket: states without names, and results that only the summary says."""

from __future__ import annotations

from typing import Any

import pytest

from feeds.ingest import ingest
from feeds.providers import PROVIDERS
from feeds.providers.espn import parse
from scores.models import Match
from scores.sports import Status
from tests.feeds.bodies import NOW, encoded
from tests.scores.reading import row_of

TOUR = "1st Test, Mules tour of Herons at Port, Nov 22-26 2026"
CUP = "7th Match, Island Cup at Port, Nov 22 2026"


def cricket(word: str, state: str = "in", summary: str = "", *, description: str = TOUR) -> dict[str, Any]:
    """Herons 227 and 231, Mules 314 and 120 for 7 wickets."""
    made = (((227, 10), (0, 0), (231, 10), (0, 0)), ((0, 0), (314, 10), (0, 0), (120, 7)))
    scores = ("227 & 231", "314 & 120/7 (47 ov, target 145)")
    sides = [
        {
            "id": str(place),
            "order": place,
            "homeAway": side,
            "winner": "false",
            "score": scores[place - 1],
            "team": {"id": str(place), "displayName": name},
            "linescores": [
                {"value": number, "runs": runs, "wickets": wickets, "overs": 47, "isBatting": bool(wickets)}
                for number, (runs, wickets) in enumerate(made[place - 1], start=1)
            ],
        }
        for place, side, name in ((1, "home", "Herons"), (2, "away", "Mules"))
    ]
    game = {
        "id": "9",
        "uid": "s:200~e:9~c:9",
        "date": "2026-11-22T10:00Z",
        "description": description.partition(",")[0],
        "class": {"eventType": "Test"},
        "status": {"period": 4, "summary": summary, "type": {"id": "1", "description": word, "state": state}},
        "competitors": sides,
    }
    season = {"year": 2026, "type": 77}
    return {"id": "9", "uid": "s:200~e:9", "description": description, "season": season, "competitions": [game]}


def report_of(event: dict[str, Any]):
    (report,) = parse(encoded({"leagues": [], "events": [event]}), NOW).reports
    return report


@pytest.mark.django_db
def test_a_test_that_is_drawn_has_no_winner_though_one_side_has_more_runs():
    body = encoded({"leagues": [], "events": [cricket("Result", "post", "Match drawn")]})

    ingest(PROVIDERS["espn"], body, received_at=NOW, create=True)

    row = row_of(Match.objects.get())
    assert (row["status"], row["score"], row["winner"]) == ("ended", {"home": 458, "away": 434}, "draw")


@pytest.mark.parametrize(
    ("word", "summary"), [("Result", "No result"), ("No result", ""), ("Result", "Match abandoned"), ("Abandoned", "")]
)
def test_a_match_without_a_result_is_abandoned(word, summary):
    assert report_of(cricket(word, "post", summary)).status == Status.ABANDONED


@pytest.mark.parametrize("word", ["Stumps", "Lunch", "Tea", "Innings break"])
def test_a_pause_is_a_break(word):
    assert report_of(cricket(word)).status == Status.BREAK


def test_a_result_is_an_end():
    report = report_of(cricket("Result", "post", "Herons won by 24 runs"))

    assert (report.status, report.winner) == (Status.ENDED, None)


def test_an_innings_that_was_declared_says_so():
    event = cricket("Live")
    event["competitions"][0]["competitors"][1]["linescores"][1]["description"] = "declared"

    periods = report_of(event).periods

    assert [period.away_detail.get("declared") for period in periods] == [None, True, None, None]


def test_a_tour_has_no_table_and_a_cup_has_one():
    tour, cup = (report_of(cricket("Live", description=text)).competition for text in (TOUR, CUP))

    assert (tour.name, tour.stage, tour.stage_kind, tour.round) == (
        "Mules tour of Herons",
        "Test",
        "knockout",
        "1st Test",
    )
    assert (cup.name, cup.stage, cup.stage_kind, cup.round) == ("Island Cup", "", "league", "7th Match")
