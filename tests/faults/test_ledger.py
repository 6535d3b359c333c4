"""The counting itself: a ledger that overlooks something would prove nothing."""

from __future__ import annotations

import pytest

from tests.faults.ledger import Count, Ledger, replayed

LOG = [("row.1", 1, {"home": 0}), ("row.1", 2, {"home": 1}), ("row.1", 3, {"home": 2})]
COMMITS = [("row.1", 2, 10.0), ("row.1", 3, 20.0)]
TRUTH = {"row.1": (3, {"home": 2})}
LONG_AFTER = 100.0


def state(sequence, home):
    return {"document": "row.1", "sequence": sequence, "state": {"home": home}}


def patch(sequence, home):
    return {"document": "row.1", "sequence": sequence, "patch": {"home": home}}


def reader(*taken):
    """One that was told these frames, each at its time."""
    ledger = Ledger()
    for frame, at in taken:
        ledger.take(frame, at)
    return ledger


def counted(ledger, *, since=0.0):
    return Count.of([ledger], COMMITS, replayed(LOG), lost=ledger.lacks(TRUTH), since=since)


def test_who_was_told_all_of_it_lacks_nothing():
    ledger = reader((state(1, 0), 1.0), (patch(2, 1), 10.5), (patch(3, 2), 20.25))

    assert counted(ledger) == Count(lost=0, duplicated=0, backwards=0, delays=[0.25, 0.5])


def test_what_never_came_is_lost():
    assert counted(reader((state(1, 0), 1.0))).lost == 2


def test_a_wrong_state_at_the_right_sequence_is_lost_too():
    assert counted(reader((state(3, 7), 1.0))).lost == 1


def test_a_jump_counts_though_it_heals_and_is_not_taken():
    ledger = reader((state(1, 0), 1.0))

    assert not ledger.take(patch(3, 2), 2.0)
    assert ledger.positions == {"row.1": 1}
    assert ledger.take(state(3, 2), 3.0)
    assert counted(ledger).lost == 1


def test_a_state_that_never_was_is_an_update_taken_twice():
    assert counted(reader((state(1, 0), 1.0), (state(2, 2), 2.0), (patch(3, 2), 3.0))).duplicated == 1


@pytest.mark.parametrize(
    ("frame", "found"), [(patch(2, 1), (1, 0)), (state(1, 0), (0, 1))], ids=["the same again", "an older one"]
)
def test_what_is_not_newer_is_ignored_and_counts_unless_the_reader_has_just_followed(frame, found):
    ledger = reader((state(2, 1), 1.0))
    ledger.follow(LONG_AFTER)

    ledger.take(frame, LONG_AFTER + 1)
    just_then = (ledger.duplicated, ledger.backwards)
    ledger.take(frame, LONG_AFTER * 2)

    assert just_then == (0, 0)
    assert (ledger.duplicated, ledger.backwards) == found
    assert ledger.documents == {"row.1": (2, {"home": 1})}


def test_staleness_counts_from_the_commit_or_from_the_end_of_the_fault():
    ledger = reader((state(1, 0), 1.0), (state(3, 2), 25.0))

    assert counted(ledger).delays == [5.0, 15.0]
    assert counted(ledger, since=22.0).delays == [3.0, 3.0]
    assert counted(ledger, since=26.0).staleness == 0
