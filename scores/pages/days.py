"""The days around a day, and the next match when a day has none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from scores.live.basis import Basis
from scores.models import Match
from scores.models.match import day_bounds
from scores.pages.page import named
from scores.pages.rows import Row, rows_of
from scores.sports import UPCOMING

AROUND = 3
FIRST, LAST = date(1800, 1, 1), date(2199, 12, 31)  # between them no calculation leaves the calendar


class DayConverter:
    """A day in a path: 2026-11-22. What is no day, or none that a match can be on, is no page."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        day = date.fromisoformat(value)
        if not FIRST <= day <= LAST:
            raise ValueError
        return day

    def to_url(self, value: date) -> str:
        return value.isoformat()


@dataclass(frozen=True)
class Day:
    day: date
    url: str
    current: bool
    today: bool
    distance: int


def strip(day: date, today: date) -> list[Day]:
    days = [day + timedelta(days=distance) for distance in range(-AROUND, AROUND + 1)]
    return [
        Day(each, day_url(each, today), each == day, each == today, abs((each - day).days))
        for each in days
        if FIRST <= each <= LAST
    ]


def day_url(day: date, today: date) -> str:
    return reverse("today") if day == today else reverse("day", args=[day])


def step(day: date, days: int, today: date) -> str:
    """The address of the day so many days on; empty where there is none."""
    there = day + timedelta(days=days)
    return day_url(there, today) if FIRST <= there <= LAST else ""


def next_row_after(day: date, basis: Basis) -> Row | None:
    """The first match that is to come after a day."""
    _, end = day_bounds(day)
    to_come = basis.rows(Match.objects.filter(kick_off__gte=end, status__in=UPCOMING).order_by("kick_off", "pk")[:1])
    found = named(basis, *[f"row.{match.pk}" for match in to_come])
    return next(iter(rows_of(found, basis.now)), None)
