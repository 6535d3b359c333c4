"""The day: every match of it, under its competition."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from scores import operations
from scores.live.models import Document, Topic
from scores.models import Match
from tests.factories import make_match, make_stage
from tests.scores.markup import read

pytestmark = pytest.mark.django_db
DAY = "/days/2026-11-22/"


def get(client, url=DAY, status=200):
    response = client.get(url)
    assert response.status_code == status
    return read(response.content)


def row(page, match):
    return page.one("a", data_document=f"row.{match.pk}")


def test_a_live_match_stands_with_its_minute_teams_and_score(client):
    match = make_match(home="Arsenal", away="Chelsea", status="live", score=(2, 1))

    found = row(get(client), match)

    assert found["href"] == f"/matches/{match.pk}/"
    assert found["data-status"] == "live"
    assert found["data-sequence"] == str(Document.objects.get(name=f"row.{match.pk}").sequence)
    assert found.texts("span", data_field="minute") == ["21'"]
    assert found.texts("span", data_field="home.name") == ["Arsenal"]
    assert found.texts("span", data_field="away.score") == ["1"]


def test_a_match_to_come_shows_its_kick_off_for_script_to_put_in_the_readers_zone(client):
    match = make_match(kick_off=datetime(2026, 11, 22, 15, 30, tzinfo=UTC))

    time = row(get(client), match).one("time")

    assert (time.text, time["datetime"]) == ("15:30", "2026-11-22T15:30:00Z")


def test_times_are_in_the_sites_zone_and_say_so(client, settings):
    settings.TIME_ZONE = "Europe/Athens"
    match = make_match(kick_off=datetime(2026, 11, 22, 15, 30, tzinfo=UTC))

    page = get(client)

    assert row(page, match).one("time").text == "17:30"
    assert "Times are in EET" in page.one("footer").text


def test_a_match_whose_time_is_open_says_so(client):
    match = make_match()
    operations.amend(match.pk, {"kick_off_precision": "date"}, expected_sequence=None, source="test")

    assert row(get(client), match).one("span", data_field="minute").text == "TBC"


def test_matches_stand_under_their_competition_live_ones_first(client):
    stage = make_stage(competition="Premier League")
    ended = make_match(stage=stage, status="ended", score=(1, 0), kick_off=datetime(2026, 11, 22, 12, tzinfo=UTC))
    later = make_match(stage=stage, kick_off=datetime(2026, 11, 22, 20, tzinfo=UTC))
    live = make_match(stage=stage, status="live", score=(0, 0), kick_off=datetime(2026, 11, 22, 15, tzinfo=UTC))

    section = get(client).one("section", data_competition=str(stage.season.competition_id))

    assert section.one("h2").text == "Premier League"
    assert [each["data-document"] for each in section.all("a", class_="row")] == [
        f"row.{match.pk}" for match in (live, later, ended)
    ]


def test_competitions_with_live_matches_come_first_then_in_the_order_staff_gave(client):
    for name, order, status in [("Third", 2, "scheduled"), ("Second", 1, "scheduled"), ("First", 9, "live")]:
        stage = make_stage(competition=name)
        operations.amend_competition(stage.season.competition_id, {"order": order}, source="test")
        make_match(stage=stage, status=status)

    assert get(client).one("main").texts("h2") == ["First", "Second", "Third"]


def test_the_filter_for_live_matches_is_a_link_and_hides_the_others(client):
    live, ended = make_match(status="live", score=(0, 0)), make_match(status="ended", score=(1, 0))

    page = get(client, DAY + "?live=1")

    assert page.one("a", data_filter_link="live")["aria-current"] == "true"
    assert "hidden" not in row(page, live).attributes
    assert "hidden" in row(page, ended).attributes
    assert "hidden" in page.one("section", data_competition=str(ended.stage.season.competition_id)).attributes


def test_the_filter_for_a_sport_hides_the_others(client):
    football, tennis = make_match(), make_match(sport="tennis")

    page = get(client, DAY + "?sport=tennis")

    assert "hidden" in row(page, football).attributes
    assert "hidden" not in row(page, tennis).attributes


def test_a_filter_that_leaves_nothing_says_so(client):
    make_match()

    empty = get(client, DAY + "?live=1").one("div", class_="empty")

    assert "hidden" not in empty.attributes
    assert empty.one("p", class_="empty-title").text == "No match is live."


def test_a_day_without_matches_says_what_comes_next(client):
    make_match(home="Leeds", away="Hull", kick_off=datetime(2026, 11, 28, 15, tzinfo=UTC))

    empty = get(client).one("div", class_="empty")

    assert empty.text == "No matches on 22 November. Next: Sat 28 Nov 15:00 , Leeds – Hull"


def test_a_site_without_matches_says_so(client):
    assert get(client, "/").one("div", class_="empty").text == "No matches today. None is planned yet."


def test_the_first_page_is_today(client, time_machine):
    time_machine.move_to("2026-11-22T16:00:00Z")
    match = make_match()

    page = get(client, "/")

    assert row(page, match).text
    assert page.one("a", aria_current="date").text == "Today 22 Nov"


def test_the_strip_leads_to_the_days_around(client, time_machine):
    time_machine.move_to("2026-11-23T16:00:00Z")

    strip = get(client).one("nav", aria_label="Days")

    assert [each["href"] for each in strip.all("a", class_="strip-day")] == [
        *[f"/days/2026-11-{day}/" for day in (19, 20, 21, 22)],
        "/",
        *[f"/days/2026-11-{day}/" for day in (24, 25)],
    ]


@pytest.mark.parametrize("day", ["2026-13-01", "2026-02-30", "0000-00-00", "9999-12-31", "today"])
def test_what_is_no_day_is_no_page(client, day):
    get(client, f"/days/{day}/", status=404)


@pytest.mark.parametrize(("day", "beside"), [("1800-01-01", "1800-01-02"), ("2199-12-31", "2199-12-30")])
def test_the_calendar_has_an_end(client, day, beside):
    strip = get(client, f"/days/{day}/").one("nav", aria_label="Days")

    assert [each["href"] for each in strip.all("a", class_="strip-step")] == [f"/days/{beside}/"]


def test_a_match_that_was_taken_off_is_not_listed(client):
    match = make_match()
    operations.delete_match(match.pk, source="test", reason="twice")

    assert list(get(client).all("a", class_="row")) == []


def test_the_page_follows_its_day_and_the_table_beside_it(client):
    match = make_match(status="live", score=(1, 0))

    body = get(client).one("body")

    assert body["data-page"] == "day"
    assert body["data-live"] == "/live/"
    assert body["data-topics"] == f"day.2026-11-22 table.{match.stage_id}"


def test_the_page_carries_each_document_it_was_made_from(client):
    match = make_match(status="live", score=(1, 0))

    carried = json.loads(get(client).one("script", id="documents").inside[0])

    documents = Document.objects.filter(name__in=[f"row.{match.pk}", f"table.{match.stage_id}"])
    assert carried == {each.name: {"sequence": each.sequence, "state": each.state} for each in documents}


@pytest.mark.parametrize("name", ["<img src=x onerror=alert(1)>", "</script><script>alert(1)</script>", "A & B"])
def test_a_name_is_text_whatever_it_holds(client, name):
    match = make_match(home=name, away="Chelsea", stage=make_stage(competition=name))

    page = get(client)

    assert row(page, match).one("span", data_field="home.name").text == name
    assert page.one("main").one("h2").text == name
    assert list(page.all("img")) == []
    assert all(each["src"] or each["type"] == "application/json" for each in page.all("script"))


def test_nothing_in_the_page_needs_an_exception_from_the_content_security_policy(client):
    make_match(status="live", score=(1, 0))

    response = client.get(DAY)
    page = read(response.content)

    assert "unsafe" not in response["Content-Security-Policy"]
    assert list(page.all("style")) == []
    assert [
        each for each in page.all() if any(name == "style" or name.startswith("on") for name in each.attributes)
    ] == []


@pytest.mark.parametrize("matches", [1, 12])
def test_a_day_costs_two_queries_however_many_matches_it_has(client, matches, django_assert_num_queries):
    for _ in range(matches):
        make_match()

    with django_assert_num_queries(2):
        get(client)


def test_a_day_with_two_hundred_matches_costs_no_more(client, django_assert_max_num_queries):
    [row] = Document.objects.filter(name=f"row.{make_match().pk}")
    states = {number: {**row.state, "id": number} for number in range(row.pk + 1000, row.pk + 1199)}
    Document.objects.bulk_create(Document(name=f"row.{pk}", sequence=1, state=state) for pk, state in states.items())
    added = Document.objects.filter(name__in=[f"row.{pk}" for pk in states])
    Topic.objects.bulk_create(Topic(topic="day.2026-11-22", document=document) for document in added)

    with django_assert_max_num_queries(3):
        assert len(list(get(client).all("a", class_="row"))) == 200


def test_an_empty_day_costs_three_queries(client, django_assert_num_queries):
    make_match(kick_off=datetime(2026, 11, 28, 15, tzinfo=UTC))

    with django_assert_num_queries(3):
        get(client)


@pytest.mark.by_hand
def test_the_page_is_read_from_documents_and_not_from_the_domain(client):
    match = make_match(home="Arsenal")
    Match.objects.filter(pk=match.pk).delete()

    assert row(get(client), match).one("span", data_field="home.name").text == "Arsenal"


def test_a_row_that_stays_the_same_is_drawn_again_when_its_minute_moves(client, time_machine):
    time_machine.move_to("2026-11-22T15:20:00Z", tick=False)
    match = make_match(status="live")
    assert row(get(client), match).one("span", data_field="minute").text == "21'"

    time_machine.move_to("2026-11-22T15:21:00Z", tick=False)

    assert row(get(client), match).one("span", data_field="minute").text == "22'"


def test_a_row_is_drawn_again_when_the_filter_changes(client):
    match = make_match()
    assert "hidden" not in row(get(client), match).attributes

    assert "hidden" in row(get(client, DAY + "?live=1"), match).attributes
