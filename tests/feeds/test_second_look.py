"""What the guard holds back is asked for again when it can be confirmed, however seldom the provider is polled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from feeds.models import Spending
from feeds.polling import Poller
from scores.live.models import Update
from scores.models import Match
from tests.feeds.bodies import NOW, espn, espn_event
from tests.feeds.provider_site import Response
from tests.feeds.test_polling import made

pytestmark = pytest.mark.django_db


def poller_of(site, **fields) -> Poller:
    return made(site, "espn", **{"addresses": lambda day: [site.address], **fields})


def says(home: int, **headers: str) -> Response:
    return Response(espn(espn_event(score=(str(home), "0"))), headers={"ETag": str(home), **headers})


UNCHANGED = Response(status=304)


def follow(poller: Poller, clock, until: datetime) -> None:
    while timezone.now() < until:
        poller.step()
        clock.shift(max(poller.wait, 0.1))
    poller.close()


def passed() -> float:
    return round((timezone.now() - NOW).total_seconds(), 3)


def homes_shown() -> Iterator[tuple[int, float]]:
    """Each score of the home side that readers saw, and when, in seconds."""
    for update in Update.objects.of(f"row.{Match.objects.get().pk}"):
        if "home" in (update.patch.get("score") or {}):
            yield update.patch["score"]["home"], round((update.at - NOW).total_seconds(), 3)


@pytest.mark.parametrize("seconds", [10, 20, 30, 45, 60, 120, 600])
def test_a_step_back_that_stays_is_shown_within_90_seconds_at_every_cadence(site, clock, seconds):
    site.will_answer(says(2), says(1), UNCHANGED)
    poller = poller_of(site, poll_seconds=seconds)
    poller.step()
    clock.shift(poller.wait)
    first_said = passed()

    follow(poller, clock, timezone.now() + timedelta(seconds=90))

    (_, (home, shown)) = homes_shown()
    assert home == 1
    assert 60 <= round(shown - first_said, 2) <= 71


def test_it_is_looked_at_once_more_and_not_more_often(site, clock):
    site.will_answer(says(2), says(1), UNCHANGED)
    poller = poller_of(site, poll_seconds=600)

    follow(poller, clock, NOW + timedelta(seconds=1250))

    assert ([home for home, _ in homes_shown()], len(site.requests)) == ([2, 1], 3)


def test_one_that_is_taken_back_is_not_looked_at_again(site, clock):
    site.will_answer(says(2), says(1), says(2), UNCHANGED)
    poller = poller_of(site, poll_seconds=600)

    follow(poller, clock, NOW + timedelta(seconds=1250))

    assert (list(homes_shown()), len(site.requests)) == ([(2, 0.0)], 3)


def test_an_answer_that_is_fresh_still_is_asked_for_as_soon_as_it_is_not(site, clock):
    site.will_answer(says(2), says(1, **{"Cache-Control": "max-age=75"}), UNCHANGED)
    poller = poller_of(site, poll_seconds=600)
    poller.step()
    clock.shift(poller.wait)
    first_said = passed()

    follow(poller, clock, timezone.now() + timedelta(seconds=90))

    assert [home for home, _ in homes_shown()] == [2, 1]
    assert 75 <= list(homes_shown())[-1][1] - first_said <= 85
    assert len(site.requests) == 3


def test_after_a_failure_it_is_looked_at_a_minute_later(site, clock):
    site.will_answer(says(2), says(1), Response(status=404), UNCHANGED)
    poller = poller_of(site, poll_seconds=600)
    poller.step()
    clock.shift(poller.wait)
    first_said = passed()

    follow(poller, clock, timezone.now() + timedelta(seconds=150))

    assert [(home, round(shown - first_said)) for home, shown in homes_shown()][1:] == [(1, 120)]


def test_a_restart_in_between_changes_nothing(site, clock):
    site.will_answer(says(2), says(1))
    first = poller_of(site, poll_seconds=600)
    first.step()
    clock.shift(first.wait)
    first.step()
    first.close()
    first_said = timezone.now()
    clock.shift(35)

    follow(poller_of(site, poll_seconds=600), clock, first_said + timedelta(seconds=61))

    assert [home for home, _ in homes_shown()] == [2, 1]


def test_no_second_look_is_worth_more_requests_than_there_are(site, clock):
    site.will_answer(says(2), says(1), UNCHANGED)
    poller = poller_of(site, poll_seconds=600, per_day=2)

    follow(poller, clock, NOW + timedelta(hours=12))

    assert len(site.requests) == 2
    assert sum(Spending.objects.get().spans.values()) == 2
