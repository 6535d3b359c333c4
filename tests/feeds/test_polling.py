from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
import time_machine
from django.utils import timezone

from feeds.models import Source
from feeds.polling import LockedError, Poller, take_lock
from feeds.providers import PROVIDERS
from feeds.transports import Fetcher
from scores import operations
from scores.models import Match
from tests.feeds.bodies import NOW, espn, espn_event
from tests.feeds.provider_site import Response, provider_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    with provider_site() as site:
        yield site


@pytest.fixture
def poller(site):
    espn_here = replace(PROVIDERS["espn"], addresses=lambda day: [site.address])
    with httpx.Client(timeout=5.0, trust_env=False) as client:
        yield Poller(espn_here, Fetcher(client), create=True)


def test_a_step_fetches_and_applies(site, poller):
    site.will_answer(espn(espn_event()))

    tally = poller.step()

    assert (tally.applied, Match.objects.get().home_score) == (1, 1)
    assert 30 <= poller.wait <= 33


def test_a_document_that_has_not_changed_confirms_what_the_guard_doubts(site, poller):
    versions = [
        Response(espn(espn_event(score=score)), headers={"ETag": score[0]}) for score in (("2", "0"), ("1", "0"))
    ]
    site.will_answer(*versions, Response(status=304))

    tallies = []
    with time_machine.travel(NOW) as clock:
        for _ in range(4):
            tallies.append(poller.step())
            clock.shift(31)

    assert [tally.held for tally in tallies] == [0, 1, 1, 0]
    assert Match.objects.get().home_score == 1


def test_what_an_editor_releases_returns_though_the_document_has_not_changed(site, poller):
    site.will_answer(Response(espn(espn_event()), headers={"ETag": "1"}), Response(status=304))
    poller.step()
    match = Match.objects.get()
    operations.set_score(match.pk, home=5, away=0, source="admin:ana")
    operations.release(match.pk, None, source="admin:ana")

    poller.step()

    match.refresh_from_db()
    assert match.home_score == 1


def test_a_failure_is_counted_shown_and_waited_for(site, poller):
    site.will_answer(Response(status=503, headers={"Retry-After": "120"}), espn(espn_event()))

    failed = poller.step()
    trouble, wait = Source.objects.get(name="espn").trouble, poller.wait
    tally = poller.step()

    assert (failed.readable, failed.unreadable) == (0, 1)
    assert "answered 503" in trouble
    assert wait >= 120
    assert (tally.applied, Source.objects.get(name="espn").trouble) == (1, "")


def test_a_provider_has_one_poller(poller):
    now = timezone.now()
    take_lock(poller.provider, "first", now)

    with pytest.raises(LockedError, match="another process"):
        take_lock(poller.provider, "second", now + timedelta(seconds=30))


def test_a_poller_keeps_its_own_lock(poller):
    now = timezone.now()
    take_lock(poller.provider, "first", now)

    take_lock(poller.provider, "first", now + timedelta(seconds=30))

    assert Source.objects.get(name="espn").poller == "first"


def test_the_lock_of_a_poller_that_died_is_taken_over(poller):
    now = timezone.now()
    take_lock(poller.provider, "first", now)

    take_lock(poller.provider, "second", now + timedelta(minutes=5))

    assert Source.objects.get(name="espn").poller == "second"


def test_a_poller_that_ends_gives_its_lock_back(site, poller):
    site.will_answer(espn())
    poller.step()

    poller.release()

    assert Source.objects.get(name="espn").poller == ""
