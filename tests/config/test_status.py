"""What the site says of itself to everybody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from feeds.models import ReportState, Source
from scores.live.experience import Experience
from scores.live.models import Sample, Update
from tests.factories import make_match
from tests.scores.markup import Element, read

pytestmark = pytest.mark.django_db


def sample(process: str, *, ago: float, readers: int = 0, delays: tuple[float, ...] = ()) -> None:
    experience = Experience()
    for delay in delays:
        experience.add(delay)
    at = timezone.now() - timedelta(seconds=ago)
    Sample.objects.create(process=process, at=at, readers=readers, delays=experience.take())


def status(client: Client) -> Element:
    response = client.get("/status/")
    assert response.status_code == 200
    return read(response.content)


def figures(page: Element) -> dict[str, str]:
    return {
        figure.one("dt").text: figure.one("dd").text
        for group in page.all("dl", class_="figures")
        for figure in group.all("div")
    }


def test_readers_are_those_of_the_processes_that_are_still_there(client):
    sample("a", ago=25, readers=9)
    sample("a", ago=5, readers=12)
    sample("b", ago=8, readers=1200)
    sample("ended", ago=120, readers=70)

    assert figures(status(client))["Readers now"] == "1,212"


def test_updates_of_the_last_minute_are_counted(client, time_machine):
    now = timezone.now()
    time_machine.move_to(now - timedelta(minutes=2), tick=False)
    make_match()
    time_machine.move_to(now, tick=False)
    before = figures(status(client))["Updates in the last minute"]
    make_match()

    after = figures(status(client))["Updates in the last minute"]
    assert (before, after) == ("0", str(Update.objects.filter(at__gte=now).count()))
    assert after != "0"


def test_delays_of_an_hour_stand_there_as_numbers_and_as_a_picture_by_minute(client):
    sample("a", ago=30, delays=(40,) * 98 + (4000,) * 2)
    sample("b", ago=35, delays=(40,))
    sample("a", ago=150, delays=(900,))
    sample("a", ago=3700, delays=(30_000,) * 1000)

    page = status(client)

    shown = figures(page)
    assert 32 < float(shown["50 of 100 within"].removesuffix(" ms")) < 50
    assert 3 < float(shown["99 of 100 within"].removesuffix(" s")) < 5
    bars = list(page.one("figure").all("rect"))
    assert {bar["x"] for bar in bars} == {"57.1", "59.1"}
    tall, middle, low = (float(bar["height"] or 0) for bar in bars if bar["x"] == "59.1")
    assert tall > 85 > 50 > middle >= low > 35


def in_use(name: str, *, heard: timedelta | None, **fields: object) -> None:
    now = timezone.now()
    Source.objects.create(name=name, heard_at=now - heard if heard else None, silent_after=600, **fields)


def feeds(client: Client) -> list[tuple[str, bool]]:
    items = status(client).one("ul", class_="feeds").all("li")
    return [(item.text, item["class"] == "feed-silent") for item in items]


@pytest.mark.parametrize(
    ("heard", "words", "is_silent"),
    [
        (timedelta(seconds=4), "ESPN heard 4 s ago", False),
        (timedelta(minutes=9), "ESPN heard 9 min ago", False),
        (timedelta(minutes=12), "ESPN silent for 12 min", True),
        (timedelta(hours=30), "ESPN silent for 30 h", True),
        (timedelta(days=3), "ESPN silent for 3 days", True),
    ],
)
def test_the_feed_of_a_match_in_play_tells_the_age_of_its_word(client, time_machine, heard, words, is_silent):
    time_machine.move_to(timezone.now(), tick=False)
    in_use("espn", heard=heard)
    ReportState.objects.create(provider="espn", key="501", match=make_match(status="live"), leads=True)

    assert feeds(client) == [(words, is_silent)]


def test_a_feed_with_nothing_in_play_may_be_quiet(client):
    in_use("cricsheet", heard=timedelta(days=3))

    assert feeds(client) == [("Cricsheet nothing in play, heard 3 days ago", False)]


def test_nobody_expects_word_of_a_match_that_is_suspended_between_two_polls(client):
    now = timezone.now()
    in_use("espn", heard=timedelta(minutes=12), asked_at=now, next_at=now + timedelta(minutes=8))
    ReportState.objects.create(provider="espn", key="501", match=make_match(status="suspended"), leads=True)

    assert feeds(client) == [("ESPN nothing in play, heard 12 min ago", False)]


def test_a_feed_that_is_asked_and_gives_nothing_is_silent_before_it_was_ever_heard(client):
    in_use("club-app", heard=None)
    in_use("nhl", heard=None, asked_at=timezone.now())

    assert feeds(client) == [("club-app not heard yet", False), ("NHL not heard yet", True)]


def test_a_site_that_has_just_begun_says_what_will_be_there(client):
    page = status(client)

    assert figures(page) == {"Readers now": "0", "Updates in the last minute": "0"}
    assert page.texts(class_="empty-title") == ["Nobody has told us yet.", "No feeds."]


def test_an_hour_of_many_processes_and_feeds_is_four_queries(client, django_assert_num_queries):
    for number in range(60):
        sample(f"process {number % 8}", ago=number, readers=1, delays=(40,))
        in_use(f"feed-{number}", heard=timedelta(seconds=4))

    with django_assert_num_queries(4):
        status(client)
