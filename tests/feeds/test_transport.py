from __future__ import annotations

import gzip
import time
import zlib
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from threading import Event

import pytest
import time_machine

from feeds.transport import Answer, Counter, Fetcher, FetchError, Refused, Secrets, bodies, quotas
from feeds.transport.connecting import SECONDS, Deadline
from tests.feeds.provider_site import Response, provider_site

NOW = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)


@pytest.fixture
def fetcher():
    fetcher = Fetcher({"X-Auth-Token": "k-3cret"}, Secrets(("k-3cret",)), key_variable="FOOTBALL_DATA_TOKEN")
    yield fetcher
    fetcher.close()


def failure(fetcher: Fetcher, address: str, **fields: bool) -> FetchError:
    with pytest.raises(FetchError) as raised:
        fetcher.fetch(address, **fields)
    return raised.value


def test_a_document_is_fetched_with_the_key(site, fetcher):
    site.will_answer(b"{}")

    answer = fetcher.fetch(site.address)

    assert (answer.body, answer.is_from_cache, answer.was_asked) == (b"{}", False, True)
    assert site.requests[0]["x-auth-token"] == "k-3cret"
    assert site.requests[0]["user-agent"].startswith("Touchline")


def test_the_second_request_asks_whether_it_has_changed(site, fetcher):
    validators = {"ETag": '"v1"', "Last-Modified": "Sun, 22 Nov 2026 15:00:00 GMT"}
    site.will_answer(Response(b"{}", headers=validators), Response(status=304, headers=validators))

    answers = [fetcher.fetch(site.address) for _ in range(3)]

    assert [(answer.body, answer.is_from_cache) for answer in answers] == [(b"{}", False), (b"{}", True), (b"{}", True)]
    assert "if-none-match" not in site.requests[0]
    for request in site.requests[1:]:
        assert request["if-none-match"] == '"v1"'
        assert request["if-modified-since"] == "Sun, 22 Nov 2026 15:00:00 GMT"


def test_a_changed_document_replaces_the_old_one(site, fetcher):
    versions = [Response(str(number).encode(), headers={"ETag": f'"{number}"'}) for number in range(4)]
    site.will_answer(*versions, Response(status=304, headers={"ETag": '"3"'}))

    answers = [fetcher.fetch(site.address).body for _ in range(6)]

    assert answers == [b"0", b"1", b"2", b"3", b"3", b"3"]


def test_what_is_fresh_is_not_asked_for(site, fetcher):
    site.will_answer(Response(b"{}", headers={"Cache-Control": "public, max-age=30"}))

    answers = [fetcher.fetch(site.address) for _ in range(2)]

    assert [answer.was_asked for answer in answers] == [True, False]
    assert (len(site.requests), answers[1].body) == (1, b"{}")


def test_what_was_fresh_is_asked_for_when_its_time_is_over(site, fetcher):
    site.will_answer(Response(b"{}", headers={"Cache-Control": "max-age=30", "ETag": '"1"'}))

    with time_machine.travel(datetime.now(UTC)) as clock:
        fetcher.fetch(site.address)
        clock.shift(31)
        fetcher.fetch(site.address)

    assert [request.get("if-none-match") for request in site.requests] == [None, '"1"']


@pytest.mark.parametrize(
    "headers",
    [
        {"Last-Modified": "Wed, 01 Jan 2020 00:00:00 GMT"},
        {"Cache-Control": "no-cache", "ETag": '"1"'},
        {"Expires": "0", "ETag": '"1"'},
        {"Cache-Control": "max-age=nonsense", "ETag": '"1"'},
    ],
)
def test_a_document_that_names_no_time_is_never_taken_for_fresh(site, fetcher, headers):
    site.will_answer(Response(b"{}", headers=headers))

    answers = [fetcher.fetch(site.address) for _ in range(3)]

    assert [answer.was_asked for answer in answers] == [True] * 3
    assert len(site.requests) == 3


def test_a_copy_that_a_cache_held_already_is_fresh_for_the_rest_of_its_time(site, fetcher):
    site.will_answer(Response(b"{}", headers={"Cache-Control": "max-age=30", "Age": "20"}))

    with time_machine.travel(datetime.now(UTC)) as clock:
        fetcher.fetch(site.address)
        clock.shift(5)
        fetcher.fetch(site.address)
        clock.shift(6)
        fetcher.fetch(site.address)

    assert len(site.requests) == 2


