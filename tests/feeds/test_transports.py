from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from feeds import transports
from feeds.transports import Answer, Backoff, Fetcher, FetchError, asked_to_wait
from tests.feeds.provider_site import Response, provider_site


@pytest.fixture
def site():
    with provider_site() as site:
        yield site


@pytest.fixture
def fetcher():
    with httpx.Client(timeout=5.0, trust_env=False) as client:
        yield Fetcher(client, {"X-Auth-Token": "secret"})


def test_a_document_is_fetched_with_the_key(site, fetcher):
    site.will_answer(b"{}")

    answer = fetcher.fetch(site.address)

    assert answer == Answer(b"{}")
    assert site.requests[0]["x-auth-token"] == "secret"


def test_the_second_request_asks_whether_it_has_changed(site, fetcher):
    validators = {"ETag": '"v1"', "Last-Modified": "Sun, 22 Nov 2026 15:00:00 GMT"}
    site.will_answer(Response(b"{}", headers=validators), Response(status=304))

    answers = [fetcher.fetch(site.address) for _ in range(2)]

    assert [answer.body for answer in answers] == [b"{}", None]
    assert "if-none-match" not in site.requests[0]
    assert site.requests[1]["if-none-match"] == '"v1"'
    assert site.requests[1]["if-modified-since"] == "Sun, 22 Nov 2026 15:00:00 GMT"


@pytest.mark.parametrize("status", [301, 403, 404, 429, 500, 503])
def test_another_answer_than_a_document_is_an_error_with_the_wait_it_asks_for(site, fetcher, status):
    site.will_answer(Response(b"no", status=status, headers={"Retry-After": "7", "Location": site.address}))

    with pytest.raises(FetchError, match=f"answered {status}") as raised:
        fetcher.fetch(site.address)

    assert raised.value.wait == 7
    assert len(site.requests) == 1


def test_a_body_that_is_too_long_is_refused(site, fetcher, monkeypatch):
    monkeypatch.setattr(transports, "BYTES", 1000)
    site.will_answer(b"x" * 1001)

    with pytest.raises(FetchError, match="longer than 1000 bytes"):
        fetcher.fetch(site.address)


def test_a_site_that_is_not_there_is_an_error(fetcher):
    with pytest.raises(FetchError, match="ConnectError"):
        fetcher.fetch("http://127.0.0.1:9/board.json")


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"Retry-After": "12"}, 12),
        ({"Retry-After": "soon"}, 0),
        ({"Retry-After": "86400"}, transports.LONGEST_WAIT),
        ({"Cache-Control": "public, max-age=30"}, 30),
        ({"Cache-Control": "no-cache"}, 0),
        ({"X-Requests-Available-Minute": "3", "X-RequestCounter-Reset": "41"}, 0),
        ({"X-Requests-Available-Minute": "0", "X-RequestCounter-Reset": "41"}, 41),
    ],
)
def test_what_a_provider_asks_to_wait_is_waited(headers, seconds):
    assert asked_to_wait(httpx.Headers(headers)) == seconds


def test_a_date_to_return_at_is_understood():
    moment = format_datetime(datetime.now(UTC) + timedelta(seconds=90))

    assert 80 < asked_to_wait(httpx.Headers({"Retry-After": moment})) <= 90


def test_failures_spread_over_longer_and_longer_waits():
    backoff = Backoff(base=2.0, longest=300.0)

    waits = [backoff.failed() for _ in range(50)]

    assert all(0 <= wait <= min(300.0, 2.0 * 2**number) for number, wait in enumerate(waits, start=1))
    assert len(set(waits)) == 50
    assert max(waits) > 60


def test_a_success_begins_anew():
    backoff = Backoff(base=2.0, failures=10)

    backoff.succeeded()

    assert backoff.failed() <= 4.0
