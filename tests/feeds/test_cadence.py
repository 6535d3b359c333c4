from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from feeds.polling.cadence import Fixture, detail_wait, ends_in, has_details, list_wait
from feeds.polling.circuit import Circuit
from scores.sports import Status

NOW = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
LIVE = 15.0
MINUTE, HOUR = 60.0, 3600.0


def at(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def fixture(kick_off: float | None, status: Status | None = Status.SCHEDULED, over: float | None = None) -> Fixture:
    return Fixture(None if kick_off is None else at(kick_off), status, None if over is None else at(over))


@pytest.mark.parametrize(
    ("fixtures", "wait"),
    [
        ([], 10 * MINUTE),
        ([fixture(3 * 24 * 60)], 10 * MINUTE),
        ([fixture(8 * 60)], 5 * MINUTE),
        ([fixture(13)], 3 * MINUTE),
        ([fixture(10.1)], LIVE),
        ([fixture(10)], LIVE),
        ([fixture(0)], LIVE),
        ([fixture(-170)], LIVE),
        ([fixture(-181)], 10 * MINUTE),
        ([fixture(-170, None)], LIVE),
        ([fixture(None)], 10 * MINUTE),
        ([fixture(-5, Status.POSTPONED)], 10 * MINUTE),
        ([fixture(-5, Status.CANCELLED), fixture(60)], 5 * MINUTE),
        ([fixture(-30, Status.DELAYED)], LIVE),
        ([fixture(-400, Status.LIVE)], LIVE),
        ([fixture(-60, Status.BREAK)], LIVE),
        ([fixture(-60, Status.INTERRUPTED)], LIVE),
        ([fixture(-60, Status.SUSPENDED)], LIVE),
        ([fixture(-361, Status.SUSPENDED)], 10 * MINUTE),
        ([fixture(-120, Status.ENDED, 0)], MINUTE),
        ([fixture(-120, Status.ENDED, -9)], MINUTE),
        ([fixture(-120, Status.ENDED, -10)], 5 * MINUTE),
        ([fixture(-120, Status.ENDED, -12)], 3 * MINUTE),
        ([fixture(-120, Status.CLOSED, -15)], 10 * MINUTE),
        ([fixture(-999, Status.ENDED, -595)], 5 * MINUTE),
        ([fixture(-999, Status.ENDED, -700)], 10 * MINUTE),
        ([fixture(-120, Status.ENDED, -1), fixture(-90, Status.LIVE)], LIVE),
        ([fixture(-120, Status.ENDED, -60), fixture(10)], LIVE),
    ],
)
def test_a_list_is_asked_for_as_its_matches_stand(fixtures, wait):
    assert list_wait(fixtures, NOW, LIVE) == pytest.approx(wait)


def test_a_list_is_never_asked_for_more_often_than_its_provider_says():
    waits = [list_wait(each, NOW, 1800.0) for each in ([], [fixture(0)], [fixture(-120, Status.ENDED, -1)])]

    assert waits == [1800.0] * 3


@pytest.mark.parametrize(
    ("match", "wait"),
    [
        (fixture(-30, Status.LIVE), LIVE),
        (fixture(5), 5 * MINUTE),
        (fixture(-1), LIVE),
        (fixture(60), None),
        (fixture(-120, Status.ENDED, -1), MINUTE),
        (fixture(-120, Status.ENDED, -10), 5 * MINUTE),
        (fixture(-120, Status.ENDED, -15), 20 * MINUTE),
        (fixture(-120, Status.ENDED, -35), 60 * MINUTE),
        (fixture(-240, Status.ENDED, -95), 505 * MINUTE),
        (fixture(-900, Status.ENDED, -601), None),
        (fixture(-30, Status.ABANDONED), None),
    ],
)
def test_the_documents_of_a_match_are_asked_for_while_it_is_played_and_checked_after(match, wait):
    assert detail_wait(match, NOW, LIVE) == wait


@pytest.mark.parametrize(("minutes", "wait"), [(41, None), (40, 10 * MINUTE), (12, 10 * MINUTE), (4, 4 * MINUTE)])
def test_line_ups_are_asked_for_before_the_kick_off_where_there_are_some(minutes, wait):
    match, before = fixture(minutes), timedelta(minutes=40)

    assert detail_wait(match, NOW, LIVE, before=before) == wait
    assert has_details(match, NOW, before=before) is (wait is not None)


@pytest.mark.parametrize(
    ("match", "begun"),
    [
        (fixture(5), False),
        (fixture(0), True),
        (fixture(-30, Status.LIVE), True),
        (fixture(5, Status.LIVE), True),
        (fixture(-120, Status.ENDED, -1), True),
        (fixture(-900, Status.ENDED, -601), False),
        (fixture(-900, Status.ENDED), False),
        (fixture(-30, Status.POSTPONED), False),
    ],
)
def test_a_match_that_has_not_begun_has_no_documents_yet(match, begun):
    assert has_details(match, NOW) is begun


@pytest.mark.parametrize(
    ("fixtures", "seconds"),
    [
        ([], 72 * HOUR),
        ([fixture(300)], 72 * HOUR),
        ([fixture(-60, Status.LIVE)], 2 * HOUR),
        ([fixture(-60, Status.LIVE), fixture(300)], 8 * HOUR),
        ([fixture(-60, Status.LIVE), fixture(3 * 24 * 60)], 2 * HOUR),
        ([fixture(-200, Status.LIVE)], HOUR / 2),
        ([fixture(None, Status.LIVE)], HOUR / 2),
    ],
)
def test_a_budget_must_last_until_the_last_match_of_the_day_is_over(fixtures, seconds):
    assert ends_in(fixtures, NOW) == seconds


def failed(times: int) -> Circuit:
    circuit = Circuit()
    for _ in range(times):
        circuit = circuit.failed(NOW)
    return circuit


def test_a_circuit_opens_after_five_failures_and_stays_open_longer_and_longer():
    circuits = [failed(times) for times in range(1, 12)]

    assert [circuit.state(NOW) for circuit in circuits] == ["closed"] * 4 + ["open"] * 7
    waits = [(circuit.open_until - NOW).total_seconds() for circuit in circuits if circuit.open_until]
    assert all(30 * 2**number <= wait <= 60 * 2**number for number, wait in enumerate(waits[:4]))
    assert all(450 <= wait <= 900 for wait in waits[4:])


def test_an_open_circuit_half_opens_and_a_success_closes_it():
    circuit = failed(5)

    assert circuit.state(at(2)) == "half-open"
    assert circuit.failed(at(2)).state(at(2)) == "open"
    assert circuit.succeeded() == Circuit()
