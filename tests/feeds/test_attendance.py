"""How many watched and who was the referee, as the providers say it; what they leave open says nothing."""

from __future__ import annotations

import pytest

from feeds.providers import api_football, espn, football_data, openligadb
from scores.reports import MatchReport
from tests.feeds import api_football_bodies, bodies, openligadb_bodies
from tests.feeds.bodies import NOW, encoded

REFEREES = [{"id": 1, "name": "A. Line", "type": "ASSISTANT_REFEREE_N1"}, {"name": "B. Whistle", "type": "REFEREE"}]


def of_espn(said: object) -> MatchReport:
    return espn.parse(bodies.espn(bodies.espn_event(attendance=said)), NOW).reports[0]


def of_football_data(said: object) -> MatchReport:
    told = bodies.football_data_match(attendance=said, referees=REFEREES)
    return football_data.parse(bodies.football_data(told), NOW).reports[0]


def of_openligadb(said: object) -> MatchReport:
    return openligadb.parse(encoded([openligadb_bodies.match(numberOfViewers=said)]), NOW).reports[0]


@pytest.mark.parametrize(
    ("provider", "said", "attendance"),
    [
        (of_espn, 41000, 41000),
        (of_espn, 0, None),
        (of_football_data, 41000, 41000),
        (of_football_data, None, None),
        (of_openligadb, 41000, 41000),
        (of_openligadb, None, None),
    ],
)
def test_an_attendance_is_read_and_nobody_counted_is_none(provider, said, attendance):
    assert provider(said).attendance == attendance


def test_of_several_officials_the_referee_is_named():
    assert of_football_data(None).referee == "B. Whistle"


@pytest.mark.parametrize(("said", "referee"), [("Felix Zwayer, Germany", "Felix Zwayer"), (None, "")])
def test_a_referee_is_named_without_a_country(said, referee):
    told = api_football_bodies.fixture()
    told["fixture"]["referee"] = said

    (report,) = api_football.parse(api_football_bodies.answer(told), NOW).reports

    assert report.referee == referee
