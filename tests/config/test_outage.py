"""What is answered while the database is away; tests/faults takes it away for real."""

from __future__ import annotations

import json

import pytest
from django.db import IntegrityError, InterfaceError, OperationalError
from django.http import HttpResponse
from django.test import RequestFactory

from config.outage import DETAIL, Outage


def answered(path, error):
    return Outage(lambda _: HttpResponse()).process_exception(RequestFactory().get(path), error)


@pytest.mark.parametrize(
    "error", [OperationalError("the server closed the connection\nunexpectedly"), InterfaceError("")]
)
def test_a_page_says_that_it_is_for_a_moment_and_is_not_kept(error):
    response = answered("/", error)

    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert "no-store" in response["Cache-Control"]
    assert "No score is lost" in response.content.decode()


def test_a_program_is_told_in_its_own_words():
    response = answered("/api/v1/documents/row.1", OperationalError("gone"))

    assert response.status_code == 503
    assert json.loads(response.content) == {"error": {"code": "unavailable", "detail": DETAIL}}


def test_a_mistake_of_ours_is_not_an_outage():
    assert answered("/", IntegrityError("score_positive")) is None
