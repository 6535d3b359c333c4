from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from feeds.counting import KEPT, in_all, last_day
from feeds.figures import page
from feeds.health import told as told_of
from feeds.ingest import ingest
from feeds.models import BEFORE, Count, Source
from feeds.overview import Line, Play, State, overview, state_of
from feeds.providers import PROVIDERS
from tests.feeds.bodies import NOW, espn, espn_event, football_data, football_data_match

pytestmark = pytest.mark.django_db

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
ESPN, FOOTBALL_DATA = PROVIDERS["espn"], PROVIDERS["football-data"]
BOARD = espn(espn_event())


def take(body: bytes, *, at=NOW, provider=ESPN, create: bool = True):
    return ingest(provider, body, received_at=at, create=create)


def line_of(name: str, *, at=NOW) -> Line:
    return next(line for line in overview(at) if line.name == name)


def figures() -> dict[str, float]:
    lines = [line for line in page().decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def test_every_provider_is_listed_those_in_use_first():
    take(BOARD)

    lines = overview(NOW)

    assert [line.name for line in lines][0] == "espn"
    assert {line.name for line in lines} == set(PROVIDERS)
    assert {line.state for line in lines[1:]} == {State.NEVER}


def test_who_tells_of_matches_in_play_is_live_and_who_comes_after_it_stands_by():
    take(football_data(football_data_match()), provider=FOOTBALL_DATA)
    take(BOARD, at=NOW + SECOND)

    lines = [line_of(name, at=NOW + 2 * SECOND) for name in ("football-data", "espn")]

    assert [(line.state, line.play) for line in lines] == [(State.LIVE, Play(1, 1)), (State.STANDBY, Play(1, 0))]


SILENT = timedelta(seconds=700)


@pytest.mark.parametrize(
    ("fields", "play", "state"),
    [
        ({"asked_at": None, "heard_at": None}, Play(), State.NEVER),
        ({}, Play(), State.IDLE),
        ({}, Play(2, 1), State.LIVE),
        ({}, Play(2, 0), State.STANDBY),
        ({"open_until": NOW + SECOND}, Play(2, 1), State.OPEN),
        ({"open_until": NOW - SECOND}, Play(2, 1), State.LIVE),
        ({"heard_at": NOW - SILENT}, Play(2, 1), State.SILENT),
        ({"heard_at": NOW - SILENT}, Play(2, 0), State.SILENT),
        ({"heard_at": NOW - SILENT}, Play(), State.SILENT),
        ({"heard_at": NOW - SILENT, "next_at": NOW + HOUR}, Play(), State.IDLE),
        ({"heard_at": NOW - SILENT, "next_at": NOW + HOUR}, Play(1, 1), State.SILENT),
        ({"heard_at": NOW - SILENT, "next_at": NOW + SECOND, "failures": 1}, Play(), State.SILENT),
        ({"heard_at": NOW - SILENT, "next_at": NOW - timedelta(minutes=2)}, Play(), State.SILENT),
        ({"heard_at": None, "asked_at": NOW - SECOND}, Play(), State.SILENT),
        ({"asked_at": None, "heard_at": NOW - SILENT}, Play(), State.IDLE),
        ({"asked_at": None, "heard_at": NOW - SILENT}, Play(1, 1), State.SILENT),
    ],
)
def test_the_state_of_a_source(fields, play, state):
    source = Source(
        **{"name": "espn", "asked_at": NOW - SECOND, "heard_at": NOW - SECOND, "silent_after": 600} | fields
    )

    assert state_of(source, play, NOW) == state


def test_what_became_of_reports_is_counted_by_the_hour():
    take(BOARD)
    take(BOARD, at=NOW + SECOND)
    take(espn(espn_event(score=("0", "0"))), at=NOW + 2 * SECOND)
    take(b"<html>", at=NOW + 3 * SECOND)
    take(espn(espn_event(event_id="502", date="2026-12-22T15:00Z")), at=NOW + HOUR, create=False)

    counts = list(Count.objects.values_list("hour", "applied", "held", "unmatched", "unreadable"))

    assert counts == [(NOW, 1, 1, 0, 1), (NOW + HOUR, 0, 0, 1, 0)]


def test_a_day_ends_after_24_hours():
    take(BOARD)
    take(b"<html>", at=NOW + 20 * HOUR)

    sums = [last_day(NOW + hours * HOUR).get("espn") for hours in (23, 26, 50)]

    assert sums == [
        {"applied": 1, "held": 0, "unmatched": 0, "unreadable": 1},
        {"applied": 0, "held": 0, "unmatched": 0, "unreadable": 1},
        None,
    ]


def test_hours_long_past_are_summed_up_and_nothing_is_lost():
    for days in (0, 1, 40, 41):
        take(b"<html>", at=NOW + timedelta(days=days))

    hours = list(Count.objects.order_by("hour").values_list("hour", "unreadable"))

    assert hours == [(BEFORE, 2), (NOW + timedelta(days=40), 1), (NOW + timedelta(days=41), 1)]
    assert in_all()["espn"]["unreadable"] == 4
    assert timedelta(days=1) < KEPT < timedelta(days=40)


def test_an_unchanged_board_costs_no_counting(django_assert_num_queries):
    take(BOARD)
    before = list(Count.objects.values())

    take(BOARD, at=NOW + SECOND)

    assert list(Count.objects.values()) == before


def test_staff_see_the_same_in_the_admin(admin_client):
    take(BOARD)
    take(b"<html>")
    Source.objects.update(asked_at=NOW, next_at=NOW + 75 * SECOND, quota_left=88, trouble="answered 503")

    with time_machine.travel(NOW + 65 * SECOND, tick=False):
        shown = admin_client.get(reverse("admin:feeds_source_changelist")).content.decode()

    for text in (
        "live</span>, 1 of 1 in play",
        "65 s ago",
        "in 10 s",
        ">88<",
        "answered 503",
        "?provider=espn",
        "1 kept",
    ):
        assert text in shown
    assert "Never asked: " in shown and "MLB" in shown


def test_the_admin_asks_as_often_for_many_sources_as_for_one(admin_client, django_assert_max_num_queries):
    for name in PROVIDERS:
        Source.objects.create(name=name, heard_at=NOW)

    with django_assert_max_num_queries(20):
        admin_client.get(reverse("admin:feeds_source_changelist"))


def test_prometheus_is_told_of_every_provider():
    take(BOARD)
    take(b"<html>")
    Source.objects.update(quota_left=88, failures=2)

    with time_machine.travel(NOW + SECOND, tick=False):
        found = figures()

    of_espn = {name: value for name, value in found.items() if 'provider="espn"' in name and value}
    assert of_espn == {
        'touchline_feed_state{provider="espn",state="live"}': 1,
        'touchline_feed_reports_total{outcome="applied",provider="espn"}': 1,
        'touchline_feed_reports_total{outcome="unreadable",provider="espn"}': 1,
        'touchline_feed_payloads_kept{provider="espn"}': 1,
        'touchline_feed_matches_in_play{provider="espn"}': 1,
        'touchline_feed_matches_led{provider="espn"}': 1,
        'touchline_feed_heard_timestamp_seconds{provider="espn"}': NOW.timestamp(),
        'touchline_feed_failures{provider="espn"}': 2,
        'touchline_feed_quota_left{provider="espn"}': 88,
    }
    assert found['touchline_feed_state{provider="mlb",state="never asked"}'] == 1


@pytest.mark.parametrize(
    ("age", "text"),
    [
        (timedelta(seconds=119), "119 s"),
        (timedelta(minutes=119, seconds=59), "119 min"),
        (timedelta(hours=47), "47 h"),
        (timedelta(days=2), "2 days"),
    ],
)
def test_an_age_is_told_as_one_says_it(age, text):
    assert told_of(age) == text
