from __future__ import annotations

from datetime import UTC, datetime

from scores.live.conflation import MANY, conflated, piled_up
from scores.live.protocol import Frame, patch_frame, state_frame

AT = datetime(2026, 11, 22, 15, tzinfo=UTC)


def patches(document: str, *sequences: int, topics: tuple[str, ...] = ("day.1",)) -> list[Frame]:
    return [patch_frame(document, sequence, AT, topics, {"note": "x" * 50}) for sequence in sequences]


def state(document: str, sequence: int, *, length: int = 50) -> Frame:
    return state_frame(document, sequence, AT, ("day.2",), {"note": "x" * length})


def told(frames: list[Frame]) -> list[tuple[str, int, bool]]:
    return [(frame.document, frame.sequence, frame.whole) for frame in frames]


def test_many_are_more_than_a_few():
    frames = patches("row.1", *range(MANY + 1)) + patches("row.2", *range(MANY))

    assert piled_up(frames) == ["row.1"]


def test_a_state_stands_for_what_led_to_it_and_what_comes_after_stays():
    frames = patches("row.1", 3, 4, 5, 6) + patches("row.2", 8)

    assert told(conflated(frames, [state("row.1", 5)])) == [
        ("row.1", 5, True),
        ("row.1", 6, False),
        ("row.2", 8, False),
    ]


def test_a_state_longer_than_what_led_to_it_is_not_worth_it():
    frames = patches("row.1", 3, 4)

    assert conflated(frames, [state("row.1", 4, length=500)]) == frames


def test_a_state_of_before_all_of_them_changes_nothing():
    frames = patches("row.1", 3, 4)

    assert conflated(frames, [state("row.1", 2)]) == frames


def test_readers_of_a_topic_that_the_document_has_left_get_the_state_too():
    frames = patches("row.1", 3, topics=("day.1",)) + patches("row.1", 4, topics=("day.1", "day.2"))

    [frame] = conflated(frames, [state("row.1", 4)])

    assert frame.topics == ("day.1", "day.2")
