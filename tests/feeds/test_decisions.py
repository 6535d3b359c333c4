"""Every decision of the guard is kept, with its reason and with what became of it; staff read them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from feeds.ingest import decisions, ingest
from feeds.models import GuardDecision
from feeds.providers import PROVIDERS
from scores.models import Match
from tests.feeds.bodies import NOW, espn, espn_event, football_data, football_data_match

pytestmark = pytest.mark.django_db

FOOTBALL_DATA, ESPN = PROVIDERS["football-data"], PROVIDERS["espn"]


def say(home: int, *, after: float = 0, provider=ESPN):
    told = espn(espn_event(score=(str(home), "0")))
    return ingest(provider, told, received_at=NOW + timedelta(seconds=after), create=True)


def copy_of(minute: int, home: int, *, after: float, hour: int = 15):
    """A body of football-data's that says when it was made."""
    told = football_data(football_data_match(home=home, updated=f"2026-11-22T{hour}:{minute:02}:00Z"))
    return ingest(FOOTBALL_DATA, told, received_at=NOW + timedelta(seconds=after), create=True)


def kept() -> list[tuple[str, str, str, str, int]]:
    rows = GuardDecision.objects.order_by("first_at", "pk")
    return [(row.part, row.believed, row.said, row.outcome, int(row.lasted)) for row in rows]


def test_a_fall_that_is_taken_back_is_one_row_however_often_it_was_polled():
    for after, home in ((0, 2), (10, 1), (20, 1), (30, 1), (40, 2), (50, 3)):
        say(home, after=after)

    assert kept() == [("score", "2–0", "1–0", "dropped", 30)]


def test_a_fall_that_stays_is_shown_with_the_words_that_readers_see():
    for after, home in ((0, 2), (10, 1), (40, 1), (71, 1), (90, 1)):
        say(home, after=after)

    assert kept() == [("score", "2–0", "1–0", "shown", 61)]
    assert GuardDecision.objects.get().shown_as == Match.objects.get().correction == "Score corrected to 1–0 (espn)"


def test_a_fall_that_goes_on_is_held():
    say(2)
    say(1, after=10)

    row = GuardDecision.objects.get()
    assert (row.outcome, row.reason, row.shown_as) == ("held", "was 2–0, is now said to be 1–0", "")


def test_a_further_fall_is_a_doubt_of_its_own():
    for after, home in ((0, 3), (10, 2), (20, 1), (90, 1)):
        say(home, after=after)

    assert kept() == [("score", "3–0", "2–0", "dropped", 10), ("score", "3–0", "1–0", "shown", 70)]


def test_old_copies_that_come_one_after_the_other_are_one_row():
    copy_of(30, 2, after=0)
    for after, minute in ((10, 29), (20, 28), (30, 31), (40, 30)):
        copy_of(minute, 1, after=after)

    said = [(row.part, row.outcome, row.said, int(row.lasted)) for row in GuardDecision.objects.order_by("first_at")]
    assert said[0] == ("report", "old", "a copy of 15:29:00", 10)
    assert [row for row in said if row[0] == "report"][1:] == [("report", "old", "a copy of 15:30:00", 0)]


def test_a_stamp_that_lies_ahead_makes_nothing_old_that_comes_later_however_often_it_came():
    for after, minute in ((0, 30), (30, 31), (60, 32)):
        copy_of(minute, 1, after=after, hour=23)

    copy_of(7, 2, after=425, hour=16)

    assert Match.objects.get().home_score == 2


def test_what_another_provider_outranks_is_not_told_as_shown():
    copy_of(30, 2, after=0)
    for after, home in ((5, 2), (10, 1), (71, 1)):
        say(home, after=after)

    assert [row[3] for row in kept()] == ["believed"]
    assert GuardDecision.objects.get().shown_as == ""


def test_decisions_are_kept_for_so_many_days_and_so_many_rows(monkeypatch):
    monkeypatch.setattr(decisions, "ROWS", 3)
    say(9)
    for doubt in range(6):
        say(1, after=100 * doubt + 10)
        say(9, after=100 * doubt + 20)
    of_a_month_ago = GuardDecision.objects.count()

    say(1, after=31 * 86_400)

    assert of_a_month_ago <= 4
    assert GuardDecision.objects.count() == 1


@pytest.fixture
def desk(client):
    client.force_login(User.objects.create_superuser("ana"))
    return client


def test_staff_find_the_decisions_of_a_match_from_its_page(desk):
    for after, home in ((0, 2), (10, 1)):
        say(home, after=after)
    listing = f"{reverse('admin:feeds_guarddecision_changelist')}?match__id__exact={Match.objects.get().pk}"

    page = desk.get(reverse("admin:scores_match_change", args=[Match.objects.get().pk])).content.decode()
    decided = desk.get(listing).content.decode()

    assert listing in page
    assert "was 2–0, is now said to be 1–0" in decided
    assert "held back" in decided
    assert "22 Nov 2026, 16:00:10" in decided


@pytest.mark.parametrize("query", ["", "?outcome=held", "?part=score", "?provider=espn", "?q=Arsenal"])
def test_decisions_are_found_by_what_became_of_them_by_part_provider_and_team(desk, query):
    say(2)
    say(1, after=10)

    page = desk.get(reverse("admin:feeds_guarddecision_changelist") + query).content.decode()
    other = desk.get(reverse("admin:feeds_guarddecision_changelist") + "?outcome=shown").content.decode()

    assert "1 guard decision" in page
    assert "0 guard decisions" in other


def test_a_decision_can_be_read_and_not_changed(desk):
    say(2)
    say(1, after=10)

    page = desk.get(reverse("admin:feeds_guarddecision_change", args=[GuardDecision.objects.get().pk]))

    assert page.status_code == 200
    assert "_save" not in page.content.decode()
