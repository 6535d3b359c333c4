from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from feeds.ingest import ingest
from feeds.models import Source
from feeds.providers import PROVIDERS, Provider
from feeds.silence import limit, look
from scores import operations
from scores.admin.log import lines_of
from scores.live.models import Document, Update
from scores.models import Match
from scores.pages.words import remark_text, silence_text
from tests.feeds.bodies import NOW, espn, espn_event, football_data, football_data_match

pytestmark = pytest.mark.django_db

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
ESPN, FOOTBALL_DATA = PROVIDERS["espn"], PROVIDERS["football-data"]
BOARD = espn(espn_event())
TO_COME: dict[str, Any] = {"name": "STATUS_SCHEDULED", "state": "pre"}


def poll(body: bytes = BOARD, *, at: datetime = NOW, provider: Provider = ESPN) -> None:
    """As a poller does it that asks again in 15 seconds."""
    with time_machine.travel(at, tick=False):
        ingest(provider, body, received_at=at, create=True)
    Source.objects.filter(name=provider.name).update(asked_at=at, next_at=at + 15 * SECOND)


def look_at(at: datetime) -> int:
    with time_machine.travel(at, tick=False):
        return look()


def told() -> dict[str, str] | None:
    match = Match.objects.get()
    documents = Document.objects.filter(name__in=[f"row.{match.pk}", f"match.{match.pk}"])
    row, sheet = sorted((each.state for each in documents), key=lambda state: "row" in state)
    assert row == sheet["row"]
    found: dict[str, str] | None = row.get("feed")
    return found


SILENT = {"name": "espn", "silent_since": "2026-11-22T16:00:00Z"}
LATER = NOW + 10 * MINUTE


def test_readers_are_told_since_when_the_feed_of_a_match_in_play_is_silent():
    poll()

    changed = look_at(LATER)

    assert (changed, told()) == (1, SILENT)


def test_a_silence_is_told_once_however_long_it_lasts_and_whoever_looks():
    poll()
    look_at(LATER)
    updates = Update.objects.count()

    changed = [look_at(LATER + seconds * SECOND) for seconds in (0, 10, 3600)]

    assert (changed, Update.objects.count()) == ([0, 0, 0], updates)


def test_a_feed_that_speaks_is_not_silent():
    poll()
    poll(at=NOW + 9 * MINUTE)

    assert (look_at(LATER), told()) == (0, None)


def test_when_the_feed_speaks_again_readers_are_told_too():
    poll()
    look_at(LATER)
    poll(at=LATER + MINUTE)

    changed = look_at(LATER + MINUTE + SECOND)

    assert (changed, told()) == (1, None)


def test_a_feed_may_miss_some_polls():
    poll()
    source = Source.objects.get()

    before, after = (look_at(NOW + limit(source) + second * SECOND) for second in (0, 1))

    assert (before, after) == (0, 1)
    assert limit(source) == max(2 * MINUTE, 4 * ESPN.poll_seconds * SECOND)


def test_a_feed_whose_quota_lasts_only_for_seldom_polls_is_given_time():
    poll()
    Source.objects.update(next_at=NOW + 8 * MINUTE)

    assert (look_at(NOW + 15 * MINUTE), look_at(NOW + 17 * MINUTE)) == (0, 1)


def test_a_feed_that_fails_is_given_none():
    poll()
    Source.objects.update(next_at=NOW + 8 * MINUTE, failures=1)

    assert look_at(LATER) == 1


def test_a_match_that_the_feed_no_longer_tells_of_is_silent_though_the_feed_is_not():
    poll()
    poll(espn(espn_event(event_id="502", date="2026-11-22T18:00Z", **TO_COME)), at=NOW + 9 * MINUTE)

    look_at(LATER)

    assert Match.objects.filter(silent_feed="espn").get().home_score == 1


@pytest.mark.parametrize("name", ["STATUS_FULL_TIME", "STATUS_POSTPONED", "STATUS_SUSPENDED"])
def test_of_a_match_that_is_not_on_nothing_is_expected(name):
    poll(espn(espn_event(name, "post")))

    assert look_at(LATER) == 0


def test_a_match_that_ended_by_a_hand_is_no_longer_silent():
    poll()
    look_at(LATER)
    with time_machine.travel(LATER, tick=False):
        operations.full_time(Match.objects.get().pk, source="admin:ana")
    shown = told()

    look_at(LATER + 10 * SECOND)

    assert (shown, Match.objects.get().silent_since) == (None, None)


def test_a_match_that_should_have_begun_is_silent_and_one_that_is_yet_to_begin_is_not():
    to_come = football_data_match("TIMED", None, None, utcDate="2026-11-22T16:05:00Z")
    poll(football_data(to_come), provider=FOOTBALL_DATA)

    changed = [look_at(NOW + minutes * MINUTE) for minutes in (4, 6, 8, 15)]

    assert changed == [0, 0, 0, 1]
    assert told() == {**SILENT, "name": "football-data"}


