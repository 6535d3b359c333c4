"""The course of a match: kick off, half-time, full time, postpone, abandon."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from scores import operations
from scores.operations import OperationError
from tests.factories import make_match, make_report
from tests.scores.reading import count_updates, last_update, row_of

pytestmark = pytest.mark.django_db
KICK_OFF = datetime(2026, 11, 22, 15, tzinfo=UTC)


def after(minutes: int) -> datetime:
    return KICK_OFF + timedelta(minutes=minutes)


def play_first_half(**fields):
    match = make_match(**fields)
    operations.kick_off(match.pk, source="test", at=KICK_OFF)
    with time_machine.travel(after(46), tick=False):
        operations.half_time(match.pk, source="test")
    return match


def test_a_kicked_off_match_is_live_at_nil_nil_with_its_clock_running():
    match = make_match()

    operations.kick_off(match.pk, source="test", at=KICK_OFF)

    row = row_of(match)
    assert (row["status"], row["score"]) == ("live", {"home": 0, "away": 0})
    assert row["period"] == {"kind": "period", "number": 1, "name": "1st half", "short": "H1"}
    assert row["clock"] == {"seconds": 0, "at": "2026-11-22T15:00:00Z", "running": True, "direction": "up"}
    assert row["parts"] == {"period-1": {"kind": "period", "number": 1, "short": "H1", "home": 0, "away": 0}}


def test_a_clock_that_counts_down_starts_at_the_length_of_the_period():
    match = make_match(sport="basketball")

    operations.kick_off(match.pk, source="test", at=KICK_OFF)

    assert row_of(match)["clock"] == {
        "seconds": 600,
        "at": "2026-11-22T15:00:00Z",
        "running": True,
        "direction": "down",
    }


def test_a_sport_without_a_clock_shows_none():
    match = make_match(sport="tennis")

    operations.kick_off(match.pk, source="test", at=KICK_OFF)

    assert "clock" not in row_of(match)


def test_kicking_off_twice_changes_nothing():
    match = make_match()
    operations.kick_off(match.pk, source="test", at=KICK_OFF)
    before = count_updates()

    operations.kick_off(match.pk, source="test", at=after(1))

    assert count_updates() == before


@pytest.mark.parametrize("status", ["ended", "closed", "cancelled", "awarded"])
def test_what_is_over_or_called_off_cannot_be_kicked_off(status):
    match = make_match(status=status)
    before = count_updates()

    with pytest.raises(OperationError, match=f"Cannot kick off: the match is {status}"):
        operations.kick_off(match.pk, source="test")

    assert count_updates() == before


def test_a_postponed_match_can_be_kicked_off():
    match = make_match()
    operations.postpone(match.pk, source="test")

    operations.kick_off(match.pk, source="test")

    assert row_of(match)["status"] == "live"


def test_half_time_stops_the_clock_where_it_was():
    match = play_first_half()

    row = row_of(match)
    assert row["status"] == "break"
    assert row["clock"] == {"seconds": 2760, "at": "2026-11-22T15:46:00Z", "running": False, "direction": "up"}


def test_the_second_half_starts_at_45_minutes():
    match = play_first_half()

    operations.kick_off(match.pk, source="test", at=after(60))

    row = row_of(match)
    assert row["period"]["short"] == "H2"
    assert row["clock"] == {"seconds": 2700, "at": "2026-11-22T16:00:00Z", "running": True, "direction": "up"}
    assert list(row["parts"]) == ["period-1", "period-2"]


def test_after_the_planned_periods_come_extra_time_and_the_shoot_out():
    match = make_match()
    shorts = []

    for _ in range(5):
        operations.kick_off(match.pk, source="test")
        shorts.append(row_of(match)["period"]["short"])
        operations.half_time(match.pk, source="test")

    assert shorts == ["H1", "H2", "ET1", "ET2", "PEN"]


def test_after_the_shoot_out_comes_nothing():
    match = make_match()
    for _ in range(5):
        operations.kick_off(match.pk, source="test")
        operations.half_time(match.pk, source="test")

    with pytest.raises(OperationError, match="There is no period after the shoot-out"):
        operations.kick_off(match.pk, source="test")


def test_overtimes_have_no_end():
    match = make_match(sport="basketball")
    shorts = []

    for _ in range(6):
        operations.kick_off(match.pk, source="test")
        shorts.append(row_of(match)["period"]["short"])
        operations.half_time(match.pk, source="test")

    assert shorts == ["Q1", "Q2", "Q3", "Q4", "OT1", "OT2"]


@pytest.mark.parametrize("status", ["interrupted", "suspended"])
def test_an_interrupted_match_goes_on_in_the_same_half_and_minute(status):
    match = make_match()
    operations.kick_off(match.pk, source="test", at=KICK_OFF)
    with time_machine.travel(after(30), tick=False):
        operations.amend(match.pk, {"status": status}, source="test")

    operations.kick_off(match.pk, source="test", at=after(50))

    row = row_of(match)
    assert (row["status"], row["period"]["short"]) == ("live", "H1")
    assert row["clock"] == {"seconds": 1800, "at": "2026-11-22T15:50:00Z", "running": True, "direction": "up"}


def test_half_time_is_only_of_a_live_match():
    match = make_match()

    with pytest.raises(OperationError, match="Cannot go into the break: the match is scheduled, not live"):
        operations.half_time(match.pk, source="test")


def test_half_time_twice_changes_nothing():
    match = play_first_half()
    before = count_updates()

    operations.half_time(match.pk, source="test")

    assert count_updates() == before


def test_full_time_ends_the_match_and_says_who_won():
    match = make_match(status="live", score=(2, 1))

    operations.full_time(match.pk, source="test")

    row = row_of(match)
    assert (row["status"], row["score"], row["winner"]) == ("ended", {"home": 2, "away": 1}, "home")
    assert "clock" not in row
    assert "period" not in row


def test_a_level_match_at_full_time_is_a_draw():
    match = make_match(status="live")

    operations.full_time(match.pk, source="test")

    assert row_of(match)["winner"] == "draw"


def test_a_shoot_out_decides_a_level_match():
    match = make_match(status="live", score=(1, 1))
    operations.set_period(match.pk, kind="shootout", number=1, home=3, away=4, source="test")

    operations.full_time(match.pk, source="test")

    row = row_of(match)
    assert (row["score"], row["winner"]) == ({"home": 1, "away": 1}, "away")


def test_full_time_twice_changes_nothing():
    match = make_match(status="ended")
    before = count_updates()

    operations.full_time(match.pk, source="test")

    assert count_updates() == before


def test_full_time_is_only_of_a_match_in_play():
    match = make_match()

    with pytest.raises(OperationError, match="Cannot end the match: it is scheduled, not in play"):
        operations.full_time(match.pk, source="test")


def test_a_postponed_match_says_why():
    match = make_match()

    operations.postpone(match.pk, source="admin:ana", reason="waterlogged pitch")

    row = row_of(match)
    assert (row["status"], row["note"]) == ("postponed", "waterlogged pitch")
    assert last_update(f"row.{match.pk}").reason == "waterlogged pitch"


def test_what_an_editor_says_of_a_postponement_no_feed_overwrites():
    match = make_match()
    operations.postpone(match.pk, source="admin:ana", reason="waterlogged pitch")

    operations.apply_report(match.pk, make_report(match, note="15:00", status="scheduled"), source="espn")

    row = row_of(match)
    assert (row["status"], row["note"]) == ("postponed", "waterlogged pitch")


def test_a_live_match_cannot_be_postponed():
    match = make_match(status="live")

    with pytest.raises(OperationError, match="The match cannot be postponed: it is live"):
        operations.postpone(match.pk, source="test")


def test_an_abandoned_match_keeps_its_score():
    match = make_match(status="live", score=(1, 0))

    operations.abandon(match.pk, source="test", reason="floodlights failed")

    row = row_of(match)
    assert (row["status"], row["score"], row["note"]) == ("abandoned", {"home": 1, "away": 0}, "floodlights failed")
    assert "clock" not in row


def test_only_a_match_in_play_can_be_abandoned():
    match = make_match()

    with pytest.raises(OperationError, match="The match cannot be abandoned: it is scheduled"):
        operations.abandon(match.pk, source="test")


def test_a_match_that_starts_again_starts_from_nothing():
    match = make_match(status="live", score=(2, 0))
    operations.set_period(match.pk, kind="period", number=1, home=2, away=0, source="test")
    operations.amend(match.pk, {"status": "scheduled"}, source="test", reason="the wrong match was started")

    operations.kick_off(match.pk, source="test")

    row = row_of(match)
    assert row["score"] == {"home": 0, "away": 0}
    assert row["parts"] == {"period-1": {"kind": "period", "number": 1, "short": "H1", "home": 0, "away": 0}}
