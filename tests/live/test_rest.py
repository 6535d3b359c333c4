"""Documents over HTTP."""

from __future__ import annotations

import pytest

from scores import operations
from scores.live.models import Document
from tests.factories import make_match

pytestmark = pytest.mark.django_db


def test_a_document_is_its_state_with_its_sequence(client):
    match = make_match(status="live", score=(2, 1))
    stored = Document.objects.get(name=f"match.{match.pk}")

    answer = client.get(f"/api/v1/documents/match.{match.pk}").json()

    assert answer.keys() == {"document", "sequence", "at", "state"}
    assert (answer["document"], answer["sequence"], answer["state"]) == (stored.name, stored.sequence, stored.state)


def test_a_topic_is_its_documents(client):
    matches = [make_match(), make_match()]

    answer = client.get("/api/v1/topics/day.2026-11-22").json()

    assert answer["topic"] == "day.2026-11-22"
    assert [item["document"] for item in answer["documents"]] == sorted(f"row.{match.pk}" for match in matches)


def test_a_topic_is_one_query(client, django_assert_num_queries):
    for _ in range(20):
        make_match()

    with django_assert_num_queries(1):
        client.get("/api/v1/topics/day.2026-11-22")


def test_an_empty_day_is_an_empty_topic(client):
    assert client.get("/api/v1/topics/day.1999-01-01").json() == {"topic": "day.1999-01-01", "documents": []}


@pytest.mark.parametrize("address", ["topics/day.2026-11-22", "documents/row.{}", "documents/row.{}/updates"])
def test_what_has_not_changed_is_not_sent_again(client, address):
    match = make_match()
    url = f"/api/v1/{address.format(match.pk)}"
    etag = client.get(url)["ETag"]

    again = client.get(url, headers={"If-None-Match": etag})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)


def test_a_change_changes_the_etag(client):
    match = make_match(status="live")
    url = f"/api/v1/documents/match.{match.pk}"
    before = client.get(url)["ETag"]

    operations.set_score(match.pk, home=1, away=0, source="test")

    assert client.get(url, headers={"If-None-Match": before}).status_code == 200


def test_the_log_after_a_sequence_says_who_what_and_why(client):
    match = make_match(status="live", score=(1, 0))
    sequence = Document.objects.get(name=f"match.{match.pk}").sequence
    operations.set_score(match.pk, home=0, away=0, source="admin:ana", reason="offside")

    answer = client.get(f"/api/v1/documents/match.{match.pk}/updates?after={sequence}").json()

    [update] = answer["updates"]
    assert (update["sequence"], update["source"], update["reason"]) == (sequence + 1, "admin:ana", "offside")
    assert update["patch"]["row"]["score"] == {"home": 0}


def test_other_sites_pages_may_read(client):
    assert client.get("/api/v1/topics/day.2026-11-22")["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("topics/weather.1", 404, "unknown_topic"),
        ("topics/day.yesterday", 404, "unknown_topic"),
        ("documents/match.999", 404, "unknown_document"),
        ("documents/match.%00", 404, "unknown_document"),
        ("topics/match.%00", 404, "unknown_topic"),
        ("documents/match.999/updates", 404, "unknown_document"),
        ("documents/match.1/updates?after=soon", 400, "bad_request"),
        ("documents/match.1/updates?after=-1", 400, "bad_request"),
        ("documents/match.1/updates?after=" + "9" * 40, 400, "bad_request"),
    ],
)
def test_a_bad_address_is_answered_with_a_reason(client, address, status, code):
    answer = client.get(f"/api/v1/{address}")

    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


def test_one_cannot_write(client):
    assert client.post("/api/v1/topics/day.2026-11-22").status_code == 405
