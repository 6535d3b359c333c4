"""The incidents of a report: new, changed, gone, back, and the same under another key."""

from __future__ import annotations

import pytest

from scores import operations
from scores.reports import IncidentReport, PeriodKey
from scores.sports import PeriodKind
from tests.factories import make_match, make_report
from tests.scores.reading import count_updates, incident_of, incidents_of, last_update, row_of

pytestmark = pytest.mark.django_db

FIRST_HALF = PeriodKey(kind=PeriodKind.PERIOD, number=1)


@pytest.fixture
def match():
    return make_match(status="live")


def goal(key="1", *, kind="goal", side="home", player="Saka", minute=12, **said):
    return IncidentReport(key=key, kind=kind, side=side, player=player, minute=minute, **said)


def apply(match, *incidents, score=None, source="espn", reason=""):
    report = make_report(match, incidents=incidents, score=score)
    return operations.apply_report(match.pk, report, source=source, reason=reason)


def states(match):
    return [incident["state"] for incident in incidents_of(match)]


def test_an_incident_is_added_as_told(match):
    apply(
        match,
        goal(period=PeriodKey(kind=PeriodKind.PERIOD, number=1), added=0, other_player="Rice", order=3),
        score=(1, 0),
    )

    incident = incident_of(match)
    assert incident == {
        "id": incident["id"],
        "kind": "goal",
        "name": "Goal",
        "side": "home",
        "for": "home",
        "points": 1,
        "period": {"kind": "period", "number": 1},
        "minute": 12,
        "player": "Saka",
        "other_player": "Rice",
        "state": "active",
        "order": 3,
    }


def test_incidents_do_not_move_a_score_that_is_told(match):
    apply(match, goal(), goal("2", minute=13), score=(1, 0))

    assert row_of(match)["score"] == {"home": 1, "away": 0}


def test_a_repeat_changes_nothing(match):
    apply(match, goal(), score=(1, 0))
    before = count_updates()

    applied = apply(match, goal(), score=(1, 0))

    assert not applied.changed
    assert count_updates() == before


def test_a_kind_that_the_sport_does_not_have_is_left_out(match):
    apply(match, goal(kind="touchdown"))

    assert incidents_of(match) == []


def test_a_name_that_came_in_later_is_no_correction(match):
    apply(match, goal(player=""))

    apply(match, goal(player="Saka", detail="header"))

    assert states(match) == ["active"]
    assert incident_of(match)["player"] == "Saka"


def test_another_scorer_is_a_correction(match):
    apply(match, goal())

    apply(match, goal(player="Rice", reason="deflected"))

    assert (incident_of(match)["state"], incident_of(match)["reason"]) == ("corrected", "deflected")


def test_an_own_goal_after_all_is_a_correction(match):
    apply(match, goal(), score=(1, 0))

    apply(match, goal(kind="own_goal", side="away"), score=(1, 0))

    incident = incident_of(match)
    assert (incident["state"], incident["name"], incident["for"]) == ("corrected", "Own goal", "home")


def test_what_vanished_is_retracted_and_told_once(match):
    apply(match, goal(), score=(1, 0))
    before = count_updates()

    apply(match, score=(0, 0))
    apply(match, score=(0, 0))

    assert (incident_of(match)["state"], incident_of(match)["reason"]) == ("retracted", "withdrawn by the feed")
    assert row_of(match)["correction"]["text"] == "Goal disallowed (withdrawn by the feed)"
    assert last_update(f"row.{match.pk}").reason == "Goal disallowed (withdrawn by the feed)"
    assert count_updates() - before == len(["match", "row", "table"])


def test_what_the_source_takes_back_is_retracted_with_its_reason(match):
    apply(match, goal(), score=(1, 0))

    apply(match, goal(retracted=True, reason="offside"), score=(0, 0))

    assert (incident_of(match)["state"], incident_of(match)["reason"]) == ("retracted", "offside")
    assert row_of(match)["correction"]["text"] == "Goal disallowed (offside)"


@pytest.mark.parametrize(
    ("review", "reason"),
    [
        ({"detail": "Goal Disallowed - offside"}, "VAR, offside"),
        ({"detail": "Goal Disallowed - Foul", "side": None}, "VAR, foul"),
        ({"detail": "Goal cancelled"}, "VAR"),
        ({"detail": "Goal confirmed"}, "withdrawn by the feed"),
        ({"detail": "Red card cancelled"}, "withdrawn by the feed"),
        ({"detail": "Goal cancelled", "side": "away"}, "withdrawn by the feed"),
        ({"detail": "Goal cancelled", "minute": 70}, "withdrawn by the feed"),
        ({"detail": "Goal cancelled", "minute": None}, "withdrawn by the feed"),
    ],
)
@pytest.mark.parametrize("listed", [(), (goal(retracted=True),)])
def test_a_review_says_why_a_goal_is_gone(match, listed, review, reason):
    apply(match, goal(), score=(1, 0))

    apply(match, *listed, goal("var", kind="var", **{"minute": 14, **review}), score=(0, 0))

    assert row_of(match)["correction"]["text"] == f"Goal disallowed ({reason})"


