"""What a reader sees when there is nothing, or when we are broken."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from django.test import Client

from tests.scores.markup import read


def test_an_address_that_is_not_there_is_a_page_of_ours(client):
    response = client.get("/nowhere/")

    assert response.status_code == 404
    page = read(response.content)
    assert page.one("h1").text == "There is nothing at this address."
    assert page.one("main").one("a")["href"] == "/"


@pytest.mark.django_db
def test_a_page_that_breaks_says_so_without_asking_anything_of_the_server(monkeypatch):
    monkeypatch.setattr("scores.pages.views.sections_of", None)

    response = Client(raise_request_exception=False).get("/")

    assert response.status_code == 500
    assert read(response.content).one("h1").text == "Something broke on our side."


def test_the_page_of_an_error_needs_no_context():
    assert read(render_to_string("500.html")).one("title").text == "Something broke – Touchline"


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_pages_are_only_read(client, method):
    assert getattr(client, method)("/").status_code == 405


@pytest.mark.django_db
def test_a_page_can_be_held_for_a_second_for_everybody_and_sets_no_cookie(client):
    response = client.get("/")

    assert sorted(response["Cache-Control"].split(", ")) == ["max-age=0", "public", "s-maxage=1"]
    assert response["Vary"] == "Accept-Encoding"
    assert response.cookies == {}
