"""Old copies of a board, which caches serve: they neither raise a doubt nor end one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from feeds.ingest import copies, ingest
from feeds.models import GuardDecision, SeenBodies
from feeds.providers import PROVIDERS
from scores.live.models import Update
from scores.models import Match
from tests.feeds.bodies import NOW, espn, espn_event, fixture, openfootball

pytestmark = pytest.mark.django_db

ESPN, OPENFOOTBALL = PROVIDERS["espn"], PROVIDERS["openfootball"]


def board(home: int, other: int = 0) -> bytes:
    """A match whose score falls and rises, and another one a week before, still in play."""
    return espn(
        espn_event(score=(str(home), "0")),
        espn_event(event_id="502", date="2026-11-15T15:00Z", score=(str(other), "0")),
    )


def poll(payload: bytes, *seconds: int, provider=ESPN) -> list[int]:
    """Poll this body at these moments; how many reports were held each time."""
    return [ingest(provider, payload, received_at=NOW + timedelta(seconds=each), create=True).held for each in seconds]


def homes_shown() -> list[int]:
    """Every score of the home side that readers were shown, in turn."""
    match = Match.objects.latest("kick_off")
    patches = [update.patch for update in Update.objects.of(f"row.{match.pk}")]
    return [patch["score"]["home"] for patch in patches if "home" in (patch.get("score") or {})]


def test_an_old_copy_that_is_served_for_longer_than_the_guard_waits_is_never_shown():
    poll(board(1), 0)
    poll(board(2), 15)

    poll(board(1), 30, 45, 60, 75, 90, 105)
    poll(board(2, other=1), 120)

    assert homes_shown() == [1, 2]


def test_a_board_that_goes_on_saying_so_means_it():
    poll(board(1), 0)
    poll(board(2), 15)

    poll(board(1), *range(30, 240, 15))

    assert homes_shown() == [1, 2, 1]


def test_a_new_body_that_says_the_same_raises_the_doubt_at_once():
    poll(board(1), 0)
    poll(board(2), 15)

    poll(board(1, other=1), 30, 60, 91)

    assert homes_shown() == [1, 2, 1]


def test_an_old_copy_does_not_end_a_doubt():
    poll(board(2), 0)
    poll(board(1, other=1), 10, 25)
    poll(board(2), 40)

    poll(board(1, other=2), 71)

    assert homes_shown() == [2, 1]


def test_an_old_copy_confirms_what_newer_bodies_say_too():
    poll(board(2), 0)
    poll(board(1, other=1), 10)
    poll(board(1, other=2), 20)

    poll(board(1, other=1), 30, 71)

    assert homes_shown() == [2, 1]


def test_what_is_left_out_is_kept_with_its_reason():
    poll(board(1), 0)
    poll(board(2), 15)

    held = poll(board(1), 30, 45)

    (kept,) = GuardDecision.objects.all()
    assert held == [1, 1]
    assert (kept.outcome, kept.said, kept.believed, kept.lasted) == ("old", "1–0", "2–0", 15)
    assert kept.reason == "in an old copy of the board: was 2–0, is now said to be 1–0"


def test_of_a_single_match_the_same_bytes_may_come_again():
    one, two = (espn(espn_event(score=(home, "0"))) for home in ("1", "2"))
    poll(one, 0)
    poll(two, 15)

    poll(one, 30, 60, 91)

    assert homes_shown() == [1, 2, 1]


def test_what_is_not_in_play_may_go_back_to_what_it_was():
    before, after = (
        openfootball(fixture(ft=None, time=time), fixture("Leeds United", ft=None)) for time in ("15:00", "17:30")
    )

    poll(before, 0, provider=OPENFOOTBALL)
    poll(after, 15, provider=OPENFOOTBALL)
    poll(before, 30, provider=OPENFOOTBALL)

    assert {match.kick_off for match in Match.objects.all()} == {Match.objects.get(home__name="Leeds United").kick_off}


def test_so_many_bodies_are_remembered_and_for_so_long(monkeypatch):
    monkeypatch.setattr(copies, "KEPT", 3)
    for number in range(6):
        poll(board(number), number)
    kept = len(SeenBodies.objects.get().digests)

    poll(espn(espn_event(event_id="8"), espn_event(event_id="9", date="2026-10-15T15:00Z")), 90_000)

    assert (kept, len(SeenBodies.objects.get().digests)) == (3, 1)
