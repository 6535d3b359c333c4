"""The team: who it is, its form, its matches and where it stands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from scores import operations
from tests.factories import make_match, make_stage, make_team
from tests.scores.markup import read

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def get(client, team, rest="", status=200):
    response = client.get(f"/teams/{team.pk}/{rest}")
    assert response.status_code == status
    return read(response.content)


def test_a_team_has_its_matches_at_home_and_away(client):
    arsenal, stage = make_team("Arsenal"), make_stage()
    live = make_match(home=arsenal, stage=stage, status="live", score=(1, 0), kick_off=NOON)
    to_come = make_match(away=arsenal, stage=stage, kick_off=NOON + timedelta(days=7))
    make_match(stage=stage, kick_off=NOON)

    page = get(client, arsenal)

    assert page.one("h1").text == "Arsenal"
    assert [row["data-document"] for row in page.all("a", class_="row")] == [f"row.{live.pk}", f"row.{to_come.pk}"]
    assert page.one("body")["data-topics"] == f"team.{arsenal.pk} table.{stage.pk}"


def test_form_is_told_from_the_teams_side_oldest_first(client):
    arsenal, chelsea, stage = make_team("Arsenal"), make_team("Chelsea"), make_stage()
    for days, home, away, score in [
        (3, arsenal, chelsea, (2, 0)),
        (2, chelsea, arsenal, (1, 1)),
        (1, chelsea, arsenal, (3, 0)),
    ]:
        kick_off = NOON - timedelta(days=days)
        make_match(home=home, away=away, stage=stage, status="ended", score=score, kick_off=kick_off)

    form = get(client, arsenal).one("ol", class_="form")

    assert form.texts("li") == ["W", "D", "L"]
    assert next(form.all("a"))["aria-label"] == "Won: Arsenal 2–0 Chelsea"


def test_the_table_beside_it_marks_the_team(client):
    arsenal = make_team("Arsenal")
    make_match(home=arsenal, status="ended", score=(1, 0))

    table = get(client, arsenal).one("aside").one("table")

    assert [each.one("span").text for each in table.all("tr", class_="marked")] == ["Arsenal"]


def test_a_new_name_is_shown(client):
    team = make_team("Zenit Leningrad")
    make_match(home=team)
    operations.amend_team(team.pk, {"name": "Zenit St. Petersburg"}, source="test")

    assert get(client, team).one("h1").text == "Zenit St. Petersburg"


def test_a_team_that_has_not_played_yet_is_a_page(client):
    page = get(client, make_team("Arsenal"))

    assert page.one("h1").text == "Arsenal"
    assert page.one("p", class_="empty-title").text == "No matches yet."


def test_an_unknown_team_is_no_page(client):
    assert client.get("/teams/123456789/").status_code == 404
    assert client.get(f"/teams/{'9' * 30}/").status_code == 404


@pytest.mark.parametrize("rest", ["fixtures/", "results/"])
def test_a_list_with_nothing_in_it_says_so(client, rest):
    assert get(client, make_team(), rest).one("p", class_="empty-title").text == f"No {rest.strip('/')}."


@pytest.mark.parametrize("matches", [1, 9])
def test_a_team_costs_two_queries_however_much_it_played(client, matches, django_assert_num_queries):
    team, stage = make_team(), make_stage()
    for days in range(matches):
        make_match(home=team, stage=stage, status="ended", score=(1, 0), kick_off=NOON - timedelta(days=days))

    with django_assert_num_queries(2):
        get(client, team)
