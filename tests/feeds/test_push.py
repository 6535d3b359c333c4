"""Who may push, and what is refused: each safeguard by itself."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
import time_machine
from django.core.handlers.asgi import ASGIRequest
from django.test import Client

from feeds.models import PushKey, PushNonce
from feeds.push.admission import A_MINUTE, WINDOW
from feeds.push.rest import MOST_BYTES, receive
from scores.models import Match
from tests.feeds.pushing import PATH, body_of, make_key, push, report, send, signed
from tests.feeds.sportsml_bodies import document

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
SECONDS = WINDOW.total_seconds()


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def key() -> PushKey:
    return make_key()


def refusal(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def words(answer) -> str:
    return str(answer.json()["error"]["detail"])


def test_signed_reports_are_applied(client, key):
    answer = push(client, key, report())

    match = Match.objects.get()
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert answer.json() == {
        "reports": [{"key": "m.1", "match": f"match.{match.pk}", "outcome": "applied", "why": []}],
        "problems": [],
    }
    assert (match.home_score, match.away_score) == (1, 0)


def test_no_cookie_and_no_csrf_token_is_asked_for(key):
    assert push(Client(enforce_csrf_checks=True), key, report()).status_code == 200


@pytest.mark.parametrize("seconds", [-SECONDS, SECONDS])
def test_a_time_stamp_at_the_edge_of_the_window_is_taken(client, key, seconds):
    assert push(client, key, report(), at=NOW.timestamp() + seconds).status_code == 200


@pytest.mark.parametrize(("seconds", "side"), [(-SECONDS - 1, "301 s behind"), (SECONDS + 1, "301 s ahead of")])
def test_a_time_stamp_a_second_beyond_the_window_is_refused(client, key, seconds, side):
    answer = push(client, key, report(), at=NOW.timestamp() + seconds)

    assert refusal(answer) == (401, "wrong_time")
    assert f"{side} this server's clock, which says {NOW.timestamp():.0f}" in words(answer)
    assert not Match.objects.exists()


def test_a_request_is_taken_once(client, key):
    body = body_of(report())
    headers = signed(key, body)

    answers = [send(client, body, headers) for _ in range(2)]

    assert answers[0].status_code == 200
    assert refusal(answers[1]) == (409, "nonce_used")


def test_a_nonce_is_spent_for_another_body_too(client, key):
    push(client, key, report(), nonce="n" * 16)

    assert refusal(push(client, key, report(score=(2, 0)), nonce="n" * 16)) == (409, "nonce_used")


def test_a_nonce_is_spent_although_its_body_was_unreadable(client, key):
    body = b"{"
    headers = signed(key, body)
    send(client, body, headers)

    assert refusal(send(client, body, headers)) == (409, "nonce_used")


def test_a_nonce_that_came_with_a_wrong_signature_is_not_spent(client, key):
    body = body_of(report())
    send(client, body, signed(key, body, nonce="n" * 16, secret="another"))

    assert send(client, body, signed(key, body, nonce="n" * 16)).status_code == 200


def test_two_keys_may_use_the_same_nonce(client, key):
    other = make_key("league")

    answers = [push(client, each, report(), nonce="n" * 16) for each in (key, other)]

    assert [answer.status_code for answer in answers] == [200, 200]


def test_a_request_is_refused_for_as_long_as_its_time_stamp_is_taken(client, key, clock):
    body = body_of(report())
    headers = signed(key, body, at=NOW.timestamp() + SECONDS)
    send(client, body, headers)

    clock.move_to(NOW + 2 * WINDOW)
    push(client, key, report())

    assert refusal(send(client, body, headers)) == (409, "nonce_used")


def test_old_nonces_are_forgotten(client, key, clock):
    push(client, key, report(), nonce="old" * 6)

    clock.move_to(NOW + 3 * WINDOW + timedelta(seconds=1))
    push(client, key, report(), nonce="new" * 6)

    assert list(PushNonce.objects.values_list("nonce", flat=True)) == ["new" * 6]


def test_a_key_that_there_is_not_is_refused_in_the_words_of_a_wrong_secret(client, key, django_assert_num_queries):
    unknown = PushKey(key_id="0" * 16)
    body = body_of(report())

    with django_assert_num_queries(0):
        answers = [
            send(client, body, signed(key, body, secret="another")),
            send(client, body, signed(unknown, body, secret="another")),
        ]

    assert [refusal(answer) for answer in answers] == [(401, "wrong_signature")] * 2
    assert words(answers[0]).replace(key.key_id, "…") == words(answers[1]).replace("0" * 16, "…")


def test_a_key_that_was_deleted_is_unknown(client, key):
    PushKey.objects.all().delete()

    assert refusal(push(client, key, report())) == (401, "wrong_signature")


def test_a_revoked_key_is_refused_from_then_on(client, key):
    push(client, key, report())
    PushKey.objects.update(revoked_at=NOW)

    answer = push(client, key, report(score=(2, 0)))

    assert refusal(answer) == (403, "revoked_key")
    assert "2026-11-22 at 16:00 UTC" in words(answer)
    assert Match.objects.get().home_score == 1


def test_whether_a_key_was_revoked_is_told_to_those_who_have_its_secret(client, key):
    PushKey.objects.update(revoked_at=NOW)

    assert refusal(push(client, key, report(), secret="another")) == (401, "wrong_signature")


def test_another_secret_key_of_the_site_makes_all_keys_void(client, key, settings):
    body = body_of(report())
    headers = signed(key, body)
    settings.SECRET_KEY = "another one, just as long as the one before"

    assert refusal(send(client, body, headers)) == (401, "wrong_signature")


def test_a_body_that_was_changed_by_a_byte_is_refused(client, key):
    headers = signed(key, body_of(report(score=(1, 0))))

    assert refusal(send(client, body_of(report(score=(2, 0))), headers)) == (401, "wrong_signature")
    assert not Match.objects.exists()


@pytest.mark.parametrize("path", [f"{PATH}?dry=1", f"{PATH}?"])
def test_a_path_that_was_changed_is_refused(client, key, path):
    body = body_of(report())

    answer = send(client, body, signed(key, body, path=path))

    assert refusal(answer) == (401, "wrong_signature")
    assert f"'POST {PATH}'" in words(answer)


def test_a_query_that_was_added_is_refused(client, key):
    body = body_of(report())

    assert refusal(send(client, body, signed(key, body), path=f"{PATH}?dry=1")) == (401, "wrong_signature")


@pytest.mark.parametrize("name", ["Timestamp", "Nonce"])
def test_what_is_signed_cannot_be_exchanged(client, key, name):
    body = body_of(report())
    others = signed(key, body, at=NOW.timestamp() - 1)

    headers = {**signed(key, body), f"Touchline-{name}": others[f"Touchline-{name}"]}

    assert refusal(send(client, body, headers)) == (401, "wrong_signature")


def test_a_signature_in_capitals_is_the_same(client, key):
    body = body_of(report())
    headers = signed(key, body)

    answer = send(client, body, {**headers, "Touchline-Signature": headers["Touchline-Signature"].upper()})

    assert answer.status_code == 200


@pytest.mark.parametrize("name", ["Key", "Timestamp", "Nonce", "Signature"])
@pytest.mark.parametrize("value", [None, "", "x y", "é" * 64, "1\n2", "9" * 99])
def test_a_header_that_is_missing_or_malformed_is_named(client, key, name, value, django_assert_num_queries):
    body = body_of(report())
    headers = {**signed(key, body), f"Touchline-{name}": value}
    given = {name: value for name, value in headers.items() if value is not None}

    with django_assert_num_queries(0):
        answer = send(client, body, given)

    assert refusal(answer) == (401, "unsigned")
    assert f"Touchline-{name}" in words(answer)


@pytest.mark.parametrize("nonce", ["a" * 15, "a" * 65, "a" * 16 + "\n"])
def test_a_nonce_has_16_to_64_characters(client, key, nonce):
    body = body_of(report())

    assert refusal(send(client, body, signed(key, body, nonce=nonce))) == (401, "unsigned")


@pytest.mark.parametrize("nonce", ["a" * 16, "a" * 64, "0b7e4c52-6f3a-4d1e-9a58-2c7d10f3b6e4", "q83vASNFZ4mrze8+/A=="])
def test_nonces_of_all_usual_kinds_are_taken(client, key, nonce):
    assert push(client, key, report(), nonce=nonce).status_code == 200


def test_a_body_of_the_greatest_size_is_read(client, key):
    body = body_of(report()).ljust(MOST_BYTES)

    assert send(client, body, signed(key, body)).status_code == 200


def test_a_body_that_says_it_is_larger_is_not_read(client, key):
    body = body_of(report())

    answer = send(client, body, {**signed(key, body), "Content-Length": str(MOST_BYTES + 1)})

    assert refusal(answer) == (413, "too_large")


def test_a_body_that_does_not_say_how_large_it_is_is_refused_all_the_same(key):
    body = body_of(report()).ljust(MOST_BYTES + 1)
    headers = [(name.encode(), value.encode()) for name, value in signed(key, body).items()]
    scope = {"type": "http", "method": "POST", "path": PATH, "headers": headers}

    answer = receive(ASGIRequest(scope, BytesIO(body)))

    assert (answer.status_code, json.loads(answer.content)["error"]["code"]) == (413, "too_large")


def test_a_body_that_is_larger_is_refused(client, key):
    body = body_of(report()).ljust(MOST_BYTES + 1)

    answer = send(client, body, signed(key, body))

    assert refusal(answer) == (413, "too_large")
    assert "1,000,000 bytes" in words(answer)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"<html></html>", "web page"),
        (b'{"reports": [', "cut off"),
        (b"\xff\xfe\x00", "not in UTF-8"),
        (b'{"match": 1}', "but has match"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"reports": [], "\\ud800": 1}', "there is ?"),
        (b'{"reports": [], "\\u0000": 1}', "there is ?"),
    ],
    ids=["HTML", "cut off", "bytes", "another document", "deep", "half a character", "NUL"],
)
def test_what_is_no_report_is_refused(client, key, body, why):
    answer = send(client, body, signed(key, body))

    assert refusal(answer) == (422, "unreadable")
    assert why in words(answer)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""])
def test_another_media_type_is_refused(client, key, kind):
    body = body_of(report())

    answer = send(client, body, {**signed(key, body), "Content-Type": kind})

    assert refusal(answer) == (415, "wrong_media_type")
    assert "Content-Type: application/json" in words(answer)


def test_a_media_type_may_have_parameters_and_capitals(client, key):
    body = body_of(report())

    answer = send(client, body, {**signed(key, body), "Content-Type": "Application/JSON; charset=utf-8"})

    assert answer.status_code == 200


def test_a_compressed_body_is_refused(client, key):
    answer = push(client, key, report(), Content_Encoding="gzip")

    assert refusal(answer) == (415, "wrong_media_type")


@pytest.mark.parametrize("method", ["get", "head", "put", "patch", "delete", "options"])
def test_other_methods_are_refused(client, method):
    answer = getattr(client, method)(PATH)

    assert (answer.status_code, answer["Allow"]) == (405, "POST")


def test_a_key_has_so_many_requests_a_minute(client, key, clock):
    for _ in range(A_MINUTE):
        PushNonce.objects.create(key=key, nonce=uuid4().hex, received_at=NOW)
    clock.move_to(NOW + timedelta(seconds=18))

    answer = push(client, key, report(), nonce="n" * 16)

    assert refusal(answer) == (429, "too_many_requests")
    assert answer["Retry-After"] == "42"
    assert push(client, make_key("league"), report()).status_code == 200

    clock.move_to(NOW + timedelta(seconds=60))
    assert push(client, key, report(), nonce="n" * 16).status_code == 200  # and the nonce was not spent


def test_when_a_key_was_last_used_is_known(client, key):
    push(client, key, report(), secret="another")
    assert PushKey.objects.get().last_used_at is None

    push(client, key, report())

    assert PushKey.objects.get().last_used_at == NOW


@pytest.mark.parametrize("kind", ["application/vnd.iptc.g2.newsmessage+xml", "application/xml", "text/xml"])
def test_sportsml_is_pushed_with_a_key_for_it(client, kind):
    key = make_key("agency", format="sportsml")
    body = document()

    answer = send(client, body, {**signed(key, body), "Content-Type": kind})

    match = Match.objects.get()
    assert answer.json()["reports"] == [
        {"key": "e.1", "match": f"match.{match.pk}", "outcome": "applied", "why": []},
    ]
    assert (str(match.home), match.home_score) == ("Ashford", 1)


def test_a_key_for_sportsml_takes_no_json(client):
    key = make_key("agency", format="sportsml")

    answer = push(client, key, report())

    assert refusal(answer) == (415, "wrong_media_type")
    assert "newsmessage+xml" in words(answer)
