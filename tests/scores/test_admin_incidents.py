"""Incidents and periods on a match's page in the admin."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from scores import operations
from scores.live.models import Document, Update
from tests.factories import make_match
from tests.scores.filled import filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(client):
    client.force_login(User.objects.create_superuser("ana"))
    return client


@pytest.fixture
def match():
    return make_match(home="Arsenal", away="Chelsea", status="live")


def url(match):
    return f"/admin/scores/match/{match.pk}/change/"


def send(client, match, opened, **typed):
    return client.post(url(match), filled(opened, "match_form", _continue="1", **typed))


def save(client, match, **typed):
    return send(client, match, client.get(url(match)), **typed)


def state(match):
    return Document.objects.get(name=f"match.{match.pk}").state


def record(match, **fields):
    given = {"key": "1", "kind": "goal", "side": "home", "minute": 12, "player": "Saka", **fields}
    operations.record_incident(match.pk, source="admin:ben", **given)
    return match.incidents.latest("pk")


def test_a_recorded_goal_raises_the_score_and_stands_in_the_timeline(ana, match):
    typed = {
        "incidents__0__kind": "goal",
        "incidents__0__side": "home",
        "incidents__0__minute": "23",
        "incidents__0__player": "Saka",
    }

    response = save(ana, match, **typed)

    [goal] = state(match)["incidents"].values()
    assert response.status_code == 302
    assert state(match)["row"]["score"] == {"home": 1, "away": 0}
    assert (goal["kind"], goal["minute"], goal["player"]) == ("goal", 23, "Saka")
    assert state(match)["row"]["parts"]["period-1"]["home"] == 1


def test_a_form_sent_twice_records_its_goal_once(ana, match):
    opened = ana.get(url(match))

    for _ in range(2):
        send(ana, match, opened, incidents__0__kind="goal", incidents__0__side="home")

    assert len(state(match)["incidents"]) == 1
    assert state(match)["row"]["score"] == {"home": 1, "away": 0}


def test_the_scorer_of_a_goal_that_the_score_has_already_adds_nothing(ana, match):
    operations.set_score(match.pk, home=1, away=0, source="admin:ana")

    save(ana, match, incidents__0__kind="goal", incidents__0__side="home", incidents__0__player="Saka")

    assert len(state(match)["incidents"]) == 1
    assert state(match)["row"]["score"] == {"home": 1, "away": 0}


def test_an_editor_may_say_that_it_counts_all_the_same(ana, match):
    operations.set_score(match.pk, home=1, away=0, source="admin:ana")

    save(ana, match, incidents__0__kind="goal", incidents__0__side="home", incidents__0__counts="on")

    assert state(match)["row"]["score"] == {"home": 2, "away": 0}


def test_a_score_typed_beside_a_goal_is_final(ana, match):
    save(ana, match, home_score="1", incidents__0__kind="goal", incidents__0__side="home")

    assert state(match)["row"]["score"] == {"home": 1, "away": 0}
    assert "correction" not in state(match)["row"]


def test_a_score_typed_beside_a_goal_is_still_refused_over_anothers_change(ana, match):
    opened = ana.get(url(match))
    operations.amend(match.pk, {"home_score": 4}, source="admin:ben")

    refused = send(ana, match, opened, home_score="1", incidents__0__kind="goal", incidents__0__side="home")

    assert "it is now 4, you entered 1" in refused.content.decode()
    assert state(match)["incidents"] == {}


def test_a_goal_before_the_match_is_a_form_error(ana):
    match = make_match()

    refused = save(ana, match, incidents__0__kind="goal", incidents__0__side="home")

    assert refused.status_code == 200
    assert "Cannot record a goal: the match is scheduled." in refused.content.decode()


def test_retracting_an_incident_asks_for_a_reason(ana, match):
    record(match)

    refused = save(ana, match, incidents__0__retract="on")

    assert refused.status_code == 200
    assert "Give a reason" in refused.content.decode()
    assert state(match)["row"]["score"] == {"home": 1, "away": 0}


def test_a_retracted_incident_stays_with_its_reason_and_takes_its_goal_away(ana, match):
    goal = record(match)

    save(ana, match, incidents__0__retract="on", incidents__0__reason="offside")

    told = state(match)["incidents"][str(goal.pk)]
    assert (told["state"], told["reason"]) == ("retracted", "offside")
    assert state(match)["row"]["score"] == {"home": 0, "away": 0}
    assert state(match)["row"]["correction"]["text"] == "Goal disallowed (offside)"
    assert Update.objects.of(f"match.{match.pk}").latest("sequence").source == "admin:ana"


def test_a_score_typed_beside_a_retraction_is_final(ana, match):
    record(match)

    save(ana, match, home_score="0", incidents__0__retract="on", incidents__0__reason="offside")

    assert state(match)["row"]["score"] == {"home": 0, "away": 0}


def test_a_corrected_scorer_is_told_as_a_correction(ana, match):
    goal = record(match)

    save(ana, match, incidents__0__player="Ødegaard", incidents__0__reason="last touch")

    told = state(match)["incidents"][str(goal.pk)]
    assert (told["player"], told["state"], told["reason"]) == ("Ødegaard", "corrected", "last touch")
    assert state(match)["row"]["score"] == {"home": 1, "away": 0}


def test_two_corrections_of_one_field_are_refused_with_both_values(ana, match):
    goal = record(match)
    opened = ana.get(url(match))
    operations.correct_incident(match.pk, goal.pk, source="admin:ben", reason="", player="Havertz")

    refused = send(ana, match, opened, incidents__0__player="Ødegaard")
    accepted = send(ana, match, refused)

    assert "Havertz meanwhile; you entered Ødegaard" in refused.content.decode()
    assert accepted.status_code == 302
    assert state(match)["incidents"][str(goal.pk)]["player"] == "Ødegaard"


def test_two_corrections_of_two_fields_are_both_kept(ana, match):
    goal = record(match)
    opened = ana.get(url(match))
    operations.correct_incident(match.pk, goal.pk, source="admin:ben", reason="", minute=13)

    response = send(ana, match, opened, incidents__0__player="Ødegaard")

    told = state(match)["incidents"][str(goal.pk)]
    assert response.status_code == 302
    assert (told["minute"], told["player"]) == (13, "Ødegaard")


def test_an_incident_that_arrives_meanwhile_does_not_disturb_the_form(ana, match):
    goal = record(match)
    opened = ana.get(url(match))
    record(match, key="2", minute=30, player="Havertz")

    response = send(ana, match, opened, incidents__0__player="Ødegaard")

    assert response.status_code == 302
    assert state(match)["incidents"][str(goal.pk)]["player"] == "Ødegaard"
    assert len(state(match)["incidents"]) == 2


def test_the_kinds_are_those_of_the_sport(ana):
    match = make_match(sport="basketball", status="live")

    page = ana.get(url(match)).content.decode()

    assert 'value="three_points"' in page
    assert 'value="own_goal"' not in page


@pytest.mark.by_hand
def test_an_incident_of_a_kind_we_do_not_know_keeps_it(ana, match):
    goal = record(match)
    match.incidents.update(kind="trick_shot")

    save(ana, match, incidents__0__minute="14")

    assert match.incidents.get(pk=goal.pk).kind == "trick_shot"


def test_the_score_of_a_period_is_set(ana, match):
    save(ana, match, periods__0__home_score="2", periods__0__away_score="1")

    part = state(match)["row"]["parts"]["period-1"]
    assert (part["home"], part["away"]) == (2, 1)


def test_a_period_is_added(ana, match):
    save(ana, match, periods__1__period="period-2", periods__1__home_score="0", periods__1__away_score="3")

    part = state(match)["row"]["parts"]["period-2"]
    assert (part["home"], part["away"]) == (0, 3)


def test_the_other_side_of_a_period_keeps_what_a_feed_said_meanwhile(ana, match):
    opened = ana.get(url(match))
    operations.set_period(match.pk, kind="period", number=1, home=0, away=1, source="espn")

    send(ana, match, opened, periods__0__home_score="2")

    part = state(match)["row"]["parts"]["period-1"]
    assert (part["home"], part["away"]) == (2, 1)


def test_a_set_is_entered_with_its_name(ana):
    match = make_match(sport="tennis", status="live")

    page = ana.get(url(match)).content.decode()
    save(ana, match, periods__0__home_score="6", periods__0__away_score="4")

    assert "1st set" in page
    assert state(match)["row"]["parts"]["set-1"]["home"] == 6
