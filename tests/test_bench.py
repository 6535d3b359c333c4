"""The measuring itself: a benchmark that cannot fail would prove nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bench.figures import Delays
from bench.readers import Taken, report

SNAPSHOT = {"document": "match.1", "sequence": 3, "state": {"score": {"home": 2, "away": 0}}}
AT = "2026-11-22T15:00:00.000Z"


def frame(sequence: int, **content: Any) -> dict[str, Any]:
    return {"document": "match.1", "sequence": sequence, "at": AT, **content}


def reader_of(*frames: dict[str, Any]) -> Taken:
    return [(0.0, json.dumps({"type": "frames", "frames": [each]}).encode()) for each in frames]


START = frame(1, state={"score": {"home": 0, "away": 0}})
FIRST = frame(2, patch={"score": {"home": 1}})
SECOND = frame(3, patch={"score": {"home": 2}})


def test_a_reader_is_right_when_its_frames_make_the_state_of_the_database():
    assert report([reader_of(START, FIRST, SECOND)], SNAPSHOT)["right"] == 1


def test_a_reader_that_lacks_the_last_frame_or_has_another_state_is_not_right():
    wrong = frame(3, patch={"score": {"home": 3}})

    assert report([reader_of(START, FIRST), reader_of(START, FIRST, wrong)], SNAPSHOT)["right"] == 0


def test_a_gap_is_an_error():
    with pytest.raises(AssertionError, match="jumped from 1 to 3"):
        report([reader_of(START, SECOND)], SNAPSHOT)


def test_one_in_a_hundred_is_slower_than_the_99th_percentile():
    assert Delays.of(range(1, 201)) == Delays(number=200, p50=100, p99=198, worst=200)