@pytest.mark.parametrize("date", ["Sun, 22 Nov 2099 15:00:00 GMT", "Sun, 22 Nov 1999 15:00:00 GMT", "today"])
def test_the_clock_of_a_provider_makes_nothing_fresh_or_old(site, fetcher, date):
    site.will_answer(Response(b"{}", headers={"Cache-Control": "max-age=30", "Date": date}))

    with time_machine.travel(datetime.now(UTC)) as clock:
        asked = [fetcher.fetch(site.address).was_asked]
        clock.shift(20)
        asked.append(fetcher.fetch(site.address).was_asked)
        clock.shift(20)
        asked.append(fetcher.fetch(site.address).was_asked)

    assert asked == [True, False, True]


def test_no_document_is_fresh_for_longer_than_a_match_can_wait(site, fetcher):
    site.will_answer(Response(b"{}", headers={"Cache-Control": "max-age=86400"}))

    with time_machine.travel(datetime.now(UTC)) as clock:
        fetcher.fetch(site.address)
        clock.shift(301)
        fetcher.fetch(site.address)

    assert len(site.requests) == 2


def test_what_may_not_be_stored_is_not(site, fetcher):
    site.will_answer(Response(b"{}", headers={"Cache-Control": "no-store, max-age=60", "ETag": '"1"'}))

    for _ in range(2):
        fetcher.fetch(site.address)

    assert ["if-none-match" in request for request in site.requests] == [False, False]


def test_what_is_forgotten_is_asked_for_whole(site, fetcher):
    site.will_answer(Response(status=307, headers={"Location": "/today.json"}))
    site.will_answer(Response(b"{}", headers={"ETag": '"1"'}), path="/today.json")

    fetcher.forget(fetcher.fetch(site.address).address)
    fetcher.fetch(site.address)

    assert site.paths[1::2] == ["/today.json"] * 2
    assert not any("if-none-match" in request for request in site.requests)


def test_the_cache_holds_no_key(site, fetcher):
    site.will_answer(Response(b"{}", headers={"ETag": '"1"'}))
    fetcher.fetch(site.address)

    [cache] = fetcher._caches.values()
    rows = cache.config["storage"].connection.execute("SELECT data FROM entries").fetchall()

    assert len(rows) == 1
    assert not any(b"k-3cret" in data or b"x-auth-token" in data.lower() for (data,) in rows)


@pytest.mark.parametrize("status", [400, 404, 410])
def test_an_error_is_not_remembered(site, fetcher, status):
    site.will_answer(Response(b"no", status=status, headers={"Cache-Control": "max-age=60"}), b"{}")

    error = failure(fetcher, site.address)

    assert f"answered {status}" in str(error)
    assert fetcher.fetch(site.address).body == b"{}"


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_is_not_accepted_names_its_variable(site, fetcher, status):
    site.will_answer(Response(b"who are you", status=status))

    error = failure(fetcher, site.address)

    assert f"answered {status}" in str(error)
    assert "FOOTBALL_DATA_TOKEN" in str(error)
    assert len(site.requests) == 1


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_what_fails_for_a_moment_is_tried_again(site, fetcher, status):
    site.will_answer(Response(status=status), b"{}")

    assert fetcher.fetch(site.address).body == b"{}"
    assert len(site.requests) == 2


def test_the_tries_are_few(site, fetcher):
    site.will_answer(Response(status=500))

    error = failure(fetcher, site.address)

    assert (len(site.requests), error.status) == (3, 500)


def test_one_request_is_one_when_it_must_be(site, fetcher):
    site.will_answer(Response(status=500))

    failure(fetcher, site.address, tries=False)

    assert len(site.requests) == 1


def test_a_provider_that_asks_to_wait_is_not_tried_again(site, fetcher):
    site.will_answer(Response(status=503, headers={"Retry-After": "120"}))

    error = failure(fetcher, site.address)

    assert (len(site.requests), error.wait) == (1, 120)
    assert "asks to wait 120 s" in str(error)


def test_no_pause_outlives_the_order_to_stop(site):
    fetcher = Fetcher(stop=Event())
    fetcher.stop.set()
    site.will_answer(Response(status=500))

    failure(fetcher, site.address)

    assert len(site.requests) == 1


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "7"}, 7),
        ({}, 60),
        ({"X-Requests-Available-Minute": "0", "X-RequestCounter-Reset": "41"}, 0),
    ],
)
def test_too_many_requests_is_a_pause(site, fetcher, headers, wait):
    site.will_answer(Response(b"{}", status=429, headers=headers))

    error = failure(fetcher, site.address)

    assert (error.wait, len(site.requests)) == (wait, 1)


