"""A match's page in the admin."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Permission, User

from scores import operations
from scores.live.models import Document, Update
from scores.models import Match
from tests.factories import make_match, make_report
from tests.scores.filled import filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(client):
    user = User.objects.create_superuser("ana")
    client.force_login(user)
    return client


@pytest.fixture
def match():
    return make_match(home="Arsenal", away="Chelsea", status="live", score=(1, 0))


def url(match, page="change"):
    return f"/admin/scores/match/{match.pk}/{page}/"


def save(client, match, **typed):
    """Open the page, type, press save."""
    return send(client, match, client.get(url(match)), **typed)


def send(client, match, opened, **typed):
    return client.post(url(match), filled(opened, "match_form", _continue="1", **typed))


def row(match):
    return Document.objects.get(name=f"row.{match.pk}").state


def last_update(match):
    return Update.objects.of(f"match.{match.pk}").latest("sequence")


def test_a_saved_score_reaches_the_documents_and_names_the_editor(ana, match):
    response = save(ana, match, home_score="2")

    assert response.status_code == 302
    assert row(match)["score"] == {"home": 2, "away": 0}
    assert last_update(match).source == "admin:ana"
    assert last_update(match).patch == {"row": {"score": {"home": 2}, "parts": {"period-1": {"home": 2}}}}


def test_a_save_without_a_change_makes_no_update(ana, match):
    before = Update.objects.count()

    response = save(ana, match)

    assert response.status_code == 302
    assert Update.objects.count() == before
    assert not match.holds.exists()


def test_what_an_editor_sets_is_held_and_shown_with_who_and_when(ana, match):
    save(ana, match, home_score="2", note="Floodlights failed")

    operations.apply_report(match.pk, make_report(match, score=(5, 5), note="from the feed"), source="espn")

    assert row(match)["score"] == {"home": 2, "away": 0}
    assert row(match)["note"] == "Floodlights failed"
    page = ana.get(url(match)).content.decode()
    assert "<strong>score</strong> by ana since" in page.replace("Score", "score")


def test_a_part_is_released_to_feeds(ana, match):
    save(ana, match, home_score="2", note="Floodlights failed")

    save(ana, match, _release="score")
    operations.apply_report(match.pk, make_report(match, score=(3, 0), note="from the feed"), source="espn")

    assert row(match)["score"] == {"home": 3, "away": 0}
    assert row(match)["note"] == "Floodlights failed"


def test_all_parts_are_released_to_feeds(ana, match):
    save(ana, match, home_score="2", note="Floodlights failed")

    save(ana, match, _release="all")

    assert not match.holds.exists()


def test_a_save_over_another_editors_change_is_refused_with_both_values(ana, match):
    opened = ana.get(url(match))
    operations.amend(match.pk, {"home_score": 3}, source="admin:ben")

    refused = send(ana, match, opened, home_score="2", note="typed and not lost")

    assert refused.status_code == 200
    page = refused.content.decode()
    assert "it is now 3, you entered 2" in page
    assert "typed and not lost" in page
    assert row(match)["score"] == {"home": 3, "away": 0}
    assert "note" not in row(match)


def test_who_was_refused_and_saves_again_decides_with_open_eyes(ana, match):
    opened = ana.get(url(match))
    operations.amend(match.pk, {"home_score": 3, "note": "by ben"}, source="admin:ben")
    refused = send(ana, match, opened, home_score="2")

    response = send(ana, match, refused, reason="it was two")

    assert response.status_code == 302
    assert row(match)["score"] == {"home": 2, "away": 0}
    assert row(match)["note"] == "by ben"


def test_who_was_refused_may_take_the_other_value(ana, match):
    opened = ana.get(url(match))
    operations.amend(match.pk, {"home_score": 3}, source="admin:ben")
    refused = send(ana, match, opened, home_score="2")

    response = send(ana, match, refused, home_score="1", reason="back to what it was")

    assert response.status_code == 302
    assert row(match)["score"] == {"home": 1, "away": 0}


def test_a_change_of_another_field_meanwhile_is_kept_and_refuses_nothing(ana, match):
    opened = ana.get(url(match))
    operations.amend(match.pk, {"home_score": 3}, source="espn")

    response = send(ana, match, opened, note="Heavy rain")

    assert response.status_code == 302
    assert row(match)["score"] == {"home": 3, "away": 0}
    assert row(match)["note"] == "Heavy rain"


def test_the_same_change_by_both_is_no_conflict(ana, match):
    opened = ana.get(url(match))
    operations.amend(match.pk, {"home_score": 2}, source="espn")

    response = send(ana, match, opened, home_score="2")

    assert response.status_code == 302


def test_a_score_that_falls_asks_for_a_reason(ana, match):
    refused = save(ana, match, home_score="0")

    assert refused.status_code == 200
    assert "Give a reason" in refused.content.decode()
    assert row(match)["score"] == {"home": 1, "away": 0}


def test_a_score_that_falls_with_a_reason_is_shown_as_a_correction(ana, match):
    save(ana, match, home_score="0", reason="offside")

    assert row(match)["correction"]["text"] == "Score corrected to 0–0 (offside)"
    assert last_update(match).reason == "offside"


def test_an_earlier_status_asks_for_a_reason(ana):
    match = make_match(status="ended", score=(1, 0))

    refused = save(ana, match, status="live")
    accepted = save(ana, match, status="live", reason="ended too soon")

    assert refused.status_code == 200
    assert accepted.status_code == 302
    assert row(match)["status"] == "live"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"home_score": "-1"}, "cannot be less than 0"),
        ({"home_score": ""}, "Enter both scores, or none."),
        ({"home_score": "two"}, "Enter a whole number."),
        ({"kick_off": "tomorrow"}, "Enter a valid date/time."),
    ],
)
def test_what_cannot_be_is_a_form_error(ana, match, typed, told):
    response = save(ana, match, **typed)

    assert response.status_code == 200
    assert told in response.content.decode()
    assert row(match)["score"] == {"home": 1, "away": 0}


def test_a_score_before_the_kick_off_is_a_form_error(ana):
    match = make_match()

    response = save(ana, match, home_score="1", away_score="0")

    assert "kick it off before it has a score" in response.content.decode()
    assert "score" not in row(match)


def test_a_kick_off_moves_and_takes_the_row_to_another_day(ana, match):
    save(ana, match, kick_off="2026-11-24T18:30")

    assert row(match)["kick_off"] == "2026-11-24T18:30:00Z"
    assert Document.objects.in_topic("day.2026-11-24").filter(name=f"row.{match.pk}").exists()


def test_the_period_being_played_is_set(ana, match):
    save(ana, match, period="period-2")

    assert row(match)["period"]["name"] == "2nd half"


def test_a_verb_saves_what_was_typed_and_then_does_its_work(ana, match):
    response = save(ana, match, home_score="2", _verb="half_time")

    assert response.status_code == 302
    assert row(match)["score"] == {"home": 2, "away": 0}
    assert row(match)["status"] == "break"


def test_a_verb_that_is_refused_saves_nothing(ana, match):
    response = save(ana, match, home_score="2", _verb="postpone")

    assert response.status_code == 200
    assert "cannot be postponed" in response.content.decode()
    assert row(match)["score"] == {"home": 1, "away": 0}


def test_an_unknown_verb_is_refused(ana, match):
    response = save(ana, match, _verb="delete_match")

    assert response.status_code == 200
    assert "There is no verb" in response.content.decode()


def test_a_postponement_tells_readers_its_reason(ana):
    match = make_match()

    save(ana, match, _verb="postpone", reason="Frozen pitch")

    assert row(match)["status"] == "postponed"
    assert row(match)["note"] == "Frozen pitch"


def test_a_match_is_added_through_operations(ana):
    other = make_match()
    opened = ana.get("/admin/scores/match/add/")
    typed = {
        "stage": str(other.stage_id),
        "home": str(other.away_id),
        "away": str(other.home_id),
        "kick_off": "2026-12-01T20:00",
    }

    response = ana.post("/admin/scores/match/add/", filled(opened, "match_form", **typed))

    made = Match.objects.get(home=other.away_id)
    assert response.status_code == 302
    assert row(made)["kick_off"] == "2026-12-01T20:00:00Z"
    assert last_update(made).source == "admin:ana"


@pytest.mark.parametrize(
    ("other_sport", "told"),
    [("football", "A team cannot play itself."), ("tennis", "plays Tennis; the stage is football")],
)
def test_a_match_that_cannot_be_is_not_added(ana, other_sport, told):
    football, other = make_match(), make_match(sport=other_sport)
    opened = ana.get("/admin/scores/match/add/")
    typed = {
        "stage": str(football.stage_id),
        "home": str(other.home_id),
        "away": str(other.home_id),
        "kick_off": "2026-12-01T20:00",
    }

    response = ana.post("/admin/scores/match/add/", filled(opened, "match_form", **typed))

    assert response.status_code == 200
    assert told in response.content.decode()
    assert Match.objects.count() == 2


def test_a_deleted_match_ends_its_documents_and_keeps_its_log(ana, match):
    response = ana.post(url(match, "delete"), {"post": "yes", "reason": "entered twice"})

    assert response.status_code == 302
    assert row(match) == {"gone": True}
    assert last_update(match).reason == "entered twice"
    log = ana.get(url(match, "history")).content.decode()
    assert "match deleted" in log
    assert "entered twice" in log


def test_a_match_deleted_by_another_meanwhile_is_told_and_no_error(ana, match):
    opened = ana.get(url(match))
    operations.delete_match(match.pk, source="admin:ben", reason="entered twice")

    response = send(ana, match, opened, home_score="2")

    assert response.status_code == 302
    assert response.url == "/admin/"


def test_staff_who_may_only_look_see_the_match_and_change_nothing(client, match):
    user = User.objects.create_user("leo", is_staff=True)
    user.user_permissions.add(*Permission.objects.filter(codename__in=["view_match", "view_incident", "view_period"]))
    client.force_login(user)

    page = client.get(url(match))
    answer = client.post(url(match), {"home_score": "9", "away_score": "9", "status": "live", "_verb": "full_time"})

    assert page.status_code == 200
    assert 'name="_verb"' not in page.content.decode()
    assert answer.status_code == 403
    assert row(match)["score"] == {"home": 1, "away": 0}


def test_a_team_named_like_a_script_is_text(ana):
    match = make_match(home="<img src=x onerror=alert(1)>")

    page = ana.get(url(match)).content.decode()

    assert "<img src=x" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


def test_the_page_costs_as_many_queries_with_thirty_incidents_as_with_one(ana, match, django_assert_max_num_queries):
    for number in range(35):
        operations.record_incident(match.pk, key=str(number), kind="yellow_card", side="home", source="test")

    with django_assert_max_num_queries(30):
        page = ana.get(url(match))

    assert "5 earlier ones are not shown here" in page.content.decode()


def test_the_clock_is_set_and_runs_on(ana, match, time_machine):
    at = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
    time_machine.move_to(at, tick=False)

    save(ana, match, clock="67:30")

    clock = row(match)["clock"]
    assert clock == {"seconds": 4050, "at": "2026-11-22T16:00:00Z", "running": True, "direction": "up"}


def test_a_stopped_clock_shows_where_it_stopped(ana, match, time_machine):
    time_machine.move_to(datetime(2026, 11, 22, 16, 0, tzinfo=UTC), tick=False)
    save(ana, match, clock="30")
    time_machine.move_to(datetime(2026, 11, 22, 16, 1, tzinfo=UTC), tick=False)

    typed = filled(ana.get(url(match)), "match_form", _continue="1")
    del typed["clock_runs"]
    ana.post(url(match), typed)

    clock = row(match)["clock"]
    assert (clock["seconds"], clock["running"]) == (1860, False)


def test_a_clock_that_ticked_while_the_form_was_open_is_no_change(ana, match, time_machine):
    time_machine.move_to(datetime(2026, 11, 22, 16, 0, tzinfo=UTC), tick=False)
    save(ana, match, clock="30:00")
    opened = ana.get(url(match))
    time_machine.move_to(datetime(2026, 11, 22, 16, 5, tzinfo=UTC), tick=False)

    send(ana, match, opened, note="Rain")

    assert row(match)["clock"]["at"] == "2026-11-22T16:00:00Z"


def test_a_clock_that_cannot_be_read_is_a_form_error(ana, match):
    response = save(ana, match, clock="half past")

    assert "A clock is written as 67:30." in response.content.decode()
