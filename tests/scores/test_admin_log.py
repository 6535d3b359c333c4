"""The log of a match in the admin: who, when, what, why."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission, User

from scores import operations
from tests.factories import make_match
from tests.scores.markup import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(client):
    client.force_login(User.objects.create_superuser("ana"))
    return client


def log(client, match, query=""):
    return client.get(f"/admin/scores/match/{match.pk}/history/{query}")


def lines(response):
    return list(read(response.content).all("li", class_="log-line"))


def test_the_log_says_who_what_and_why_the_newest_first(ana):
    match = make_match(home="Arsenal", away="Chelsea", status="live", score=(1, 0))
    operations.set_score(match.pk, home=2, away=0, source="espn")
    operations.set_score(match.pk, home=1, away=0, source="admin:ben", reason="offside")

    newest, before, *_ = lines(log(ana, match))

    assert newest.one("span", class_="log-who").text == "ben editor"
    assert newest.one("span", class_="log-what").text == "score 2–0 → 1–0 H1 2–0 → 1–0"
    assert newest.one("span", class_="log-why").text == "offside"
    assert before.one("span", class_="log-who").text == "espn feed"
    assert before.one("span", class_="log-what").text == "score 1–0 → 2–0 H1 1–0 → 2–0"


def test_the_log_begins_with_the_match_as_it_was_made(ana):
    match = make_match(home="Arsenal", away="Chelsea", status="live")

    oldest = lines(log(ana, match))[-1]

    assert oldest.one("span", class_="log-what").text == "match created: Arsenal – Chelsea, 2026-11-22 15:00"


def test_a_long_log_has_pages_and_says_on_each_what_was_there_before(ana):
    match = make_match(status="live")
    for home in range(1, 61):
        operations.set_score(match.pk, home=home, away=0, source="espn")

    first, second = lines(log(ana, match)), lines(log(ana, match, "?p=2"))

    assert len(first) == 50
    assert first[0].one("span", class_="log-what").text == "score 59–0 → 60–0 H1 59–0 → 60–0"
    assert second[0].one("span", class_="log-what").text == "score 9–0 → 10–0 H1 9–0 → 10–0"


def test_a_long_log_is_two_queries(ana, django_assert_max_num_queries):
    match = make_match(status="live")
    for home in range(1, 61):
        operations.set_score(match.pk, home=home, away=0, source="espn")

    with django_assert_max_num_queries(5):  # session, user, match, log, remarks
        log(ana, match)


def test_the_log_is_for_those_who_may_look_at_matches(client):
    match = make_match()
    user = User.objects.create_user("leo", is_staff=True)
    client.force_login(user)

    refused = log(client, match)
    user.user_permissions.add(Permission.objects.get(codename="view_match"))
    shown = log(client, match)

    assert (refused.status_code, shown.status_code) == (403, 200)


def test_a_match_that_never_was_has_no_log(ana):
    assert ana.get("/admin/scores/match/4711/history/").status_code == 404
    assert ana.get("/admin/scores/match/x/history/").status_code == 404


def test_the_page_of_a_match_links_to_its_log(ana):
    match = make_match()

    page = ana.get(f"/admin/scores/match/{match.pk}/change/").content.decode()

    assert f'href="/admin/scores/match/{match.pk}/history/"' in page