def test_what_is_refused_is_not_sent(site, fetcher):
    def refuse() -> None:
        raise Refused("the budget is spent")

    fetcher.may_ask = refuse

    with pytest.raises(Refused):
        fetcher.fetch(site.address)

    assert site.requests == []


def test_each_try_and_each_redirect_is_asked_leave_for(site, fetcher):
    asked = []
    fetcher.may_ask = lambda: asked.append(1)
    site.will_answer(Response(status=500), Response(status=307, headers={"Location": "/today.json"}), b"{}")

    fetcher.fetch(site.address)

    assert (len(asked), len(site.requests)) == (3, 3)


def test_a_redirect_on_the_same_host_is_followed(site, fetcher):
    site.will_answer(Response(status=307, headers={"Location": "/today.json"}))
    site.will_answer(b"{}", path="/today.json")

    assert fetcher.fetch(site.address).body == b"{}"
    assert site.paths == ["/board.json", "/today.json"]


def test_a_redirect_to_another_host_is_not_followed(site, fetcher):
    with provider_site() as other:
        other.will_answer(b"{}")
        site.will_answer(Response(status=302, headers={"Location": other.address}))

        error = failure(fetcher, site.address)

        assert "redirects to another host, 127.0.0.1: not followed, it would get the key" in str(error)
        assert other.requests == []


@pytest.mark.parametrize("location", ["http://xn--a/", "http://[::1", f"http://{'a' * 9999}/"])
def test_a_redirect_to_no_address_is_an_error_of_one_short_line(site, fetcher, location):
    site.will_answer(Response(status=302, headers={"Location": location}))

    error = failure(fetcher, site.address)

    assert f"{site.address} redirects to " in str(error)
    assert len(str(error)) < 300


def test_redirects_in_a_circle_end(site, fetcher):
    site.will_answer(Response(status=302, headers={"Location": site.address}))

    error = failure(fetcher, site.address)

    assert "redirects more than 3 times" in str(error)
    assert len(site.requests) == 4


def test_a_body_that_is_cut_off_is_an_error(site, fetcher):
    site.will_answer(Response(b'{"half": ', promised=100))

    error = failure(fetcher, site.address)

    assert "without sending complete message body" in str(error)
    assert len(site.requests) == 3


def test_half_a_body_is_not_remembered(site, fetcher):
    etag = {"ETag": '"1"'}
    site.will_answer(Response(b'{"half": ', promised=100, headers=etag), Response(b"{}", headers=etag))

    assert fetcher.fetch(site.address).body == b"{}"
    assert "if-none-match" not in site.requests[1]


def test_a_packed_body_is_unpacked(site, fetcher):
    etag = {"Content-Encoding": "gzip", "ETag": '"1"'}
    site.will_answer(Response(gzip.compress(b"{}"), headers=etag), Response(status=304))

    assert [fetcher.fetch(site.address).body for _ in range(2)] == [b"{}", b"{}"]
    assert site.requests[0]["accept-encoding"] == "gzip"


@pytest.mark.parametrize(
    ("body", "encoding", "text"),
    [
        (gzip.compress(b"x" * 9999)[:-12], "gzip", "the packed body is cut off"),
        (b"not packed", "gzip", "cannot be unpacked"),
        (zlib.compress(b"{}"), "br", "packed as br, which was not asked for"),
    ],
    ids=["cut off", "not packed", "another packing"],
)
def test_a_body_that_is_packed_badly_is_an_error(site, fetcher, body, encoding, text):
    site.will_answer(Response(body, headers={"Content-Encoding": encoding}))

    assert text in str(failure(fetcher, site.address, tries=False))


def test_fifty_megabytes_are_refused_at_sixteen(site, fetcher):
    site.will_answer(Response(b"x" * 1024 * 1024, times=50))

    error = failure(fetcher, site.address)

    assert f"longer than {16 * 1024 * 1024} bytes" in str(error)
    assert len(site.requests) == 1


def test_a_gzip_bomb_is_refused_at_sixteen_megabytes(site, fetcher):
    bomb = gzip.compress(b"\0" * (50 * 1024 * 1024))
    site.will_answer(Response(bomb, headers={"Content-Encoding": "gzip"}))

    error = failure(fetcher, site.address)

    assert len(bomb) < 60_000
    assert f"longer than {bodies.BYTES} bytes" in str(error)


