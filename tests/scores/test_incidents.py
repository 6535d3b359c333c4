"""What happens in a match, entered one by one: recorded, corrected, retracted."""

from __future__ import annotations

import pytest

from scores import operations
from scores.models import Match
from scores.operations import OperationError
from tests.factories import make_match
from tests.scores.reading import count_updates, incident_of, incidents_of, last_update, row_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def match():
    return make_match(status="live")


def record(match, kind="goal", side="home", **fields):
    key = fields.pop("key", f"{kind} {fields.get('minute')} {side}")
    operations.record_incident(match.pk, key=key, kind=kind, side=side, **{"source": "test", **fields})
    return match.incidents.latest("pk").pk


def score(match):
    row = row_of(match)
    return row["score"]["home"], row["score"]["away"]


def test_a_goal_counts_for_the_side_that_scored_it(match):
    pk = record(match, minute=45, added=2, player="Saka", other_player="Ødegaard", detail="left foot")

    assert incident_of(match) == {
        "id": pk,
        "kind": "goal",
        "name": "Goal",
        "side": "home",
        "for": "home",
        "points": 1,
        "period": {"kind": "period", "number": 1},
        "minute": 45,
        "added": 2,
        "player": "Saka",
        "other_player": "Ødegaard",
        "detail": "left foot",
        "state": "active",
        "order": 1,
    }
    assert score(match) == (1, 0)
    assert row_of(match)["parts"]["period-1"]["home"] == 1
    assert row_of(match)["last_goal"] == {
        "incident": pk,
        "kind": "goal",
        "side": "home",
        "player": "Saka",
        "minute": 45,
        "added": 2,
    }


def test_the_same_key_again_changes_nothing(match):
    record(match, key="1", minute=12)
    before = count_updates()

    record(match, key="1", minute=13)

    assert count_updates() == before
    assert score(match) == (1, 0)


def test_an_own_goal_counts_for_the_other_side(match):
    record(match, "own_goal", "home", player="Kiwior")

    assert score(match) == (0, 1)
    assert (incident_of(match)["side"], incident_of(match)["for"]) == ("home", "away")
    assert row_of(match)["last_goal"]["side"] == "away"


def test_a_kick_of_the_shoot_out_counts_in_the_shoot_out_only(match):
    operations.set_period(match.pk, kind="shootout", number=1, home=0, away=0, source="test")

    record(match, "penalty", "away", period=("shootout", 1), player="Salah")

    assert score(match) == (0, 0)
    assert row_of(match)["parts"]["shootout-1"]["away"] == 1
    assert "last_goal" not in row_of(match)


def test_a_second_yellow_card_is_a_red_card(match):
    record(match, "yellow_card", minute=20, player="Rice")
    record(match, "second_yellow_card", minute=70, player="Rice")

    assert [incident["card"] for incident in incidents_of(match)] == ["yellow", "red"]
    assert row_of(match)["home"]["red_cards"] == 1
    assert "red_cards" not in row_of(match)["away"]


def test_points_that_the_score_has_already_are_not_counted_twice(match):
    operations.set_score(match.pk, home=1, away=0, source="test")

    record(match, minute=12, counts=False)

    assert score(match) == (1, 0)


def test_a_goal_before_kick_off_is_refused_and_leaves_nothing():
    match = make_match()
    before = count_updates()

    with pytest.raises(OperationError, match="Cannot record a goal: the match is scheduled"):
        record(match)

    assert count_updates() == before
    assert not match.incidents.exists()


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"kind": "home_run"}, "Football has no incident 'home_run'"),
        ({"side": ""}, "Say which side scored"),
        ({"kind": "substitution", "side": "left"}, "Side: "),
        ({"minute": -1}, "Minute: "),
        ({"player": "x" * 129}, "Player: "),
        ({"period": ("innings", 1)}, "Football has no innings"),
    ],
)
def test_what_cannot_be_is_refused_in_words(match, fields, refusal):
    with pytest.raises(OperationError, match=refusal):
        record(match, **fields)

    assert not match.incidents.exists()
    assert score(match) == (0, 0)


def test_a_retracted_goal_stays_visible_and_its_points_go(match):
    pk = record(match, minute=12)

    operations.retract_incident(match.pk, pk, source="admin:ana", reason="offside")

    incident = incident_of(match)
    assert (incident["state"], incident["reason"]) == ("retracted", "offside")
    assert score(match) == (0, 0)
    assert row_of(match)["parts"]["period-1"]["home"] == 0
    assert row_of(match)["correction"]["text"] == "Goal disallowed (offside)"
    assert "last_goal" not in row_of(match)
    assert last_update(f"row.{match.pk}").reason == "offside"


def test_readers_are_told_of_a_retraction_in_one_update_of_each_document(match):
    pk = record(match, minute=12)
    before = count_updates()

    operations.retract_incident(match.pk, pk, source="test", reason="offside")

    assert count_updates() - before == len(["match", "row", "table"])


def test_a_retraction_needs_a_reason(match):
    pk = record(match, minute=12)

    with pytest.raises(OperationError, match="Give a reason"):
        operations.retract_incident(match.pk, pk, source="test", reason="  ")

    assert score(match) == (1, 0)


