"""What readers see of a match and of a table."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine

from scores import operations
from scores.live.models import Document
from scores.models import Venue
from tests.factories import make_match, make_stage, make_team
from tests.scores.reading import row_of, sheet_of, state_of, table_rows

pytestmark = pytest.mark.django_db
KICK_OFF = datetime(2026, 11, 22, 15, tzinfo=UTC)


def make_premier_league(**fields):
    return make_stage(competition="Premier League", **fields)


def make_arsenal():
    return make_team("Arsenal", code="ARS", primary_colour="#ef0107", pattern="sash")


def score_goal(match, **fields):
    goal = {"kind": "goal", "side": "home", "source": "test", **fields}
    operations.record_incident(match.pk, key=str(fields), **goal)
    return match.incidents.latest("pk").pk


def holds_null(value):
    if isinstance(value, dict):
        return any(map(holds_null, value.values()))
    return any(map(holds_null, value)) if isinstance(value, list) else value is None


def test_the_row_of_a_match_to_come():
    stage = make_premier_league(name="League")
    match = make_match(home=make_arsenal(), away="Everton", stage=stage, kick_off=KICK_OFF)

    assert row_of(match) == {
        "id": match.pk,
        "sport": "football",
        "day": "2026-11-22",
        "kick_off": "2026-11-22T15:00:00Z",
        "precision": "time",
        "status": "scheduled",
        "home": {
            "id": match.home_id,
            "name": "Arsenal",
            "short": "Arsenal",
            "code": "ARS",
            "kind": "club",
            "crest": {"primary": "#ef0107", "secondary": "#ffffff", "pattern": "sash"},
        },
        "away": {
            "id": match.away_id,
            "name": "Everton",
            "short": "Everton",
            "kind": "club",
            "crest": {"primary": "#33415c", "secondary": "#ffffff", "pattern": "plain"},
        },
        "competition": {"id": stage.season.competition_id, "name": "Premier League", "order": 100},
        "stage": {"id": stage.pk, "name": "League", "table": True},
        "season": "2026/27",
    }


def test_the_page_of_a_match_to_come():
    match = make_match()

    assert sheet_of(match) == {"row": row_of(match), "incidents": {}, "statistics": {}, "lineups": {}}


def test_the_documents_of_a_match_and_their_topics():
    match = make_match()

    topics = dict(Document.objects.values_list("name", "topics"))

    assert topics == {
        f"row.{match.pk}": [
            f"competition.{match.stage.season.competition_id}",
            "day.2026-11-22",
            f"team.{match.home_id}",
            f"team.{match.away_id}",
        ],
        f"match.{match.pk}": [f"match.{match.pk}"],
        f"table.{match.stage_id}": [f"table.{match.stage_id}"],
    }


def test_no_document_holds_a_null():
    match = make_match(status="live")
    score_goal(match, minute=12)

    assert not any(holds_null(state) for state in Document.objects.values_list("state", flat=True))


@pytest.mark.by_hand
def test_the_day_is_the_sites_day(settings):
    settings.TIME_ZONE = "Pacific/Auckland"

    match = make_match(kick_off=KICK_OFF)

    assert (row_of(match)["day"], row_of(match)["kick_off"]) == ("2026-11-23", "2026-11-22T15:00:00Z")


def test_the_venue_is_on_the_match_page():
    match = make_match()

    venue = Venue.objects.create(name="Goodison Park", city="Liverpool")
    operations.amend(match.pk, {"venue_id": venue.pk}, source="test")

    assert sheet_of(match)["venue"] == {"name": "Goodison Park", "city": "Liverpool"}


def test_the_last_goal_is_the_latest_of_the_course_not_of_the_entry():
    match = make_match(status="live")
    late = score_goal(match, minute=90, added=3, period=("period", 2))
    score_goal(match, minute=46, period=("period", 2))
    score_goal(match, minute=45, added=5, period=("period", 1))

    assert row_of(match)["last_goal"]["incident"] == late


def test_a_goal_of_extra_time_comes_after_one_of_the_second_half():
    match = make_match(status="live")
    extra = score_goal(match, minute=91, period=("extra", 1))
    score_goal(match, minute=90, period=("period", 2))

    assert row_of(match)["last_goal"]["incident"] == extra


def test_on_a_clock_that_counts_down_less_is_later():
    match = make_match(sport="basketball", status="live")
    late = score_goal(match, kind="two_points", clock=10)
    score_goal(match, kind="two_points", clock=400)

    assert row_of(match)["last_goal"]["incident"] == late


def test_a_correction_is_shown_with_its_moment():
    match = make_match(status="live", score=(1, 0))

    with time_machine.travel(KICK_OFF, tick=False):
        operations.set_score(match.pk, home=0, away=0, source="test", reason="offside")

    assert row_of(match)["correction"] == {"text": "Score corrected to 0–0 (offside)", "at": "2026-11-22T15:00:00Z"}


def test_an_incident_of_a_kind_that_the_sport_no_longer_has_is_still_shown():
    match = make_match(status="live")
    match.incidents.create(key="1", source="test", kind="golden_goal", side="home")

    operations.set_score(match.pk, home=1, away=0, source="test")

    (incident,) = sheet_of(match)["incidents"].values()
    assert (incident["name"], "points" in incident) == ("Golden goal", False)


def test_the_table_of_a_stage():
    stage = make_premier_league()
    match = make_match(home=make_arsenal(), away="Everton", stage=stage, status="ended", score=(2, 1))

    table = state_of(f"table.{stage.pk}")

    assert table["stage"] == {"id": stage.pk}
    assert table["competition"] == {"id": stage.season.competition_id, "name": "Premier League"}
    assert (table["season"], table["live"]) == ("2026/27", 0)
    assert table["rows"][str(match.home_id)] == {
        "position": 1,
        "team": {
            "id": match.home_id,
            "name": "Arsenal",
            "short": "Arsenal",
            "code": "ARS",
            "crest": {"primary": "#ef0107", "secondary": "#ffffff", "pattern": "sash"},
        },
        "played": 1,
        "won": 1,
        "drawn": 0,
        "lost": 0,
        "scored": 2,
        "conceded": 1,
        "difference": 1,
        "points": 3,
    }
    assert (table_rows(stage.pk)["Everton"]["position"], table_rows(stage.pk)["Everton"]["points"]) == (2, 0)


def test_a_live_match_counts_as_it_stands():
    match = make_match(home="Arsenal", away="Everton", status="live", score=(1, 0))

    table = state_of(f"table.{match.stage_id}")

    assert table["live"] == 1
    assert [(row["points"], row["live"]) for row in table_rows(match.stage_id).values()] == [(3, True), (0, True)]


@pytest.mark.parametrize("status", ["scheduled", "postponed", "cancelled", "abandoned"])
def test_what_is_not_played_to_the_end_does_not_count(status):
    match = make_match(home="Arsenal", status=status)

    assert table_rows(match.stage_id)["Arsenal"]["played"] == 0


def test_an_awarded_match_counts_for_whom_it_was_awarded():
    match = make_match(home="Arsenal", away="Everton", status="ended", score=(2, 1))

    operations.amend(match.pk, {"status": "awarded", "winner": "away"}, source="test")

    assert table_rows(match.stage_id)["Everton"]["points"] == 3


def test_what_readers_of_a_table_do_not_see_leaves_it_alone():
    match = make_match(status="live")
    before = Document.objects.get(name=f"table.{match.stage_id}").sequence

    operations.amend(match.pk, {"note": "Rain"}, source="test")

    assert Document.objects.get(name=f"table.{match.stage_id}").sequence == before


def test_the_documents_of_a_deleted_match_end_and_the_table_forgets_it():
    match = make_match(home="Arsenal", away="Everton", status="ended", score=(1, 0))
    make_match(home=match.away, away="Chelsea", stage=match.stage)

    operations.delete_match(match.pk, source="admin:ana", reason="entered twice")

    assert state_of(f"row.{match.pk}") == state_of(f"match.{match.pk}") == {"gone": True}
    assert sorted(table_rows(match.stage_id)) == ["Chelsea", "Everton"]
    assert not Document.objects.in_topic(f"team.{match.home_id}").exists()


def test_deleting_twice_changes_nothing():
    match = make_match()
    operations.delete_match(match.pk, source="admin:ana", reason="entered twice")
    before = list(Document.objects.values_list("name", "sequence"))

    operations.delete_match(match.pk, source="admin:ana", reason="entered twice")

    assert list(Document.objects.values_list("name", "sequence")) == before