def test_a_review_says_why_a_card_is_gone(match):
    apply(match, goal(kind="red_card"))

    apply(match, goal("var", kind="var", detail="Red card cancelled"))

    assert row_of(match)["correction"]["text"] == "Red card withdrawn (VAR)"


def test_what_was_taken_back_before_we_heard_of_it_is_not_added(match):
    apply(match, goal(retracted=True, reason="offside"))

    assert incidents_of(match) == []


def test_a_goal_outweighs_a_card_in_what_readers_are_told(match):
    apply(match, goal(), goal("2", kind="red_card", player="Rice", minute=20), score=(1, 0))

    apply(match, score=(0, 0))

    assert row_of(match)["correction"]["text"] == "Goal disallowed (withdrawn by the feed)"


def test_what_comes_back_is_active_again_and_readers_are_told(match):
    apply(match, goal(), score=(1, 0))
    apply(match, score=(0, 0))

    apply(match, goal(), score=(1, 0))

    assert "reason" not in incident_of(match)
    assert states(match) == ["active"]
    assert row_of(match)["correction"]["text"] == "Goal stands after all"


def test_no_list_at_all_takes_nothing_back(match):
    apply(match, goal(), score=(1, 0))

    operations.apply_report(match.pk, make_report(match, score=(1, 0)), source="espn")

    assert states(match) == ["active"]


@pytest.mark.parametrize(
    "again",
    [
        goal("2"),
        goal("2", minute=13),
        goal("2", minute=11),
        goal("2", player=""),
        goal("2", detail="header"),
    ],
)
def test_the_same_goal_under_another_key_is_the_same_goal(match, again):
    apply(match, goal(), score=(1, 0))
    pk = incident_of(match)["id"]

    apply(match, again, score=(1, 0))

    assert (incident_of(match)["id"], states(match)) == (pk, ["active"])
    assert "correction" not in row_of(match)


@pytest.mark.parametrize(
    "other",
    [
        goal("2", minute=14),
        goal("2", side="away"),
        goal("2", player="Rice", minute=13),
        goal("2", kind="penalty", minute=13),
        goal("2", kind="penalty", player="Rice"),
        goal("2", kind="own_goal"),
        goal("2", kind="missed_penalty"),
    ],
)
def test_a_goal_that_is_not_clearly_the_same_is_another(match, other):
    apply(match, goal(), score=(1, 0))

    apply(match, other, score=(1, 0))

    assert states(match) == ["retracted", "active"]


@pytest.mark.parametrize(
    ("again", "name", "player"),
    [
        (goal("2", player="Rice"), "Goal", "Rice"),
        (goal("2", kind="penalty"), "Penalty", "Saka"),
        (goal("2", kind="own_goal", side="away", player=""), "Own goal", "Saka"),
    ],
)
def test_another_one_in_its_place_in_the_same_minute_is_the_same_goal_corrected(match, again, name, player):
    apply(match, goal(), score=(1, 0))
    pk = incident_of(match)["id"]

    apply(match, again, score=(1, 0))

    incident = incident_of(match)
    assert (incident["id"], incident["state"]) == (pk, "corrected")
    assert (incident["name"], incident["player"], incident["for"]) == (name, player, "home")
    assert "correction" not in row_of(match)


@pytest.mark.parametrize(
    "again",
    [
        goal("2", minute=16),
        goal("2", minute=16, kind="penalty"),
        goal("2", minute=13, kind="penalty"),
        goal("2", minute=13, player="Rice"),
        goal("2", minute=13, player="Rice", kind="own_goal", side="away"),
        goal("2", minute=46, period=PeriodKey(kind=PeriodKind.PERIOD, number=2)),
    ],
)
def test_where_a_source_has_no_ids_one_in_its_place_is_the_same_since_nothing_else_says_which_was_corrected(
    match, again
):
    apply(match, goal(period=FIRST_HALF), score=(1, 0))
    pk = incident_of(match)["id"]

    apply(match, again.model_copy(update={"keeps_key": False}), score=(1, 0))

    assert [each["id"] for each in incidents_of(match)] == [pk]
    assert "correction" not in row_of(match)


@pytest.mark.parametrize(
    "other",
    [
        goal("2", minute=14, player="Rice"),
        goal("2", minute=14, player=""),
        goal("2", side="away"),
        goal("2", player="Rice", period=PeriodKey(kind=PeriodKind.PERIOD, number=2)),
    ],
)
def test_where_a_source_has_no_ids_another_scorer_at_another_time_is_another_goal(match, other):
    apply(match, goal(period=FIRST_HALF), score=(1, 0))

    apply(match, other.model_copy(update={"keeps_key": False}), score=(1, 0))

    assert states(match) == ["retracted", "active"]


