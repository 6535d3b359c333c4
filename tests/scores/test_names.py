"""A change of a name, a colour or a rule rebuilds every document that shows it."""

from __future__ import annotations

import pytest

from scores import operations
from scores.live.models import Document
from scores.models import Venue
from scores.operations import OperationError
from tests.factories import make_match, make_stage, make_team
from tests.scores.reading import count_updates, last_update, row_of, sheet_of, state_of, table_rows

pytestmark = pytest.mark.django_db


def test_a_renamed_team_is_renamed_everywhere():
    team = make_team("Arsenal FC")
    at_home = make_match(home=team)
    away = make_match(away=team, status="ended", score=(0, 1))

    operations.amend_team(team.pk, {"name": "Arsenal", "short_name": "Arsenal"}, source="admin:ana")

    assert row_of(at_home)["home"]["name"] == "Arsenal"
    assert sheet_of(away)["row"]["away"]["name"] == "Arsenal"
    assert table_rows(away.stage_id)["Arsenal"]["points"] == 3
    assert last_update(f"row.{away.pk}").patch == {"away": {"name": "Arsenal", "short": "Arsenal"}}
    assert last_update(f"table.{away.stage_id}").source == "admin:ana"


def test_documents_that_do_not_show_the_team_get_no_update():
    team, other = make_team("Arsenal FC"), make_match()
    make_match(home=team)
    before = Document.objects.get(name=f"row.{other.pk}").sequence

    operations.amend_team(team.pk, {"name": "Arsenal"}, source="admin:ana")

    assert Document.objects.get(name=f"row.{other.pk}").sequence == before


def test_a_name_that_is_the_same_changes_nothing():
    match = make_match(home="Arsenal")
    before = count_updates()

    operations.amend_team(match.home_id, {"name": "Arsenal"}, source="admin:ana")

    assert count_updates() == before


def test_a_colour_is_shown_in_the_crest():
    match = make_match()

    operations.amend_team(match.home_id, {"primary_colour": "#ef0107", "pattern": "sash"}, source="admin:ana")

    assert row_of(match)["home"]["crest"] == {"primary": "#ef0107", "secondary": "#ffffff", "pattern": "sash"}


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"primary_colour": "red"}, "A colour is written as #1a2b3c"),
        ({"name": ""}, "Name: "),
        ({"name": "x" * 129}, "Name: "),
        ({"pattern": "dots"}, "Pattern: "),
    ],
)
def test_what_a_team_cannot_be_is_refused(changes, refusal):
    match = make_match()
    before = count_updates()

    with pytest.raises(OperationError, match=refusal):
        operations.amend_team(match.home_id, changes, source="admin:ana")

    assert count_updates() == before


def test_a_team_that_is_no_more_cannot_be_renamed():
    with pytest.raises(OperationError, match="somebody deleted it"):
        operations.amend_team(0, {"name": "Arsenal"}, source="admin:ana")


def test_a_renamed_competition_is_renamed_in_rows_and_tables():
    match = make_match()
    competition = match.stage.season.competition_id

    operations.amend_competition(competition, {"name": "Premier League", "country": "England"}, source="admin:ana")

    assert row_of(match)["competition"] == {
        "id": competition,
        "name": "Premier League",
        "country": "England",
        "order": 100,
    }
    assert state_of(f"table.{match.stage_id}")["competition"]["name"] == "Premier League"


def test_a_competition_that_is_there_already_is_refused():
    match = make_match(stage=make_stage(competition="Serie A"))
    make_stage(competition="Serie B")

    with pytest.raises(OperationError, match="already exists"):
        operations.amend_competition(match.stage.season.competition_id, {"name": "Serie B"}, source="admin:ana")


def test_a_renamed_season_is_renamed_in_rows_and_tables():
    match = make_match()

    operations.amend_season(match.stage.season_id, {"name": "2027"}, source="admin:ana")

    assert (row_of(match)["season"], state_of(f"table.{match.stage_id}")["season"]) == ("2027", "2027")


