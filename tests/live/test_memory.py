"""What a hub remembers."""

from __future__ import annotations

from datetime import UTC, datetime

from scores.live.memory import Memory
from scores.live.protocol import Frame, patch_frame, state_frame

NOW = datetime(2026, 11, 22, 15, tzinfo=UTC)


def state(sequence: int, *topics: str, document: str = "row.1") -> Frame:
    return state_frame(document, sequence, NOW, topics, {"n": sequence})


def patch(sequence: int, *topics: str, document: str = "row.1") -> Frame:
    return patch_frame(document, sequence, NOW, topics, {"n": sequence})


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
