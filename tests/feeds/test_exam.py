"""The guard's exam: what readers saw of recorded boards and matches, held against what the feeds said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from feeds.recordings import Recorded
from tests.feeds.adapters.sport1 import PROVIDER
from tests.feeds.bodies import NOW
from tests.feeds.exam.boards import Said, old_copies, read_board
from tests.feeds.exam.judging import Verdict, judge
from tests.feeds.exam.page import MATCH_ROWS, PAGE, cells, change_row
from tests.feeds.exam.playing import Played, Seen, play
from tests.feeds.exam.sitting import MATCHES, play_board, play_match
from tests.feeds.recordings import path_of, recorded
from tests.feeds.sport1_boards import board, game

EVERY = timedelta(seconds=10)


@recorded
@pytest.mark.django_db
@pytest.mark.parametrize("key", MATCHES)
def test_a_match_ends_right_through_every_door(key):
    path_of(f"sequences/heimspiel/match-{key}.jsonl.xz")

    played = play_match(key)

    column, page = list(MATCHES).index(key), PAGE.read_text()
    rows = [(label, str(value(played))) for label, value in MATCH_ROWS]
    # Of labels that both tables have, the second is of matches.
    assert [(label, cells(label)[-len(MATCHES) :][column]) for label, _ in rows] == rows
    assert list(played.shortcomings) == []
    assert all(change_row(key, each) in page for each in played.changes)


@recorded
@pytest.mark.django_db(transaction=True)
def test_a_match_is_played_by_itself_whatever_was_played_before():
    path_of("sequences/heimspiel/match-2415968.jsonl.xz")
    play_board("2016-02-06", slice(5))

    played = play_match("2415968")

    assert list(played.shortcomings) == []


def said(at: int, home: int, *, course: int = 101, over: bool = False, old: bool = False) -> Said:
    return Said(NOW + timedelta(seconds=at), (home, 0), (home, 0), (course,), 0, over, old)


def row(at: int, home: int, status: str = "live", reason: str = "") -> Seen:
    period = {"kind": "period", "number": 1}
    state = {"sport": "football", "status": status, "score": {"home": home, "away": 0}, "period": period}
    return Seen(NOW + timedelta(seconds=at), state, reason)


def verdict_of(feed: list[Said], *rows: Seen, sheets: Sequence[Seen] = ()) -> Verdict:
    class Shown(Played):
        def seen(self, kind: str, key: str) -> list[Seen]:
            return list(rows) if kind == "row" else list(sheets)

    return judge({"1": feed}, Shown())


def test_a_fall_that_the_feed_takes_back_is_spurious_when_it_is_shown():
    feed = [said(0, 1), said(30, 0), said(80, 1)]

    shown, hidden = verdict_of(feed, row(0, 1), row(30, 0), row(80, 1)), verdict_of(feed, row(0, 1))

    assert [(step.was, step.now) for step in shown.spurious] == [((1, 0), (0, 0))]
    assert (len(shown.falls), shown.corrections, hidden.spurious) == (1, [], [])


def test_a_fall_of_an_old_copy_is_spurious_however_long_it_is_served():
    feed = [said(0, 1), said(30, 0, old=True), said(500, 1)]

    verdict = verdict_of(feed, row(0, 1), row(120, 0), row(500, 1))

    assert (len(verdict.spurious), verdict.corrections) == (1, [])


def test_a_fall_that_stays_is_a_correction_with_its_delay_and_reason():
    feed = [said(0, 1), said(30, 0)]

    (told,) = verdict_of(feed, row(0, 1), row(95, 0, reason="Score corrected")).corrections
    (untold,) = verdict_of(feed, row(0, 1)).corrections

    assert (told.delay, told.reason, untold.delay) == (timedelta(seconds=65), "Score corrected", None)


def test_a_status_that_steps_back_is_found_like_a_score():
    feed = [said(0, 1, course=200, over=True), said(30, 1), said(50, 1, course=200, over=True)]

    verdict = verdict_of(feed, row(0, 1, "ended"), row(30, 1), row(50, 1, "ended"))

    assert (len(verdict.backs), len(verdict.spurious)) == (1, 1)


def test_a_goal_that_is_struck_through_and_shown_again_is_found():
    states = ("active", "retracted", "retracted", "active")
    goals = [{"1": {"player": "Saka", "minute": 12, "state": state}} for state in states]
    sheets = [Seen(NOW, {"incidents": incidents}, "") for incidents in ({}, *goals)]

    verdict = verdict_of([said(0, 1)], row(0, 1), sheets=sheets)

    assert (verdict.struck, verdict.restored) == (["1: Saka 12'"], ["1: Saka 12'"])


def test_a_match_that_is_left_live_or_with_another_score_is_found():
    feed = [said(0, 1), said(30, 2, course=200, over=True)]

    verdict = verdict_of(feed, row(0, 1))

    assert (verdict.stuck, verdict.wrong) == (["1: live"], ["1: (1, 0) instead of (2, 0)"])


def test_a_board_that_came_before_the_newest_is_an_old_copy_and_its_return_is_none():
    lines = [Recorded(NOW, body) for body in (b"a", b"b", b"a", b"b", b"c", b"a")]

    assert old_copies(lines) == [False, False, True, False, False, True]


def test_a_part_that_was_not_played_counts_nothing_and_a_wrong_one_counts():
    tennis = game((6, 4), (2, 1), league="36", penalty=(1, 0), unplayed=-1)
    split = game((22, 14), (5, -1), league="11", id="7002")

    feed = read_board([Recorded(NOW, board(tennis, split))])

    assert [feed[key][0].points for key in ("7001", "7002")] == [(1, 0, 8, 5), (27, 13)]


@pytest.mark.django_db
def test_what_readers_saw_is_told_in_the_time_of_the_recording():
    bodies = [board(game((home, 0), minute="20")) for home in (0, 1, 0, 1)]
    lines = [Recorded(NOW + number * EVERY, body) for number, body in enumerate(bodies)]

    played = play(PROVIDER, lines, every=EVERY)

    seen = [(each.at, each.state["score"]["home"]) for each in played.rows("7001")]
    assert seen == [(NOW, 0), (NOW + EVERY, 1)]
    assert (played.polls, played.errors, played.tally.held) == (4, [], 1)


@pytest.mark.django_db
def test_what_is_held_back_is_polled_again_as_often_as_it_was():
    bodies = [board(game((home, 0), minute="20")) for home in (1, 0)]
    lines = [Recorded(NOW, bodies[0]), Recorded(NOW + EVERY, bodies[1])]

    played = play(PROVIDER, lines, every=EVERY)

    (fall,) = (each for each in played.rows("7001") if each.state["score"]["home"] == 0)
    assert fall.at == NOW + EVERY + timedelta(seconds=60)
    assert fall.reason == "Score corrected to 0–0 (sport1)"


@pytest.mark.django_db
def test_an_exception_is_written_down_and_the_play_goes_on(monkeypatch):
    broken = Recorded(NOW, board(game((1, 0))))
    monkeypatch.setattr("tests.feeds.exam.playing.ingest", _fails)

    played = play(PROVIDER, [broken, broken], every=EVERY)

    assert played.errors == ["16:00:00 RuntimeError: out of order"] * 2


def _fails(*_: object, **__: object) -> None:
    raise RuntimeError("out of order")
