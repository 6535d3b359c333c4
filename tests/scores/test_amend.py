"""Fields of a match set by hand."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine

from scores import operations
from scores.live.models import Document
from scores.models import Match
from scores.operations import OperationError, StaleError
from scores.operations.errors import Conflict
from tests.factories import make_match, make_stage, make_team
from tests.scores.reading import count_updates, last_update, row_of, sheet_of, table_rows

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 20, tzinfo=UTC)


def amend(match, *, source="admin:ana", **changes):
    options = {name: changes.pop(name) for name in ("reason", "expected_sequence") if name in changes}
    operations.amend(match.pk, changes, source=source, **options)


def sequence_of(match):
    return Document.objects.get(name=f"match.{match.pk}").sequence


def test_a_score_set_by_hand_is_shown_and_logged():
    match = make_match(status="live")

    amend(match, home_score=2, away_score=1)

    assert row_of(match)["score"] == {"home": 2, "away": 1}
    update = last_update(f"row.{match.pk}")
    assert (update.source, update.reason) == ("admin:ana", "")
    assert update.patch == {
        "score": {"home": 2, "away": 1},
        "parts": {"period-1": {"home": 2, "away": 1}},
    }


def test_what_is_so_already_changes_nothing_and_holds_nothing():
    match = make_match(status="live", score=(1, 0))
    before = count_updates()

    amend(match, home_score=1, status="live")

    assert count_updates() == before
    assert not match.holds.exists()


def test_a_match_set_live_has_a_score():
    match = make_match()

    amend(match, status="live")

    assert row_of(match)["score"] == {"home": 0, "away": 0}


def test_a_clock_stops_with_the_match():
    match = make_match()
    operations.kick_off(match.pk, source="test", at=MONDAY)

    with time_machine.travel(MONDAY.replace(minute=10), tick=False):
        amend(match, status="interrupted")

    clock = row_of(match)["clock"]
    assert (clock["seconds"], clock["running"]) == (600, False)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"home_score": -1}, "less than 0"),
        ({"home_score": None}, "Enter both scores, or none"),
        ({"status": "finished"}, "Status: .*finished.* is not a valid choice"),
        ({"note": "x" * 201}, "Note: "),
        ({"clock_seconds": -1}, "Clock seconds: "),
        ({"key": "7"}, "Of a match one cannot set: key"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_leaves_nothing(changes, refusal):
    match = make_match(status="live", score=(1, 1))
    before = count_updates()

    with pytest.raises(OperationError, match=refusal):
        amend(match, **changes)

    assert count_updates() == before
    assert Match.objects.get(pk=match.pk).home_score == 1
    assert not match.holds.exists()


@pytest.mark.parametrize("status", ["scheduled", "delayed", "postponed", "cancelled"])
def test_a_match_that_has_not_begun_gets_no_score(status):
    match = make_match(status=status)

    with pytest.raises(OperationError, match=f"The match is {status}: kick it off"):
        amend(match, home_score=1, away_score=0)


def test_a_team_cannot_play_itself():
    match = make_match()

    with pytest.raises(OperationError, match="A team cannot play itself"):
        amend(match, away_id=match.home_id)


def test_a_team_of_another_sport_cannot_play():
    match = make_match()

    with pytest.raises(OperationError, match="do not both play football"):
        amend(match, away_id=make_team(sport="tennis").pk)


def test_a_match_cannot_be_there_twice():
    match = make_match()
    make_match(home=match.home, away=match.away, stage=match.stage, kick_off=MONDAY)

    with pytest.raises(OperationError, match="there already"):
        amend(match, kick_off=MONDAY)


def test_a_match_moved_to_another_day_is_in_the_topics_of_both():
    match = make_match()

    amend(match, kick_off=MONDAY)

    row = f"row.{match.pk}"
    assert {"day.2026-11-22", "day.2026-11-23"} < set(last_update(row).topics)
    assert [each.name for each in Document.objects.in_topic("day.2026-11-23")] == [row]
    assert not Document.objects.in_topic("day.2026-11-22").exists()


def test_a_match_moved_to_another_stage_rebuilds_both_tables():
    match = make_match(home="Arsenal", away="Everton", status="ended", score=(1, 0))
    other = make_stage()

    amend(match, stage_id=other.pk)

    assert table_rows(match.stage_id) == {}
    assert {name: row["points"] for name, row in table_rows(other.pk).items()} == {"Arsenal": 3, "Everton": 0}


def test_another_team_takes_the_place_in_row_topics_and_table():
    match = make_match(home="Winner of match 73", away="Everton", status="ended", score=(1, 0))
    arsenal = make_team("Arsenal")

    amend(match, home_id=arsenal.pk)

    assert row_of(match)["home"]["name"] == "Arsenal"
    assert Document.objects.in_topic(f"team.{arsenal.pk}").exists()
    assert not Document.objects.in_topic(f"team.{match.home_id}").exists()
    assert sorted(table_rows(match.stage_id)) == ["Arsenal", "Everton"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"home_score": 1}, "Score corrected to 1–1 (typing error)"),
        ({"status": "live"}, "Match is live (typing error)"),
        ({"status": "scheduled"}, "Match is scheduled (typing error)"),
        ({"status": "cancelled"}, ""),
    ],
)
def test_a_step_backwards_is_shown_as_a_correction(changes, told):
    match = make_match(status="ended", score=(2, 1))

    amend(match, **changes, reason="typing error")

    assert row_of(match).get("correction", {}).get("text", "") == told
    assert last_update(f"row.{match.pk}").reason == "typing error"


@pytest.mark.parametrize("changes", [{"home_score": 1}, {"status": "live"}, {"status": "cancelled"}])
def test_a_step_backwards_without_a_reason_is_refused(changes):
    match = make_match(status="ended", score=(2, 1))
    before = count_updates()

    with pytest.raises(OperationError, match="Give a reason: it is shown to them"):
        amend(match, **changes, reason=" ")

    assert count_updates() == before


def test_to_abandon_a_match_in_play_needs_no_reason():
    match = make_match(status="live")

    amend(match, status="abandoned")

    assert row_of(match)["status"] == "abandoned"


def test_an_award_says_who_won_whatever_the_score():
    match = make_match(status="ended", score=(2, 1))

    amend(match, status="awarded", winner="away", home_score=0, away_score=3, reason="ineligible player")

    row = row_of(match)
    assert (row["status"], row["winner"], row["score"]) == ("awarded", "away", {"home": 0, "away": 3})


def test_a_save_over_somebody_elses_change_names_both_values():
    match = make_match(status="live", score=(1, 0))
    read_at = sequence_of(match)
    amend(match, home_score=2, source="admin:ben")

    with pytest.raises(StaleError) as refused:
        amend(match, home_score=3, expected_sequence=read_at)

    assert refused.value.conflicts == (Conflict("home_score", "Home score", theirs="2", yours="3"),)
    assert "Home score: it is now 2, you entered 3" in str(refused.value)
    assert row_of(match)["score"]["home"] == 2


def test_all_that_is_stale_is_named():
    match = make_match(status="live", score=(1, 0))
    read_at = sequence_of(match)
    amend(match, kick_off=MONDAY, note="Rain", source="admin:ben")

    with pytest.raises(StaleError) as refused:
        amend(match, kick_off=MONDAY.replace(hour=21), note="Snow", expected_sequence=read_at)

    assert [(each.field, each.theirs, each.yours) for each in refused.value.conflicts] == [
        ("Kick-off", "2026-11-23T20:00:00Z", "2026-11-23T21:00:00Z"),
        ("Note", "Rain", "Snow"),
    ]


def test_a_change_of_another_field_is_no_conflict():
    match = make_match(status="live", score=(1, 0))
    read_at = sequence_of(match)
    amend(match, note="Rain", source="admin:ben")

    amend(match, home_score=2, expected_sequence=read_at)

    row = row_of(match)
    assert (row["score"]["home"], row["note"]) == (2, "Rain")


def test_two_editors_who_enter_the_same_agree():
    match = make_match(status="live", score=(1, 0))
    read_at = sequence_of(match)
    amend(match, home_score=2, source="admin:ben")

    amend(match, home_score=2, expected_sequence=read_at)

    assert row_of(match)["score"]["home"] == 2


def test_a_conflict_can_be_asked_for_before_anything_is_saved():
    match = make_match(status="live", score=(1, 0))
    read_at = sequence_of(match)
    amend(match, home_score=2, source="admin:ben")

    with pytest.raises(StaleError):
        operations.refuse_stale(match.pk, {"home_score": 3}, source="admin:ana", expected_sequence=read_at)


@pytest.mark.parametrize(
    ("period", "refusal"),
    [
        ({"kind": "innings", "number": 1, "home": 1, "away": 0}, "Football has no innings 1"),
        ({"kind": "period", "number": 0, "home": 1, "away": 0}, "Football has no period 0"),
        ({"kind": "period", "number": 1, "home": -1, "away": 0}, "less than 0"),
    ],
)
def test_a_period_that_cannot_be_is_refused(period, refusal):
    match = make_match(status="live")

    with pytest.raises(OperationError, match=refusal):
        operations.set_period(match.pk, **period, source="admin:ana")


def test_a_period_is_set_and_set_again():
    match = make_match(status="live")

    operations.set_period(match.pk, kind="period", number=1, home=1, away=0, source="admin:ana")
    operations.set_period(match.pk, kind="period", number=1, home=2, away=0, source="admin:ana")

    assert sheet_of(match)["row"]["parts"] == {
        "period-1": {"kind": "period", "number": 1, "short": "H1", "home": 2, "away": 0}
    }


def test_a_goal_added_to_the_score_falls_in_the_period_being_played():
    match = make_match(status="live")

    operations.set_score(match.pk, home=1, away=0, source="admin:ana")
    operations.half_time(match.pk, source="admin:ana")
    operations.kick_off(match.pk, source="admin:ana")
    operations.set_score(match.pk, home=1, away=2, source="admin:ana")

    parts = match.periods.values_list("number", "home_score", "away_score")
    match.refresh_from_db()
    assert list(parts) == [(1, 1, 0), (2, 0, 2)]
    assert not match.score_disagrees


def test_a_score_that_its_parts_do_not_tell_leaves_them_alone():
    match = make_match(status="live", score=(1, 0))
    operations.set_period(match.pk, kind="period", number=1, home=5, away=5, source="espn")

    operations.set_score(match.pk, home=2, away=0, source="admin:ana")

    assert list(match.periods.values_list("home_score", "away_score")) == [(5, 5)]


def test_sets_won_are_not_points_of_a_set():
    match = make_match(sport="tennis", status="live")

    operations.set_score(match.pk, home=1, away=0, source="admin:ana")

    assert list(match.periods.values_list("home_score", "away_score")) == [(0, 0)]
