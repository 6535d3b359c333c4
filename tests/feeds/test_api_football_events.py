from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from feeds.ingest import ingest
from feeds.providers import PROVIDERS
from feeds.providers.api_football import parse
from scores.models import Incident, Match
from tests.feeds.api_football_bodies import AWAY, HOME, answer, event, fixture, keys, points, report_of, substitution
from tests.feeds.bodies import NOW


def test_an_event_that_is_broken_or_unknown_does_not_spoil_the_others():
    parsed = parse(
        answer(fixture("2H", (1, 0), {"type": "Goal"}, event(3, "Golden Goal"), event(9, team=99), event(10))), NOW
    )

    assert keys(parsed.reports[0]) == ["goal:home:10+0:7:1"]
    assert [problem.where for problem in parsed.problems] == ["an event of match 900", "match 900", "match 900"]


def test_a_goal_listed_late_leaves_the_keys_of_the_others():
    before = report_of("2H", (1, 1), event(20, team=AWAY), event(60, "Penalty"))
    after = report_of("2H", (2, 1), event(10), event(20, team=AWAY), event(60))

    assert keys(before) == ["goal:away:20+0:7:1", "goal:home:60+0:7:1"]
    assert keys(after) == ["goal:home:10+0:7:1", *keys(before)]


def test_a_booking_listed_late_leaves_the_keys_of_the_others():
    yellow: dict[str, Any] = {"kind": "Card", "detail": "Yellow Card"}
    before = report_of("2H", (0, 0), event(40, **yellow))
    after = report_of("2H", (0, 0), event(23, player=(8, "B. Baker"), **yellow), event(41, **yellow))

    assert keys(before) == ["yellow_card:home:7:1"]
    assert keys(after) == ["yellow_card:home:8:1", "yellow_card:home:7:1"]


def test_several_of_one_kind_in_one_minute_have_keys_of_their_own():
    nobody: dict[str, Any] = {"kind": "Card", "detail": "Yellow Card", "player": (None, None)}
    report = report_of("2H", (2, 0), event(60), event(60), event(60, **nobody), event(60, **nobody))

    assert keys(report) == ["goal:home:60+0:7:1", "goal:home:60+0:7:2", "yellow_card:home::1", "yellow_card:home::2"]


def test_events_out_of_order_are_put_in_order():
    report = report_of("2H", (2, 0), event(45, extra=2), event(45), event(12, "Yellow Card", kind="Card"))

    assert [(each.minute, each.added, each.kind) for each in report.incidents or ()] == [
        (12, 0, "yellow_card"),
        (45, 0, "goal"),
        (45, 2, "goal"),
    ]


def test_a_missed_penalty_is_no_goal():
    report = report_of("2H", (0, 0), event(30, "Missed Penalty"))

    assert [each.kind for each in report.incidents or ()] == ["missed_penalty"]
    assert points(report) == (0, 0)


@pytest.mark.parametrize("team", [HOME, AWAY], ids=["to the side that profits", "to the side of its scorer"])
def test_an_own_goal_is_of_the_side_whose_player_scored_it_whoever_it_is_booked_to(team):
    report = report_of("2H", (2, 0), event(10), event(50, "Own Goal", team=team))

    assert [(each.kind, each.side) for each in report.incidents or ()][1] == ("own_goal", "away")
    assert points(report) == (2, 0)


def test_the_kicks_of_a_shoot_out_are_no_incidents():
    kick: dict[str, Any] = {"minute": 120, "comments": "Penalty Shootout"}
    report = report_of(
        "PEN", (1, 1), event(10), event(20, team=AWAY), event(detail="Penalty", extra=1, **kick),
        event(detail="Missed Penalty", extra=2, team=AWAY, **kick), score={"penalty": (1, 0)},
    )  # fmt: skip

    assert keys(report) == ["goal:home:10+0:7:1", "goal:away:20+0:7:1"]


def test_a_kick_that_is_missed_first_is_no_missed_penalty_of_the_match():
    kick = event(120, "Missed Penalty", extra=1, comments="Penalty Shootout")

    assert report_of("P", (0, 0), kick, elapsed=120).incidents == ()


def test_of_old_the_score_tells_kicks_from_penalties():
    kicks = [event(120, "Penalty", extra=1), event(120, "Missed Penalty", extra=2, team=AWAY)]
    shoot_out = report_of("PEN", (1, 1), event(10), event(20, team=AWAY), *kicks)
    late_penalty = report_of("PEN", (2, 1), event(10), event(20, team=AWAY), *kicks)

    assert points(shoot_out) == (1, 1)
    assert points(late_penalty) == (2, 1)


def test_a_decision_of_the_video_referee_is_told_in_the_providers_words():
    report = report_of("2H", (0, 0), event(31, "Goal Disallowed - offside", kind="Var"))

    assert [(each.kind, each.detail, each.minute) for each in report.incidents or ()] == [
        ("var", "Goal Disallowed - offside", 31)
    ]


@pytest.mark.django_db
def test_a_goal_that_the_video_referee_takes_back_goes_at_once():
    provider = PROVIDERS["api-football"]
    ingest(provider, answer(fixture("2H", (1, 0), event(30))), received_at=NOW, create=True)

    body = answer(fixture("2H", (0, 0), event(30, "Goal cancelled", kind="Var"), elapsed=68))
    tally = ingest(provider, body, received_at=NOW + timedelta(seconds=20), create=True)

    match = Match.objects.get()
    assert (tally.applied, tally.held) == (1, 0)
    assert (match.home_score, match.away_score) == (0, 0)
    assert set(Incident.objects.values_list("kind", "state")) == {
        ("goal", Incident.State.RETRACTED),
        ("var", Incident.State.ACTIVE),
    }


@pytest.mark.django_db
def test_a_corrected_scorer_is_one_incident_still():
    provider = PROVIDERS["api-football"]
    ingest(provider, answer(fixture("2H", (1, 0), event(30))), received_at=NOW, create=True)

    body = answer(fixture("2H", (1, 0), event(31, player=(8, "B. Baker"))))
    ingest(provider, body, received_at=NOW + timedelta(seconds=20), create=True)

    incident = Incident.objects.get()
    assert (incident.player, incident.minute, incident.state) == ("B. Baker", 31, Incident.State.CORRECTED)


def test_who_goes_off_is_named_first():
    (report,) = report_of("2H", (0, 0), substitution(60, 5, 15)).incidents or ()

    assert (report.player, report.other_player) == ("P. 5", "P. 15")


def test_where_a_fixture_names_them_the_other_way_their_deeds_tell():
    booked = event(20, "Yellow Card", kind="Card", player=(5, "P. 5"))
    usual = report_of("2H", (0, 0), booked, substitution(60, 5, 15))
    swapped = report_of("2H", (0, 0), booked, substitution(60, 15, 5), substitution(61, 16, 6))

    assert [(each.player, each.other_player) for each in (usual.incidents or ())[1:]] == [("P. 5", "P. 15")]
    assert [(each.player, each.other_player) for each in (swapped.incidents or ())[1:]] == [
        ("P. 5", "P. 15"),
        ("P. 6", "P. 16"),
    ]


def test_a_substitution_keeps_its_key_when_its_players_are_swapped():
    before, after = (report_of("2H", (0, 0), substitution(60, *players)) for players in ((5, 15), (15, 5)))

    assert keys(before) == keys(after)
