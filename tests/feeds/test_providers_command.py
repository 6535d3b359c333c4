"""`manage.py providers`: in a terminal as wide as it is, and for programs."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import struct
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from typing import TextIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection

from feeds.ingest import ingest
from feeds.models import Source
from feeds.providers import PROVIDERS
from tests.feeds.bodies import NOW, espn, espn_event

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
ESPN = PROVIDERS["espn"]
BOARD = espn(espn_event())
TROUBLE = "api.example answered 429 Too Many Requests; it wants to be asked again in 4 hours"


def take(body: bytes) -> None:
    ingest(ESPN, body, received_at=NOW, create=True)


def told(*arguments: str, out: TextIO | None = None) -> str:
    text = StringIO()
    with time_machine.travel(NOW + 65 * SECOND, tick=False):
        call_command("providers", *arguments, stdout=out or text)
    return text.getvalue()


@contextmanager
def terminal(columns: int) -> Iterator[tuple[TextIO, int]]:
    """One of that width to write to, and the end at which its screen is read."""
    screen, keyboard = pty.openpty()
    fcntl.ioctl(keyboard, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    with os.fdopen(keyboard, "w") as out:
        yield out, screen
    os.close(screen)


def lines_in_a_terminal(columns: int) -> list[str]:
    with terminal(columns) as (out, screen):
        told(out=out)
        out.flush()
        return os.read(screen, 64 * 1024).decode().splitlines()


def test_the_command_shows_a_table():
    take(BOARD)
    take(b"<html>")
    Source.objects.update(asked_at=NOW, next_at=NOW + 75 * SECOND, quota_left=88, trouble="answered 503")

    shown = [" ".join(line.split()) for line in told().splitlines()[:3]]

    assert shown == [
        "provider state heard age next poll quota left applied held unmatched unreadable kept",
        "● espn live 16:00:00 65 s in 10 s 88 1 0 0 1 1",
        "answered 503",
    ]


def test_the_command_speaks_to_programs_too():
    take(BOARD)
    Source.objects.update(asked_at=NOW, quota_left=88)

    found = json.loads(told("--json"))

    assert found[0] == {
        "provider": "espn",
        "state": "live",
        "in_play": 1,
        "leads": 1,
        "last_24_hours": {"applied": 1, "held": 0, "unmatched": 0, "unreadable": 0},
        "kept_payloads": 0,
        "heard_at": "2026-11-22T16:00:00+00:00",
        "asked_at": "2026-11-22T16:00:00+00:00",
        "age_seconds": 65,
        "quota_left": 88,
        "failures": 0,
        "trouble": "",
        "precedence": ESPN.precedence,
    }
    assert found[1]["state"] == "never asked"
    assert len(found) == len(PROVIDERS)


@pytest.mark.parametrize("columns", [80, 100, 120])
def test_no_line_is_longer_than_the_terminal_is_wide(columns):
    take(BOARD)
    Source.objects.update(asked_at=NOW, next_at=NOW - 75 * 60 * SECOND, quota_left=88, trouble=TROUBLE)

    lines = lines_in_a_terminal(columns)

    assert max(map(len, lines)) <= columns
    assert TROUBLE in " ".join(" ".join(lines).split())


def test_a_narrow_terminal_is_told_what_is_left_out():
    take(BOARD)

    head, *_, last = lines_in_a_terminal(80)

    assert head.split() == ["provider", "state", "age", "quota", "left", "applied", "held", "unreadable"]
    assert last == "No room here for heard, next poll, unmatched, kept: --json has all."


def test_a_terminal_that_does_not_know_its_width_is_shown_all():
    assert lines_in_a_terminal(0)[0].split()[-1] == "kept"


def test_without_tables_it_says_so_in_a_line():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE feeds_source RENAME TO feeds_elsewhere")

    with pytest.raises(CommandError, match="The database of DATABASE_URL cannot be read.*migrate") as refusal:
        told()

    assert refusal.value.returncode == 2
