"""Where a match is played, as sources say it."""

from __future__ import annotations

import pytest

from scores import operations
from scores.models import Match, Venue
from tests.factories import make_match, make_report
from tests.scores.reading import sheet_of

pytestmark = pytest.mark.django_db


def tell(match: Match, venue: str, city: str = "") -> dict[str, str]:
    operations.apply_report(match.pk, make_report(match, venue=venue, city=city), source="test")
    told: dict[str, str] = sheet_of(match)["venue"]
    return told


def test_a_venue_is_told_with_its_city():
    match = make_match()

    assert tell(match, "Mill Lane", "Ashford") == {"name": "Mill Lane", "city": "Ashford"}
    assert Venue.objects.count() == 1


def test_a_document_that_leaves_out_the_city_keeps_it():
    match = make_match()
    tell(match, "Mill Lane", "Ashford")

    assert tell(match, "Mill Lane") == {"name": "Mill Lane", "city": "Ashford"}


def test_a_city_that_is_told_later_is_added():
    match = make_match()
    tell(match, "Mill Lane")

    assert tell(match, "Mill Lane", "Ashford") == {"name": "Mill Lane", "city": "Ashford"}


def test_two_grounds_of_one_name_are_two():
    first, second = make_match(), make_match()

    assert tell(first, "Mill Lane", "Ashford")["city"] == "Ashford"
    assert tell(second, "Mill Lane", "Brookham")["city"] == "Brookham"


def test_where_no_city_is_told_the_ground_without_one_is_meant_before_others():
    Venue.objects.create(name="Mill Lane", city="Ashford")
    Venue.objects.create(name="Mill Lane")

    assert tell(make_match(), "Mill Lane") == {"name": "Mill Lane"}


def test_a_ground_that_staff_know_with_its_city_is_meant_by_its_name():
    Venue.objects.create(name="Mill Lane", city="Ashford")

    assert tell(make_match(), "Mill Lane") == {"name": "Mill Lane", "city": "Ashford"}
