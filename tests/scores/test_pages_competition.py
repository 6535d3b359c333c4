"""The competition: its table, what comes and what was, season by season."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from scores.models import Season, Stage
from tests.factories import make_match, make_stage, make_team
from tests.scores.markup import read

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def get(client, stage, rest="", status=200):
    response = client.get(f"/competitions/{stage.season.competition_id}/{rest}")
    assert response.status_code == status
    return read(response.content)


def add_season(stage, name):
    season = Season.objects.create(competition=stage.season.competition, name=name)
    return Stage.objects.create(season=season)


def test_the_overview_has_the_table_and_the_matches(client):
    stage = make_stage(competition="Premier League")
    live = make_match(home="Arsenal", away="Chelsea", stage=stage, status="live", score=(1, 0), kick_off=NOON)
    to_come = make_match(stage=stage, kick_off=NOON + timedelta(days=7))
    over = make_match(stage=stage, status="ended", score=(2, 2), kick_off=NOON - timedelta(days=7))

    page = get(client, stage)

    assert page.one("h1").text == "Premier League"
    assert page.one("table").one("tr", data_team=str(live.home_id)).one("td", data_field="points").text == "3"
    cards = {each.one("h2").text: each for each in page.all("section", class_="card")}
    assert {title: [row["data-document"] for row in card.all("a", class_="row")] for title, card in cards.items()} == {
        "Live": [f"row.{live.pk}"],
        "Next": [f"row.{to_come.pk}"],
        "Results": [f"row.{over.pk}"],
    }


def test_a_live_match_is_marked_in_the_table(client):
    stage = make_stage()
    live = make_match(stage=stage, status="live", score=(1, 0))
    over = make_match(stage=stage, status="ended", score=(1, 0), kick_off=NOON)

    table = get(client, stage).one("table")

    assert "data-live-team" in table.one("tr", data_team=str(live.home_id)).attributes
    assert "data-live-team" not in table.one("tr", data_team=str(over.home_id)).attributes


def test_fixtures_come_by_time_and_results_newest_first(client):
    stage = make_stage()
    days = [3, 1, 2]
    to_come = {day: make_match(stage=stage, kick_off=NOON + timedelta(days=day)) for day in days}
    over = {
        day: make_match(stage=stage, status="ended", score=(0, 0), kick_off=NOON - timedelta(days=day)) for day in days
    }

    fixtures = [row["data-document"] for row in get(client, stage, "fixtures/").all("a", class_="row")]
    results = [row["data-document"] for row in get(client, stage, "results/").all("a", class_="row")]

    assert fixtures == [f"row.{to_come[day].pk}" for day in (1, 2, 3)]
    assert results == [f"row.{over[day].pk}" for day in (1, 2, 3)]


def test_a_postponed_match_is_still_to_come_and_an_abandoned_one_is_not(client):
    stage = make_stage()
    postponed = make_match(stage=stage, status="postponed")
    abandoned = make_match(stage=stage, status="abandoned", kick_off=NOON)

    assert get(client, stage, "fixtures/").one("a", class_="row")["data-document"] == f"row.{postponed.pk}"
    assert get(client, stage, "results/").one("a", class_="row")["data-document"] == f"row.{abandoned.pk}"


def test_a_long_list_comes_in_pages(client):
    stage, home, away = make_stage(), make_team(), make_team()
    for hours in range(51):
        make_match(home=home, away=away, stage=stage, kick_off=NOON + timedelta(hours=hours))

    first, second = get(client, stage, "fixtures/"), get(client, stage, "fixtures/?page=2")

    assert len(list(first.all("a", class_="row"))) == 50
    assert len(list(second.all("a", class_="row"))) == 1
    assert first.one("nav", class_="pages").one("a")["href"] == "?page=2"


def test_seasons_can_be_chosen_and_the_newest_is_shown_first(client):
    stage = make_stage()
    older = add_season(stage, "2025/26")
    new = make_match(stage=stage, status="ended", score=(1, 0))
    old = make_match(stage=older, status="ended", score=(3, 3), kick_off=NOON - timedelta(days=365))

    newest, chosen = get(client, stage), get(client, stage, "?season=2025/26")

    assert newest.one("details").texts("a") == ["2026/27", "2025/26"]
    assert chosen.one("summary").text == "2025/26"
    assert newest.one("a", class_="row")["data-document"] == f"row.{new.pk}"
    assert chosen.one("a", class_="row")["data-document"] == f"row.{old.pk}"
    assert chosen.one("table")["data-document"] == f"table.{older.pk}"
    assert chosen.one("nav", class_="tabs").one("a", aria_current="page")["href"].endswith("?season=2025%2F26")


def test_the_newest_season_follows_the_competition_and_an_older_one_its_tables_only(client):
    stage = make_stage()
    older = add_season(stage, "2025/26")
    for each in (stage, older):
        make_match(stage=each, status="ended", score=(1, 0))

    newest, chosen = get(client, stage), get(client, stage, "?season=2025/26")

    assert newest.one("body")["data-topics"] == f"competition.{stage.season.competition_id} table.{stage.pk}"
    assert chosen.one("body")["data-topics"] == f"table.{older.pk}"


def test_the_page_carries_the_documents_it_shows_and_says_since_when_it_knows_the_others(client, time_machine):
    time_machine.move_to("2026-11-22T15:20:30Z")
    stage = make_stage()
    for days in range(12):
        make_match(stage=stage, kick_off=NOON + timedelta(days=days))

    page = get(client, stage)

    shown = {each["data-document"] for each in page.all("a", class_="row")}
    carried = json.loads(page.one("script", id="documents").inside[0])
    assert len(shown) == 8
    assert carried.keys() == {*shown, f"table.{stage.pk}"}
    assert all(held["sequence"] > 0 and held["state"] for held in carried.values())
    assert page.one("body")["data-since"] == "2026-11-22T15:20:00+00:00"


def test_a_competition_without_matches_says_so(client):
    stage = make_stage(competition="Premier League")

    page = get(client, stage)

    assert page.one("h1").text == "Premier League"
    assert page.one("div", class_="empty").one("p", class_="empty-title").text == "No matches yet."


def test_an_unknown_competition_or_season_is_no_page(client):
    stage = make_stage()

    get(client, stage, "?season=1899/00", status=404)
    assert client.get("/competitions/123456789/").status_code == 404
    assert client.get(f"/competitions/{'9' * 30}/").status_code == 404


@pytest.mark.parametrize("rest", ["", "fixtures/", "results/"])
@pytest.mark.parametrize("matches", [1, 8])
def test_a_competition_costs_three_queries_however_much_is_played(client, rest, matches, django_assert_num_queries):
    stage = make_stage()
    for days in range(matches):
        make_match(stage=stage, status="ended", score=(1, 0), kick_off=NOON - timedelta(days=days))

    with django_assert_num_queries(3):
        get(client, stage, rest)