@pytest.mark.parametrize(
    "response",
    [Response(b"{}" * 50, drip=0.05), Response(slow_headers=0.05), Response(silent=True)],
    ids=["body", "headers", "silence"],
)
def test_a_document_has_its_time_however_slowly_it_comes(site, fetcher, response):
    fetcher.deadline.seconds = 0.4
    site.will_answer(response)
    begun = time.monotonic()

    error = failure(fetcher, site.address, tries=False)

    assert "ReadTimeout" in str(error)
    assert 0.3 < time.monotonic() - begun < 3


def test_the_time_of_a_document_is_shorter_than_a_lease():
    assert Deadline().seconds == SECONDS == 15


def test_a_site_that_is_not_there_is_an_error(fetcher):
    assert "ConnectError" in str(failure(fetcher, "http://127.0.0.1:9/board.json", tries=False))


def test_a_name_that_is_not_found_is_said_so(fetcher):
    error = failure(fetcher, "http://nowhere.invalid/board.json", tries=False)

    assert "its name is not found: is there a network" in str(error)


def test_a_server_without_tls_is_said_so(site, fetcher):
    error = failure(fetcher, site.address.replace("http:", "https:"), tries=False)

    assert "it does not speak TLS as we do (ConnectError" in str(error)


def test_a_proxy_is_given_the_name_and_the_password_that_its_address_has(site, fetcher, monkeypatch):
    monkeypatch.setenv("http_proxy", site.origin.replace("//", "//ana:pass%20word@"))
    site.will_answer(b"{}")

    assert fetcher.fetch("http://provider.invalid/board.json").body == b"{}"

    assert site.paths == ["http://provider.invalid/board.json"]
    assert site.requests[0]["proxy-authorization"] == f"Basic {b64encode(b'ana:pass word').decode()}"


@pytest.mark.parametrize(
    ("proxy", "text"),
    [
        ("http://ana:s3cret@127.0.0.1:9", "through the proxy 127.0.0.1: nobody listens there (ConnectError"),
        ("socks5://127.0.0.1:9", "the environment variable http_proxy must name a proxy such as http://host:3128"),
        ("http://host:port", "the environment variable http_proxy must name a proxy such as http://host:3128"),
        ("what://127.0.0.1:9", "the environment variable http_proxy must name a proxy such as http://host:3128"),
    ],
)
def test_a_proxy_that_is_of_no_use_is_said_so(fetcher, monkeypatch, proxy, text):
    monkeypatch.setenv("http_proxy", proxy)

    error = failure(fetcher, "http://provider.invalid/board.json", tries=False)

    assert text in str(error)
    assert "s3cret" not in str(error)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("", 0), ("12", 12), ("soon", 0), ("86400", 86_400), ("864000", 86_400), ("-1", 0), ("nan", 0)],
)
def test_a_time_to_wait_is_waited_up_to_a_day(value, seconds):
    assert quotas.asked_to_wait({"retry-after": value}, NOW) == seconds


def test_a_date_to_return_at_is_understood():
    moment = format_datetime(NOW + timedelta(hours=7))

    assert quotas.asked_to_wait({"retry-after": moment}, NOW) == 7 * 3600


@pytest.mark.parametrize(
    ("headers", "counters"),
    [
        ({}, []),
        ({"x-requests-available-minute": "many"}, []),
        ({"x-requests-available-minute": "--5", "x-ratelimit-remaining": "²", "ratelimit-remaining": "9" * 5000}, []),
        ({"x-requests-available-minute": "3", "x-requestcounter-reset": "41"}, [Counter(3, 41.0, "minute")]),
        (
            {"x-ratelimit-remaining": "9", "x-ratelimit-requests-remaining": "0"},
            [Counter(9, 60.0, "minute"), Counter(0, 8 * 3600.0, "day")],
        ),
        ({"x-ratelimit-remaining": "-2", "x-ratelimit-reset": "1795363230"}, [Counter(0, 30.0, "minute")]),
        ({"ratelimit-remaining": "5", "ratelimit-reset": "7200"}, [Counter(5, 7200.0, "day")]),
    ],
)
def test_the_counters_of_a_provider_are_read(headers, counters):
    assert list(quotas.counters(headers, NOW)) == counters


def test_counters_come_with_the_answer_and_not_from_the_cache(site, fetcher):
    told = {"X-Requests-Available-Minute": "3", "X-RequestCounter-Reset": "41", "Cache-Control": "max-age=60"}
    site.will_answer(Response(b"{}", headers=told))

    answers: list[Answer] = [fetcher.fetch(site.address) for _ in range(2)]

    assert [answer.counters for answer in answers] == [(Counter(3, 41.0, "minute"),), ()]