def test_where_a_source_has_no_ids_another_sources_goal_is_recognised_by_its_minute_alone(match):
    apply(match, goal(), score=(1, 0), source="espn")

    apply(match, goal("2", minute=16, keeps_key=False), score=(1, 0), source="openfootball")

    assert states(match) == ["retracted", "active"]


def test_who_is_named_under_both_keys_is_found_before_who_is_not(match):
    apply(match, goal("1"), goal("2", player="Rice"), score=(2, 0))
    first, second = incidents_of(match)

    apply(match, goal("8", player="Rice", minute=13), goal("9", player="White"), score=(2, 0))

    told = [(each["id"], each["player"], each["state"]) for each in incidents_of(match)]
    assert sorted(told) == [(first["id"], "White", "corrected"), (second["id"], "Rice", "active")]


def test_one_player_a_minute_later_is_found_before_another_in_the_same_minute(match):
    apply(match, goal("1", player="Rice"), goal("2"), score=(2, 0))
    first, second = incidents_of(match)

    apply(match, goal("8", player="White"), goal("9", player="Rice", minute=13), score=(2, 0))

    told = [(each["id"], each["player"], each["state"]) for each in incidents_of(match)]
    assert sorted(told) == [(first["id"], "Rice", "active"), (second["id"], "White", "corrected")]


def test_two_goals_in_two_minutes_are_two(match):
    apply(match, goal(), score=(1, 0))

    apply(match, goal(), goal("2", minute=13), score=(2, 0))

    assert states(match) == ["active", "active"]


def test_each_goal_is_recognised_once_and_the_nearest_first(match):
    apply(match, goal("1", minute=12), goal("2", minute=13), score=(2, 0))
    first, second = incidents_of(match)

    apply(match, goal("8", minute=13), goal("9", minute=12), score=(2, 0))

    assert [(each["id"], each["minute"]) for each in incidents_of(match)] == [(first["id"], 12), (second["id"], 13)]


def test_without_minute_and_clock_nothing_is_clearly_the_same(match):
    apply(match, goal(minute=None), score=(1, 0))

    apply(match, goal("2", minute=None), score=(1, 0))

    assert states(match) == ["retracted", "active"]


def test_on_a_clock_that_counts_down_the_same_second_is_the_same_basket():
    match = make_match(sport="basketball", status="live")
    basket = {"kind": "two_points", "side": "home", "minute": None, "clock": 77}
    apply(match, goal("1", **basket))

    apply(match, goal("2", **basket))

    assert states(match) == ["active"]


def test_the_next_source_recognises_goals_by_side_and_minute(match):
    apply(match, goal(player="B. Saka"), score=(1, 0), source="espn")

    apply(match, goal("77", player="Bukayo Saka", minute=13), score=(1, 0), source="football-data")

    assert [(each["player"], each["state"]) for each in incidents_of(match)] == [("Bukayo Saka", "active")]


def test_what_only_the_other_source_told_stays(match):
    apply(match, goal(), goal("2", kind="yellow_card", player="Rice", minute=20), score=(1, 0), source="espn")

    apply(match, goal("77"), score=(1, 0), source="football-data")

    assert states(match) == ["active", "active"]


def test_a_goal_of_another_feed_is_withdrawn_when_the_score_has_no_room_for_it(match):
    apply(match, goal("1"), goal("2", player="Rice", minute=70), score=(2, 0), source="second")

    apply(match, goal("a"), score=(1, 0), source="first")

    assert states(match) == ["active", "retracted"]


def test_a_goal_that_another_feed_told_stands_while_the_score_has_room_for_it(match):
    apply(match, goal(), score=(1, 0), source="second")

    apply(match, score=(1, 0), source="first")

    assert states(match) == ["active"]


def test_a_goal_of_an_editor_stands_though_a_feeds_score_has_no_room_for_it(match):
    operations.record_incident(match.pk, key="1", kind="goal", side="home", minute=12, source="admin:ana")
    operations.release(match.pk, None, source="admin:ana")

    apply(match, score=(0, 0), source="first")

    assert states(match) == ["active"]


def test_a_goal_that_an_editor_entered_is_recognised_after_the_release(match):
    operations.record_incident(match.pk, key="1", kind="goal", side="home", minute=12, source="admin:ana")
    operations.release(match.pk, None, source="admin:ana")

    apply(match, goal("77"), score=(1, 0))

    assert states(match) == ["active"]


def test_a_first_yellow_card_that_the_second_one_replaced_in_the_list_stays(match):
    yellow = goal("1", kind="yellow_card", player="Rice", minute=20)
    second = goal("2", kind="second_yellow_card", player="Rice", minute=70)
    apply(match, yellow)

    apply(match, second)

    assert states(match) == ["active", "active"]
    assert "correction" not in row_of(match)
