"""What a hub remembers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scores.live.memory import Memory
from scores.live.protocol import Frame, patch_frame, state_frame

NOW = datetime(2026, 11, 22, 15, tzinfo=UTC)


def state(sequence: int, *topics: str, document: str = "row.1", size: int = 0) -> Frame:
    return state_frame(document, sequence, NOW, topics, {"n": sequence, "rest": "x" * size})


def patch(sequence: int, *topics: str, document: str = "row.1") -> Frame:
    return patch_frame(document, sequence, NOW, topics, {"n": sequence})


def sequences(frames: list[Frame] | None) -> list[int]:
    return [frame.sequence for frame in frames or ()]


def remembering(*frames: Frame, max_bytes: int = 1_000_000) -> Memory:
    memory = Memory(max_bytes)
    for frame in frames:
        assert memory.accepts(frame)
        memory.add(frame)
    return memory


def test_a_position_is_answered_with_what_came_after_it():
    memory = remembering(state(3, "a"), patch(4, "a"), patch(5, "a"))

    assert [frame.sequence for frame in memory.since("row.1", 4) or ()] == [5]
    assert [frame.sequence for frame in memory.since("row.1", 3) or ()] == [4, 5]
    assert memory.since("row.1", 5) == []


def test_who_has_nothing_or_too_little_gets_the_state_and_what_came_after_it():
    memory = remembering(state(3, "a"), patch(4, "a"))

    assert [frame.sequence for frame in memory.since("row.1", 0) or ()] == [3, 4]
    assert [frame.sequence for frame in memory.since("row.1", 1) or ()] == [3, 4]


def test_a_gap_is_not_accepted_but_a_state_is():
    memory = remembering(state(3, "a"))

    assert not memory.accepts(patch(5, "a"))
    assert not memory.accepts(patch(3, "a"))
    assert memory.accepts(state(9, "a"))


def test_frames_are_forgotten_beyond_the_bound_and_sequences_are_not():
    memory = remembering(*(state(1, "a", document=f"row.{number}") for number in range(100)), max_bytes=1000)

    assert memory.size <= 1000
    assert memory.since("row.0", 0) is None
    assert memory.sequence("row.0") == 1


def test_a_document_of_two_topics_is_found_by_the_one_that_was_dropped_and_is_followed_again():
    memory = remembering(state(1, "day", "team"))

    memory.drop("day", followed=["team"])

    assert list(memory.documents_in("day")) == ["row.1"]


def test_a_document_that_left_a_topic_is_not_kept_for_it():
    memory = remembering(state(1, "a"))
    memory.add(patch(2, "a", "b"))
    memory.learn(state(2, "b"))

    memory.drop("b", followed=[])

    assert len(memory) == 0
    memory.drop("a", followed=[])
    assert memory.size == 0


def test_patches_that_led_to_the_state_are_the_answer_where_they_are_shorter():
    memory = remembering(state(5, "a", size=500), patch(6, "a"))

    memory.learn_lead("row.1", [patch(2, "a"), patch(3, "a"), patch(4, "a"), patch(5, "a"), patch(6, "a")])

    assert sequences(memory.since("row.1", 3)) == [4, 5, 6]
    assert sequences(memory.since("row.1", 1)) == [2, 3, 4, 5, 6]
    assert sequences(memory.since("row.1", 5)) == [6]
    assert sequences(memory.since("row.1", 0)) == [5, 6]


def test_patches_that_are_longer_than_the_state_are_not_sent():
    memory = remembering(state(5, "a"))

    memory.learn_lead("row.1", [patch(sequence, "a") for sequence in range(2, 6)])

    assert sequences(memory.since("row.1", 1)) == [5]
    assert sequences(memory.since("row.1", 4)) == [5]


@pytest.mark.parametrize(
    "read",
    [
        pytest.param([patch(3, "a"), patch(5, "a")], id="a gap"),
        pytest.param([patch(3, "a"), patch(4, "a")], id="not yet the state"),
        pytest.param([patch(3, "a"), state(4, "a"), patch(5, "a")], id="another state between"),
        pytest.param([], id="nothing"),
    ],
)
def test_patches_lead_only_as_far_back_as_there_is_no_gap(read):
    memory = remembering(state(5, "a", size=500))

    memory.learn_lead("row.1", read)

    assert sequences(memory.since("row.1", 2)) == [5]


def test_patches_that_led_to_a_state_count_towards_the_bound():
    memory = remembering(state(5, "a", size=500), max_bytes=700)

    memory.learn_lead("row.1", [patch(sequence, "a") for sequence in range(2, 6)])

    assert memory.size == 0
    assert memory.since("row.1", 3) is None
    assert memory.sequence("row.1") == 5