def test_other_points_for_a_win_make_another_table():
    match = make_match(home="Arsenal", status="ended", score=(1, 0))

    operations.amend_stage(match.stage_id, {"win_points": 2}, source="admin:ana")

    assert table_rows(match.stage_id)["Arsenal"]["points"] == 2


def test_a_stage_that_becomes_a_knockout_has_no_table_any_more():
    match = make_match()

    operations.amend_stage(match.stage_id, {"kind": "knockout"}, source="admin:ana")

    assert state_of(f"table.{match.stage_id}") == {"gone": True}
    assert row_of(match)["stage"] == {"id": match.stage_id, "table": False}


def test_a_knockout_that_becomes_a_group_gets_its_table():
    match = make_match(home="Arsenal", stage=make_stage(kind="knockout"), status="ended", score=(1, 0))

    operations.amend_stage(match.stage_id, {"kind": "group"}, source="admin:ana")

    assert table_rows(match.stage_id)["Arsenal"]["points"] == 3


def test_a_knockout_leaves_no_trace_of_a_table():
    match = make_match(stage=make_stage(kind="knockout"), status="ended", score=(1, 0))

    operations.amend_team(match.home_id, {"name": "Arsenal"}, source="admin:ana")

    assert not Document.objects.filter(name=f"table.{match.stage_id}").exists()


def test_a_renamed_venue_is_renamed_on_the_match_page():
    match = make_match()
    venue = Venue.objects.create(name="Emirates")
    operations.amend(match.pk, {"venue_id": venue.pk}, source="test")

    operations.amend_venue(venue.pk, {"name": "Emirates Stadium", "city": "London"}, source="admin:ana")

    assert sheet_of(match)["venue"] == {"name": "Emirates Stadium", "city": "London"}


def test_a_deduction_is_in_the_table():
    match = make_match(home="Everton", status="ended", score=(1, 0))

    operations.deduct_points(match.stage_id, match.home_id, 10, source="admin:ana", reason="financial rules")

    row = table_rows(match.stage_id)["Everton"]
    assert (row["points"], row["deducted"], row["position"]) == (-7, 10, 2)
    assert last_update(f"table.{match.stage_id}").reason == "financial rules"


def test_a_deduction_made_twice_for_one_reason_counts_once():
    match = make_match(home="Everton")
    deduction = {"source": "admin:ana", "reason": "financial rules"}

    operations.deduct_points(match.stage_id, match.home_id, 10, **deduction)
    operations.deduct_points(match.stage_id, match.home_id, 6, **deduction)

    assert table_rows(match.stage_id)["Everton"]["deducted"] == 6


def test_a_deduction_taken_back_is_gone_from_the_table():
    match = make_match(home="Everton")
    operations.deduct_points(match.stage_id, match.home_id, 10, source="admin:ana", reason="financial rules")

    operations.restore_points(match.stage_id, match.home_id, source="admin:ana", reason="financial rules")

    assert "deducted" not in table_rows(match.stage_id)["Everton"]


@pytest.mark.parametrize(("points", "team"), [(-1, None), (10, 0)])
def test_a_deduction_that_cannot_be_is_refused(points, team):
    match = make_match()

    with pytest.raises(OperationError):
        operations.deduct_points(
            match.stage_id, match.home_id if team is None else team, points, source="admin:ana", reason="rules"
        )


@pytest.mark.parametrize("what", ["competition", "season", "stage"])
def test_what_has_matches_is_not_deleted(what):
    match = make_match()
    pk = {"competition": match.stage.season.competition_id, "season": match.stage.season_id, "stage": match.stage_id}

    with pytest.raises(OperationError, match="It has matches"):
        getattr(operations, f"delete_{what}")(pk[what], source="admin:ana")

    assert row_of(match)["status"] == "scheduled"


@pytest.mark.parametrize("what", ["competition", "season", "stage"])
def test_a_table_ends_with_its_stage(what):
    match = make_match()
    pk = {"competition": match.stage.season.competition_id, "season": match.stage.season_id, "stage": match.stage_id}
    operations.delete_match(match.pk, source="admin:ana", reason="made by mistake")

    getattr(operations, f"delete_{what}")(pk[what], source="admin:ana")

    assert state_of(f"table.{match.stage_id}") == {"gone": True}
