"""A provider's table is held against the one we count, and staff are told where they differ."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from feeds.ingest import ingest
from feeds.providers import PROVIDERS, Parsed
from scores import operations
from scores.models import Flag, Match, Stage
from scores.reports import StandingReport, TableReport, TeamReport
from tests.feeds.bodies import NOW, fixture, openfootball

pytestmark = pytest.mark.django_db

OPENFOOTBALL = PROVIDERS["openfootball"]
TEAMS = ("Arsenal FC", "Chelsea FC", "Leeds United FC")
LATER = NOW + timedelta(hours=2)


@pytest.fixture(autouse=True)
def season():
    """Arsenal have won twice, Chelsea once, Leeds never."""
    arsenal, chelsea, leeds = TEAMS
    body = openfootball(
        fixture(arsenal, chelsea, ft=(1, 0), date="2026-11-01"),
        fixture(arsenal, leeds, ft=(2, 0), date="2026-11-08"),
        fixture(chelsea, leeds, ft=(1, 0), date="2026-11-15"),
    )
    ingest(OPENFOOTBALL, body, received_at=NOW, create=True)


def row(position: int, name: str, won: int, lost: int, points: int, **fields) -> StandingReport:
    team = TeamReport(name=name)
    return StandingReport(position=position, team=team, played=won + lost, won=won, lost=lost, points=points, **fields)


RIGHT = (row(1, "Arsenal", 2, 0, 6), row(2, "Chelsea FC", 1, 1, 3), row(3, "Leeds United", 0, 2, 0))


def tell(*rows: StandingReport, season: str = "2026/27") -> list[str]:
    known = OPENFOOTBALL.parse(openfootball(fixture()), NOW).reports[0].competition
    table = TableReport(sport="football", competition=known.model_copy(update={"season": season}), rows=rows)
    provider = replace(OPENFOOTBALL, parse=lambda payload, at: Parsed((), tables=(table,), resource="standings"))
    ingest(provider, b"{}", received_at=NOW)
    return [flag.text for flag in Flag.objects.due(LATER)]


def test_the_same_table_is_no_news():
    assert tell(*RIGHT) == []


def test_other_points_are_told_with_both():
    said = tell(row(1, "Arsenal FC", 3, 0, 9), *RIGHT[1:])

    assert said == ["openfootball has Arsenal FC on 9 points after 3, we have 6 after 2"]


def test_of_a_stage_in_which_everything_differs_one_flag_is_raised():
    said = tell(row(1, "Arsenal", 3, 0, 9), row(2, "Chelsea", 2, 1, 6), row(3, "Leeds United", 0, 4, 0))

    assert said == ["openfootball has Arsenal FC on 9 points after 3, we have 6 after 2; so with 2 more"]
    assert Flag.objects.get().stage == Stage.objects.get()


def test_a_season_that_we_have_in_part_is_told_once():
    assert tell(*RIGHT, row(4, "Everton", 0, 0, 0)) == ["openfootball lists 4 teams, we have 3"]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ((RIGHT[0], RIGHT[1], row(3, "Everton", 0, 2, 0)), "openfootball has Everton, whom we do not have"),
        (
            (row(1, "Arsenal", 2, 0, 6, scored=4, conceded=0), *RIGHT[1:]),
            "openfootball has Arsenal FC with a score of 4:0, we have 3:0",
        ),
        (
            (row(2, "Arsenal", 2, 0, 6), row(1, "Chelsea", 1, 1, 3), RIGHT[2]),
            "openfootball has Arsenal FC 2nd, we have them 1st; so with 1 more",
        ),
    ],
)
def test_what_else_differs_is_told_in_words(rows, said):
    assert tell(*rows) == [said]


@pytest.mark.parametrize(("places", "flags"), [((1, 2), 0), ((2, 1), 0), ((2, 3), 1)])
def test_who_is_put_first_of_two_that_share_a_place_is_no_news(places, flags):
    draw = fixture(TEAMS[0], TEAMS[1], ft=(1, 1))
    ingest(OPENFOOTBALL, openfootball(draw, name="English Premier League 2027/28"), received_at=NOW, create=True)

    level = [row(place, name, 0, 0, 1, drawn=1) for place, name in zip(places, TEAMS, strict=False)]
    said = tell(*(each.model_copy(update={"played": 1}) for each in level), season="2027/28")

    assert len(said) == flags


def test_a_flag_ends_when_the_tables_agree():
    tell(row(1, "Arsenal FC", 3, 0, 9), *RIGHT[1:])

    assert tell(*RIGHT) == []


def test_nothing_is_compared_while_a_match_of_the_stage_is_in_play():
    match = Match.objects.earliest("kick_off")
    operations.amend(match.pk, {"status": "live"}, source="test", reason="for a test")

    assert tell(row(1, "Arsenal FC", 3, 0, 9), *RIGHT[1:]) == []


def test_a_table_that_comes_late_after_the_end_is_given_an_hour():
    tell(row(1, "Arsenal FC", 3, 0, 9), *RIGHT[1:])

    assert not Flag.objects.due(NOW + timedelta(minutes=59)).exists()
    assert Flag.objects.due(NOW + timedelta(minutes=61)).exists()


def test_a_table_of_a_season_we_do_not_have_is_left_alone():
    assert tell(row(1, "Arsenal FC", 3, 0, 9), season="2027/28") == []