def test_what_an_editor_has_changed_since_is_young():
    poll()
    with time_machine.travel(NOW + 5 * MINUTE, tick=False):
        operations.set_score(Match.objects.get().pk, home=2, away=0, source="admin:ana")

    assert (look_at(LATER), told()) == (0, None)


def test_an_editor_ends_the_silence_that_readers_were_told_of():
    poll()
    look_at(LATER)
    with time_machine.travel(LATER + MINUTE, tick=False):
        operations.set_score(Match.objects.get().pk, home=2, away=0, source="admin:ana")

    look_at(LATER + 2 * MINUTE)

    assert told() is None


def test_what_an_editor_did_before_the_feed_last_spoke_does_not_count():
    poll()
    with time_machine.travel(NOW + SECOND, tick=False):
        operations.set_score(Match.objects.get().pk, home=2, away=0, source="admin:ana")
    poll(at=NOW + MINUTE)

    assert look_at(LATER) == 1


def test_an_editor_makes_no_other_match_young():
    poll(espn(espn_event(), espn_event(event_id="502", date="2026-11-22T14:00Z")))
    second = Match.objects.get(kick_off__hour=14)
    with time_machine.travel(NOW + MINUTE, tick=False):
        operations.set_score(second.pk, home=2, away=0, source="admin:ana")
    poll(espn(espn_event(event_id="502", date="2026-11-22T14:00Z")), at=NOW + 2 * MINUTE)

    assert look_at(LATER) == 2


def test_another_feed_that_takes_over_ends_the_silence():
    poll(football_data(football_data_match()), provider=FOOTBALL_DATA)
    poll(at=NOW + SECOND)
    look_at(LATER)
    before = told()
    poll(espn(espn_event(score=("2", "0"))), at=LATER + SECOND)

    look_at(LATER + 2 * SECOND)

    assert before == {**SILENT, "name": "football-data"}
    assert told() is None


def test_who_pushes_is_never_silent():
    poll()
    Source.objects.update(asked_at=None)

    assert look_at(LATER) == 0


def test_a_recording_of_long_ago_is_not_to_be_on():
    poll()

    assert look_at(NOW + timedelta(days=400)) == 0


def test_nothing_is_asked_where_no_feed_is_polled(django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        look_at(NOW)


def test_a_busy_day_costs_a_few_queries(django_assert_max_num_queries):
    poll(espn(*(espn_event(event_id=str(n), date=f"2026-11-22T{n // 60:02}:{n % 60:02}Z") for n in range(900, 950))))

    with django_assert_max_num_queries(4):
        look_at(NOW + MINUTE)


def test_the_log_says_it_in_words():
    poll()
    look_at(LATER)

    newest = lines_of(Match.objects.get().pk)[0]

    assert (newest.who, list(newest.what)) == ("espn", ["feed espn silent since 2026-11-22 16:00"])


def test_pages_say_it_without_script(client):
    poll()
    look_at(LATER)
    match = Match.objects.get()

    with time_machine.travel(LATER, tick=False):
        page = client.get(reverse("match", args=[match.pk])).content.decode()
        day = client.get(reverse("day", args=[NOW.date()])).content.decode()

    assert "Feed silent for 10 min; score may be old." in page
    assert "feed 10 min old" in day
    assert 'data-silent="feed"' in page and 'data-silent="feed"' in day


@pytest.mark.parametrize(
    ("minutes", "age"),
    [(0, "0 min"), (4.9, "4 min"), (119, "119 min"), (120, "2 h"), (47 * 60, "47 h"), (48 * 60, "2 days")],
)
def test_an_age_is_said_in_short(minutes, age):
    row = {"status": "live", "sport": "football", "feed": SILENT, "score": {"home": 1, "away": 0}}
    at = NOW + minutes * MINUTE

    assert remark_text(row, at) == f"feed {age} old"
    assert silence_text(row, at) == f"Feed silent for {age}; score may be old."


def test_of_a_match_without_a_score_none_is_old():
    assert silence_text({"status": "scheduled", "feed": SILENT}, LATER) == "Feed silent for 10 min."


def test_a_list_counts_on_though_nothing_else_in_it_moves(client):
    poll(espn(espn_event("STATUS_HALFTIME")))
    look_at(LATER)

    days = []
    for at in (LATER, LATER + 5 * MINUTE):
        with time_machine.travel(at, tick=False):
            days.append(client.get(reverse("day", args=[NOW.date()])).content.decode())

    assert [f"feed {age} min old" in day for age, day in zip((10, 15), days, strict=True)] == [True, True]