def test_retracting_twice_changes_nothing(match):
    pk = record(match, minute=12)
    operations.retract_incident(match.pk, pk, source="test", reason="offside")
    before = count_updates()

    operations.retract_incident(match.pk, pk, source="test", reason="handball")

    assert count_updates() == before


def test_a_retracted_own_goal_takes_the_point_from_the_side_that_had_it(match):
    pk = record(match, "own_goal", "home")

    operations.retract_incident(match.pk, pk, source="test", reason="offside")

    assert score(match) == (0, 0)


def test_a_goal_that_the_score_never_had_can_be_retracted(match):
    pk = record(match, minute=12, counts=False)

    operations.retract_incident(match.pk, pk, source="test", reason="offside")

    assert score(match) == (0, 0)
    assert incident_of(match)["state"] == "retracted"


def test_a_withdrawn_red_card_is_told_and_no_longer_counted(match):
    pk = record(match, "red_card", player="Rice")

    operations.retract_incident(match.pk, pk, source="test", reason="wrong player")

    assert "red_cards" not in row_of(match)["home"]
    assert row_of(match)["correction"]["text"] == "Red card withdrawn (wrong player)"


def test_a_scorer_that_was_missing_is_no_correction(match):
    pk = record(match, minute=12)

    operations.correct_incident(match.pk, pk, source="test", reason="", player="Saka", detail="header")

    incident = incident_of(match)
    assert (incident["player"], incident["detail"], incident["state"]) == ("Saka", "header", "active")


def test_another_scorer_is_a_correction(match):
    pk = record(match, minute=12, player="Saka")

    operations.correct_incident(match.pk, pk, source="test", reason="deflected", player="Rice")

    incident = incident_of(match)
    assert (incident["player"], incident["state"], incident["reason"]) == ("Rice", "corrected", "deflected")
    assert score(match) == (1, 0)
    assert "correction" not in row_of(match)


def test_a_goal_for_the_wrong_side_moves_the_score_and_says_so(match):
    pk = record(match, minute=12)

    operations.correct_incident(match.pk, pk, source="test", reason="wrong side", side="away")

    assert score(match) == (0, 1)
    assert row_of(match)["correction"]["text"] == "Score corrected to 0–1 (wrong side)"


def test_to_move_a_goal_needs_a_reason(match):
    pk = record(match, minute=12)

    with pytest.raises(OperationError, match="Give a reason"):
        operations.correct_incident(match.pk, pk, source="test", reason="", side="away")

    assert score(match) == (1, 0)
    assert incident_of(match)["side"] == "home"


def test_a_goal_becomes_an_own_goal(match):
    pk = record(match, side="home", minute=12)

    operations.correct_incident(match.pk, pk, source="test", reason="own goal", kind="own_goal", side="away")

    assert score(match) == (1, 0)
    assert incident_of(match)["for"] == "home"


def test_a_correction_to_what_it_is_already_changes_nothing(match):
    pk = record(match, minute=12, player="Saka")
    before = count_updates()

    operations.correct_incident(match.pk, pk, source="test", reason="sure", player="Saka")

    assert count_updates() == before


def test_a_correction_to_a_kind_that_the_sport_has_not_leaves_all_as_it_was(match):
    pk = record(match, minute=12)
    before = count_updates()

    with pytest.raises(OperationError, match="no incident 'try'"):
        operations.correct_incident(match.pk, pk, source="test", reason="odd", kind="try")

    assert count_updates() == before
    assert score(match) == (1, 0)


def test_only_what_an_incident_says_can_be_corrected(match):
    pk = record(match, minute=12)

    with pytest.raises(OperationError, match="Of an incident one cannot change: key"):
        operations.correct_incident(match.pk, pk, source="test", reason="odd", key="2")


def test_a_correction_of_a_retracted_goal_leaves_the_score_alone(match):
    pk = record(match, minute=12)
    operations.retract_incident(match.pk, pk, source="test", reason="offside")

    operations.correct_incident(match.pk, pk, source="test", reason="", minute=13)

    assert score(match) == (0, 0)
    assert (incident_of(match)["minute"], incident_of(match)["state"]) == (13, "retracted")


def test_an_incident_of_another_match_is_not_found(match):
    pk = record(match, minute=12)
    other = make_match(status="live")

    with pytest.raises(OperationError, match="not one of the match"):
        operations.retract_incident(other.pk, pk, source="test", reason="offside")


def test_a_total_that_its_parts_do_not_make_is_flagged_for_staff(match):
    operations.set_period(match.pk, kind="period", number=1, home=1, away=0, source="test")
    flagged = Match.objects.get(pk=match.pk).score_disagrees

    operations.set_score(match.pk, home=1, away=0, source="test")

    assert (flagged, Match.objects.get(pk=match.pk).score_disagrees) == (True, False)


def test_a_goal_in_a_half_that_has_no_part_yet_is_flagged_for_staff(match):
    record(match, minute=50, period=("period", 2))

    assert Match.objects.get(pk=match.pk).score_disagrees
    assert score(match) == (1, 0)
