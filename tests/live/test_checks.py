from __future__ import annotations

import sys

import pytest
from django.core.checks import run_checks


@pytest.mark.parametrize(
    ("command", "debug", "said"),
    [("runserver", False, ["live.W001"]), ("runserver", True, []), ("serve", False, []), ("migrate", False, [])],
)
def test_the_development_server_says_so_where_it_serves_the_world(settings, monkeypatch, command, debug, said):
    settings.DEBUG = debug
    monkeypatch.setattr(sys, "argv", ["manage.py", command])

    assert [message.id for message in run_checks(tags=["live"])] == said
