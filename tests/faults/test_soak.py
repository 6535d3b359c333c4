"""What `make faults` and `make soak` fail on."""

from __future__ import annotations

from dataclasses import replace

from tests.faults.faults import FAULTS
from tests.faults.ledger import Count
from tests.faults.soak import grown
from tests.faults.table import shortcomings
from tests.faults.trial import Outcome, Scale

SCALE = Scale(readers=1, a_second=1, changes=1, storm=1, megabytes=5)
RIGHT = Outcome(
    fault=replace(FAULTS[0], name="a fault", seconds=2),
    readers=1,
    updates=1,
    count=Count(lost=0, duplicated=0, backwards=0, delays=[0.1, 2.0]),
    megabytes=5,
    notes=[],
)


def test_a_trial_in_which_all_was_right_has_no_shortcoming():
    assert shortcomings(RIGHT, SCALE) == []


def test_each_broken_promise_is_told():
    wrong = replace(RIGHT, count=Count(lost=1, duplicated=2, backwards=3, delays=[2.1]), megabytes=5.1)

    assert shortcomings(wrong, SCALE) == [
        "a fault: 1 updates were lost.",
        "a fault: 2 were taken twice.",
        "a fault: 3 steps went backwards.",
        "a fault: a reader was stale for 2.10 s.",
        "a fault: a process grew by 5.1 MB.",
    ]


def test_a_process_that_holds_more_and_more_is_told_and_one_that_was_started_anew_is_not():
    held = [(passed, {1: 100 + size, 2: 100}) for passed, size in [(0.1, -50), (0.3, 0), (0.4, 1), (0.8, 4), (0.9, 8)]]
    anew = [(0.95, {2: 100, 3: 900})]

    assert grown(held) == ["A web process grew by 5.5%, which is more than 5%."]
    assert grown(held[:3]) == []
    assert grown([*held, *anew]) == []
