"""The clock of a row, without a page around it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from scores.pages.clock import minute_at, moves_at, silent_minutes

NOW = datetime(2026, 11, 22, 15, 20, 0, 400_000, tzinfo=UTC)


def row(seconds, *, ago=0.0, direction="up", running=True, sport="football"):
    read = (NOW - timedelta(seconds=ago)).isoformat()
    clock = {"seconds": seconds, "at": read, "running": running, "direction": direction}
    return {"sport": sport, "period": {"kind": "period", "number": 1, "short": "Q1"}, "clock": clock}


@pytest.mark.parametrize(
    "row",
    [
        row(0),
        row(59, ago=0.3),
        row(1199, ago=61.7),
        row(2690, ago=12.2),
        row(600, ago=-5),
        row(300, ago=4.9, direction="down", sport="basketball"),
        row(1, direction="down", sport="basketball"),
    ],
)
def test_a_minute_stays_the_same_until_it_moves(row):
    moves = moves_at(row, NOW)

    assert moves is not None
    assert minute_at(row, moves - timedelta(milliseconds=1)) == minute_at(row, NOW)
    assert minute_at(row, moves) != minute_at(row, NOW)


@pytest.mark.parametrize("row", [{"sport": "football"}, row(600, running=False), row(0, direction="down")])
def test_a_clock_that_does_not_run_moves_nothing(row):
    assert moves_at(row, NOW) is None


def test_the_age_of_a_silent_feed_moves_by_the_minute():
    silent = {"sport": "football", "feed": {"name": "espn", "silent_since": "2026-11-22T15:17:15Z"}}

    moves = moves_at(silent, NOW)

    assert moves is not None
    assert [silent_minutes(silent, at) for at in (NOW, moves - timedelta(milliseconds=1), moves)] == [2, 2, 3]
    assert moves_at({**silent, **row(59)}, NOW) == NOW + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("minutes", "added", "spoken", "silent"),
    [(44, 0, "45'", "45'"), (47, 0, "45+3'", "45+'"), (118, 0, "45+74'", "45+'"), (44, 5, "45+5'", "45+5'")],
)
def test_added_time_is_not_counted_while_the_feed_is_silent(minutes, added, spoken, silent):
    said = row(44 * 60, ago=(minutes - 44) * 60)
    said["clock"]["added"] = added

    shown = [minute_at(each, NOW) for each in (said, {**said, "feed": {"silent_since": said["clock"]["at"]}})]

    assert shown == [spoken, silent]
