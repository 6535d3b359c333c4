"""The list of matches in the admin: to find them, and to enter scores without opening each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Permission, User

from scores import operations
from scores.live.models import Document, Update
from tests.factories import make_match, make_stage
from tests.scores.filled import filled

pytestmark = pytest.mark.django_db

LIST = "/admin/scores/match/"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def sunday(time_machine):
    time_machine.move_to(NOON)


@pytest.fixture
def ana(client):
    client.force_login(User.objects.create_superuser("ana"))
    return client


def names(response):
    return [f"{line.match.home}" for line in response.context["cl"].lines()]


def row(match):
    return Document.objects.get(name=f"row.{match.pk}").state


def send(client, opened, query="", **typed):
    return client.post(LIST + query, filled(opened, "changelist-form", _save="Save", **typed))


def test_the_list_shows_today_first(ana):
    make_match(home="Today")
    make_match(home="Tomorrow", kick_off=NOON + timedelta(days=1))

    assert names(ana.get(LIST)) == ["Today"]


def test_what_is_played_now_stands_before_what_comes_and_what_is_over(ana):
    for hours, status in enumerate(["closed", "live", "scheduled", "break"]):
        make_match(home=status, status=status, kick_off=NOON + timedelta(hours=hours))

    assert names(ana.get(LIST)) == ["live", "break", "scheduled", "closed"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?day=yesterday", ["Yesterday"]),
        ("?day=today", ["Today"]),
        ("?day=tomorrow", ["Tomorrow"]),
        ("?day=2026-11-24", ["Tuesday"]),
        ("?day=2026-11-30", []),
        ("?day=any", ["Yesterday", "Today", "Tomorrow", "Tuesday"]),
        ("?day=", ["Yesterday", "Today", "Tomorrow", "Tuesday"]),
        ("?q=tues", ["Tuesday"]),
        ("?q=tues&day=today", []),
    ],
)
def test_matches_are_found_by_day_and_team(ana, query, found):
    for number, name in enumerate(["Yesterday", "Today", "Tomorrow", "Tuesday"], -1):
        make_match(home=name, kick_off=NOON + timedelta(days=number))

    assert names(ana.get(LIST + query)) == found


@pytest.mark.by_hand
def test_a_day_is_a_day_in_the_time_zone_of_the_site(ana, settings):
    settings.TIME_ZONE = "Pacific/Auckland"  # it is 01:00 on Monday there
    make_match(home="Late on Sunday", kick_off=datetime(2026, 11, 22, 10, 59, tzinfo=UTC))
    make_match(home="Early on Monday", kick_off=datetime(2026, 11, 22, 11, 0, tzinfo=UTC))

    assert names(ana.get(LIST)) == ["Early on Monday"]


def test_matches_are_found_by_competition(ana):
    stage = make_stage()
    make_match(home="In it", stage=stage)
    make_match(home="Elsewhere")

    assert names(ana.get(f"{LIST}?competition={stage.season.competition_id}")) == ["In it"]


@pytest.mark.parametrize(
    ("status", "found"),
    [
        ("in_play", ["Live"]),
        ("upcoming", ["Scheduled"]),
        ("over", ["Ended"]),
        ("called_off", ["Postponed"]),
        ("ended", ["Ended"]),
        ("held", ["Postponed"]),
    ],
)
def test_matches_are_found_by_status(ana, status, found):
    make_match(home="Scheduled")
    make_match(home="Live", status="live")
    make_match(home="Ended", status="ended", score=(1, 0))
    operations.postpone(make_match(home="Postponed").pk, source="admin:ben")

    assert names(ana.get(f"{LIST}?status={status}")) == found


@pytest.mark.parametrize("query", ["?day=someday", "?competition=x"])
def test_a_filter_that_means_nothing_leads_back_to_the_list(ana, query):
    make_match()

    response = ana.get(LIST + query)

    assert response.status_code == 302
    assert response.url == f"{LIST}?e=1"


def test_scores_and_status_are_saved_from_the_list(ana):
    live, ending = make_match(status="live", score=(0, 0)), make_match(status="live", score=(1, 1))
    opened = ana.get(LIST)

    response = send(ana, opened, form__0__home_score="1", form__1__status="ended")

    assert response.status_code == 302
    assert row(live)["score"] == {"home": 1, "away": 0}
    assert row(ending)["status"] == "ended"
    assert Update.objects.of(f"match.{live.pk}").latest("sequence").source == "admin:ana"


def test_a_list_saved_without_a_change_makes_no_update(ana):
    make_match(status="live", score=(1, 0))
    before = Update.objects.count()

    send(ana, ana.get(LIST))

    assert Update.objects.count() == before


def test_a_score_over_another_editors_change_is_refused_in_its_line(ana):
    contested, other = make_match(status="live", score=(0, 0)), make_match(status="live", score=(0, 0))
    opened = ana.get(LIST)
    operations.amend(contested.pk, {"home_score": 2}, source="admin:ben")

    refused = send(ana, opened, form__0__home_score="1", form__1__away_score="3")

    assert refused.status_code == 200
    assert "it is now 2, you entered 1" in refused.content.decode()
    assert row(contested)["score"] == {"home": 2, "away": 0}
    assert row(other)["score"] == {"home": 0, "away": 0}


def test_a_refused_list_keeps_what_was_typed_and_saves_it_the_next_time(ana):
    contested, other = make_match(status="live", score=(0, 0)), make_match(status="live", score=(0, 0))
    opened = ana.get(LIST)
    operations.amend(contested.pk, {"home_score": 2}, source="admin:ben")
    refused = send(ana, opened, form__0__home_score="1", form__1__away_score="3")

    response = send(ana, refused, form__0__reason="one of them was offside")

    assert response.status_code == 302
    assert row(contested)["score"] == {"home": 1, "away": 0}
    assert row(other)["score"] == {"home": 0, "away": 3}


def test_a_change_of_another_field_meanwhile_refuses_nothing(ana):
    match = make_match(status="live", score=(0, 0))
    opened = ana.get(LIST)
    operations.amend(match.pk, {"home_score": 2}, source="espn")

    response = send(ana, opened, form__0__status="break")

    assert response.status_code == 302
    assert row(match)["score"] == {"home": 2, "away": 0}
    assert row(match)["status"] == "break"


def test_a_line_that_left_the_filter_meanwhile_is_still_there_when_it_is_refused(ana):
    match = make_match(status="live", score=(0, 0))
    opened = ana.get(f"{LIST}?status=in_play")
    operations.amend(match.pk, {"status": "ended", "home_score": 2}, source="admin:ben")

    refused = send(ana, opened, "?status=in_play", form__0__home_score="1")

    assert "it is now 2, you entered 1" in refused.content.decode()
    assert names(refused) == [match.home.name]


def test_a_match_deleted_meanwhile_is_told_and_is_no_error(ana):
    match = make_match(status="live", score=(0, 0))
    opened = ana.get(LIST)
    operations.delete_match(match.pk, source="admin:ben", reason="entered twice")

    response = send(ana, opened, form__0__home_score="1")

    assert response.status_code == 200


def test_a_step_backwards_in_the_list_takes_a_reason(ana):
    match = make_match(status="live", score=(1, 0))

    refused = send(ana, ana.get(LIST), form__0__home_score="0")
    accepted = send(ana, refused, form__0__reason="offside")

    assert "Give a reason" in refused.content.decode()
    assert accepted.status_code == 302
    assert row(match)["correction"]["text"] == "Score corrected to 0–0 (offside)"


def test_a_verb_in_the_list_saves_all_lines_before_it_does_its_work(ana):
    live, other = make_match(status="live", score=(0, 0)), make_match(status="live", score=(0, 0))
    opened = ana.get(LIST)
    typed = filled(opened, "changelist-form", form__0__home_score="1", form__1__away_score="1")

    response = ana.post(LIST, {**typed, "_verb": f"half_time:{live.pk}"})

    assert response.status_code == 302
    assert row(live)["status"] == "break"
    assert row(live)["score"] == {"home": 1, "away": 0}
    assert row(other)["score"] == {"home": 0, "away": 1}


@pytest.mark.parametrize(
    ("action", "before", "after"),
    [
        ("kick_off", "scheduled", "live"),
        ("half_time", "live", "break"),
        ("full_time", "live", "ended"),
        ("postpone", "scheduled", "postponed"),
        ("abandon", "live", "abandoned"),
    ],
)
def test_actions_run_the_course_of_a_match(ana, action, before, after):
    match = make_match(status=before)

    ana.post(LIST, {"action": action, "_selected_action": [match.pk], "index": "0"})

    assert row(match)["status"] == after


def test_an_action_refused_for_one_match_is_told_and_does_the_others(ana):
    over, live = make_match(home="Over", status="ended", score=(1, 0)), make_match(home="Going on", status="live")

    response = ana.post(
        LIST, {"action": "full_time", "_selected_action": [over.pk, live.pk], "index": "0"}, follow=True
    )
    again = ana.post(LIST, {"action": "postpone", "_selected_action": [live.pk], "index": "0"}, follow=True)

    assert row(live)["status"] == "ended"
    assert "Going on – " in response.content.decode()
    assert "cannot be postponed: it is ended" in again.content.decode()


def test_several_matches_are_deleted_with_a_reason(ana):
    matches = [make_match(), make_match()]
    chosen = {"action": "delete_selected", "_selected_action": [match.pk for match in matches]}

    asked = ana.post(LIST, {**chosen, "index": "0"})
    done = ana.post(LIST, {**chosen, "post": "yes", "reason": "wrong season"})

    assert 'name="reason"' in asked.content.decode()
    assert done.status_code == 302
    assert [row(match) for match in matches] == [{"gone": True}, {"gone": True}]
    assert Update.objects.of(f"row.{matches[0].pk}").latest("sequence").reason == "wrong season"


def test_staff_who_may_only_look_see_scores_and_enter_none(client):
    match = make_match(home="Arsenal", status="live", score=(2, 1))
    user = User.objects.create_user("leo", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_match"))
    client.force_login(user)

    page = client.get(LIST).content.decode()
    answer = client.post(LIST, {"_verb": f"full_time:{match.pk}"})

    assert "2–1" in page
    assert 'name="form-0-home_score"' not in page
    assert answer.status_code == 403 or row(match)["status"] == "live"
    assert row(match)["status"] == "live"


def test_the_list_costs_the_same_queries_for_forty_matches_as_for_one(ana, django_assert_max_num_queries):
    for _ in range(40):
        make_match(status="live", score=(1, 0))

    with django_assert_max_num_queries(12):
        page = ana.get(LIST)

    assert len(names(page)) == 40
