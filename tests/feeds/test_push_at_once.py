"""Several who push at the same time. Held on SQLite and on PostgreSQL, which decide by quite different locks."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from feeds.ingest import source_of
from feeds.models import PushKey, PushNonce, Source
from feeds.push import turns
from feeds.push.admission import A_MINUTE
from feeds.push.sources import provider_of
from scores.live.models import Update
from scores.models import Match, Team
from tests.feeds.pushing import body_of, make_key, push, report, send, signed

pytestmark = pytest.mark.django_db(transaction=True)
SECONDS = 60
Work = Callable[[], Any]


def at_once(*works: Work) -> list[Any]:
    """Do all of it at the same time, each on a connection of its own."""
    start = threading.Barrier(len(works))

    def begin(work: Work) -> Any:
        start.wait(SECONDS)
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return [done.result(SECONDS) for done in [pool.submit(begin, work) for work in works]]


def pushing(key: PushKey, *reports: object, **options: Any) -> Work:
    return partial(push, Client(), key, *reports, **options)


def test_one_nonce_from_several_at_once_is_taken_once():
    key = make_key()
    body = body_of(report())
    headers = signed(key, body)

    answers = at_once(*[partial(send, Client(), body, headers)] * 4)

    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 3}
    assert PushNonce.objects.count() == 1


def test_one_report_from_several_at_once_is_applied_once():
    key = make_key()

    answers = at_once(*[pushing(key, report()) for _ in range(4)])

    outcomes = [answer.json()["reports"][0]["outcome"] for answer in answers]
    assert Counter(outcomes) == {"applied": 1, "unchanged": 3}
    assert (Match.objects.count(), Team.objects.count()) == (1, 2)


@pytest.mark.parametrize("_", range(3))
def test_of_reports_that_come_at_once_the_newest_stands(_):
    key = make_key()
    push(Client(), key, report(score=(0, 0)))
    now = timezone.now()
    said = [report(score=(goals, 0), as_of=(now + timedelta(seconds=goals)).isoformat()) for goals in range(1, 6)]

    at_once(*[pushing(key, each) for each in reversed(said)])

    assert Match.objects.get().home_score == 5
    scores = [update.patch["score"]["home"] for update in Update.objects.of(row()) if "score" in update.patch]
    assert scores == sorted(scores)


def row() -> str:
    return f"row.{Match.objects.get().pk}"


def test_requests_that_come_at_once_are_counted_one_after_the_other():
    key = make_key()
    lately = [PushNonce(key=key, nonce=str(number), received_at=timezone.now()) for number in range(A_MINUTE - 1)]
    PushNonce.objects.bulk_create(lately)

    answers = at_once(*[pushing(key, report()) for _ in range(4)])

    assert Counter(answer.status_code for answer in answers) == {200: 1, 429: 3}


def test_sources_do_not_wait_for_each_other():
    key, other = make_key(), make_key("league")
    Source.objects.filter(pk=source_of(provider_of(key)).pk).update(poller="push:1", poller_until=a_minute_from_now())

    assert push(Client(), other, report()).status_code == 200


def test_who_waits_too_long_is_told_to_come_again(monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE", 0.1)
    key = make_key()
    Source.objects.filter(pk=source_of(provider_of(key)).pk).update(poller="push:1", poller_until=a_minute_from_now())

    answer = push(Client(), key, report())

    assert (answer.status_code, answer.json()["error"]["code"], answer["Retry-After"]) == (503, "busy", "1")
    assert not Match.objects.exists()


def test_who_died_in_its_turn_is_succeeded():
    key = make_key()
    Source.objects.filter(pk=source_of(provider_of(key)).pk).update(poller="push:1", poller_until=timezone.now())

    assert push(Client(), key, report()).status_code == 200


def test_a_turn_ends_whatever_becomes_of_the_body():
    key = make_key()

    answers = [push(Client(), key, {"key": "m.1"}), push(Client(), key, report())]

    assert [answer.status_code for answer in answers] == [422, 200]
    assert Source.objects.get().poller == ""


def a_minute_from_now() -> Any:
    return timezone.now() + timedelta(minutes=1)
