"""Teams, venues, competitions, seasons and stages in the admin: a change rebuilds every document that shows it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from scores import operations
from scores.live.models import Document, Update
from scores.models import Competition, Deduction, Season, Stage, Team, Venue
from tests.factories import make_match, make_team
from tests.scores.filled import filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(client):
    client.force_login(User.objects.create_superuser("ana"))
    return client


@pytest.fixture
def match():
    return make_match(home="Arsenal", away="Chelsea", status="ended", score=(1, 0))


def url(thing, page="change"):
    return f"/admin/scores/{thing._meta.model_name}/{thing.pk}/{page}/"


def send(client, thing, opened, **typed):
    return client.post(url(thing), filled(opened, f"{thing._meta.model_name}_form", _continue="1", **typed))


def save(client, thing, **typed):
    return send(client, thing, client.get(url(thing)), **typed)


def row(match):
    return Document.objects.get(name=f"row.{match.pk}").state


def table(match):
    return Document.objects.get(name=f"table.{match.stage_id}").state


def test_a_renamed_team_is_renamed_in_every_document(ana, match):
    response = save(ana, match.home, name="Arsenal FC", primary_colour="#aa0000")

    assert response.status_code == 302
    assert row(match)["home"]["name"] == "Arsenal FC"
    assert row(match)["home"]["crest"]["primary"] == "#aa0000"
    assert table(match)["rows"][str(match.home_id)]["team"]["name"] == "Arsenal FC"
    assert Update.objects.of(f"row.{match.pk}").latest("sequence").source == "admin:ana"


def test_a_colour_is_written_as_a_colour(ana, match):
    response = save(ana, match.home, primary_colour="red")

    assert response.status_code == 200
    assert "A colour is written as #1a2b3c." in response.content.decode()


def test_a_team_saved_over_anothers_change_is_refused_with_both_values(ana, match):
    opened = ana.get(url(match.home))
    operations.amend_team(match.home_id, {"name": "The Arsenal"}, source="admin:ben")

    refused = send(ana, match.home, opened, name="Arsenal FC")
    accepted = send(ana, match.home, refused)

    assert "The Arsenal meanwhile; you entered Arsenal FC" in refused.content.decode()
    assert accepted.status_code == 302
    assert row(match)["home"]["name"] == "Arsenal FC"


def test_a_change_of_another_field_of_a_team_meanwhile_is_kept(ana, match):
    opened = ana.get(url(match.home))
    operations.amend_team(match.home_id, {"code": "ARS"}, source="admin:ben")

    send(ana, match.home, opened, name="Arsenal FC")

    assert (row(match)["home"]["name"], row(match)["home"]["code"]) == ("Arsenal FC", "ARS")


def test_a_competition_is_renamed_in_every_document(ana, match):
    competition = match.stage.season.competition

    save(ana, competition, name="First Division", country="England", order="1")

    assert row(match)["competition"] == {
        "id": competition.pk,
        "name": "First Division",
        "country": "England",
        "order": 1,
    }
    assert table(match)["competition"]["name"] == "First Division"


def test_a_season_is_renamed_in_every_document(ana, match):
    save(ana, match.stage.season, name="2026/2027")

    assert row(match)["season"] == "2026/2027"


def test_a_name_that_is_taken_is_a_form_error(ana, match):
    season = match.stage.season
    Season.objects.create(competition=season.competition, name="2025/26")

    response = save(ana, season, name="2025/26")

    assert response.status_code == 200
    assert "Season with this Competition and Name already exists." in response.content.decode()
    assert row(match)["season"] == "2026/27"


def test_a_venue_is_renamed_in_every_document(ana, match):
    venue = Venue.objects.create(name="Highbury")
    operations.amend(match.pk, {"venue_id": venue.pk}, source="test")

    save(ana, venue, name="Emirates", city="London")

    assert Document.objects.get(name=f"match.{match.pk}").state["venue"] == {"name": "Emirates", "city": "London"}


def test_the_rules_of_a_stage_rank_its_table_anew(ana, match):
    response = save(ana, match.stage, win_points="2", ranking="scored, points")

    assert response.status_code == 302
    assert table(match)["rows"][str(match.home_id)]["points"] == 2
    match.stage.refresh_from_db()
    assert match.stage.ranking == ["scored", "points"]


def test_a_ranking_that_means_nothing_is_a_form_error(ana, match):
    response = save(ana, match.stage, ranking="points, luck")

    assert response.status_code == 200
    assert "luck: a table is ranked by" in response.content.decode()


def test_points_are_deducted_and_restored(ana, match):
    opened = ana.get(url(match.stage))
    typed = filled(opened, "stage_form", _continue="1") | {
        "deductions-TOTAL_FORMS": "1",
        "deductions-0-team": str(match.home_id),
        "deductions-0-points": "3",
        "deductions-0-reason": "unpaid players",
    }

    ana.post(url(match.stage), typed)
    deducted = table(match)["rows"][str(match.home_id)]
    save(ana, match.stage, deductions__0__points="2")
    lowered = table(match)["rows"][str(match.home_id)]
    save(ana, match.stage, deductions__0__DELETE="on")
    restored = table(match)["rows"][str(match.home_id)]

    assert (deducted["points"], deducted["deducted"]) == (0, 3)
    assert (lowered["points"], lowered["deducted"]) == (1, 2)
    assert (restored["points"], "deducted" in restored) == (3, False)
    assert not Deduction.objects.exists()


@pytest.mark.parametrize("path", ["home", "stage", "stage.season", "stage.season.competition", "venue"])
def test_what_matches_show_cannot_be_deleted(ana, match, path):
    operations.amend(match.pk, {"venue_id": Venue.objects.create(name="Highbury").pk}, source="test")
    match.refresh_from_db()
    thing = match
    for name in path.split("."):
        thing = getattr(thing, name)

    response = ana.post(url(thing, "delete"), {"post": "yes"})

    assert response.status_code == 403
    assert type(thing).objects.filter(pk=thing.pk).exists()


def test_a_competition_without_matches_is_deleted_and_its_tables_end(ana, match):
    operations.delete_match(match.pk, source="test", reason="for a test")

    response = ana.post(url(match.stage.season.competition, "delete"), {"post": "yes"})

    assert response.status_code == 302
    assert not Competition.objects.exists()
    assert table(match) == {"gone": True}


def test_a_team_nobody_plays_is_deleted(ana):
    team = make_team("Nobody")

    ana.post(url(team, "delete"), {"post": "yes"})

    assert not Team.objects.exists()


def test_a_competition_is_built_from_nothing(ana):
    made: dict[str, str] = {}
    for model, typed in (
        (Competition, {"sport": "football", "name": "Sunday League", "order": "5"}),
        (Season, {"name": "2026"}),
        (Stage, {"name": "", "kind": "league", "order": "0"}),
    ):
        page = f"/admin/scores/{model._meta.model_name}/add/"
        fields = filled(ana.get(page), f"{model._meta.model_name}_form", **{**typed, **made})
        assert ana.post(page, fields).status_code == 302
        made = {{"Competition": "competition", "Season": "season"}.get(model.__name__, ""): str(model.objects.get().pk)}

    assert str(Stage.objects.get()) == "Sunday League 2026"


@pytest.mark.parametrize("page", ["team", "venue", "competition", "season", "stage", "match"])
def test_every_list_opens_and_is_searched(ana, match, page):
    assert ana.get(f"/admin/scores/{page}/?q=a").status_code == 200
    assert ana.get(f"/admin/scores/{page}/add/").status_code == 200
