"""What to send when more has piled up of a document than readers can want: its state, which holds all that happened."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from scores.live.protocol import Frame

MANY = 32  # frames of one document; fewer are hardly longer than its state, and need no query


def piled_up(frames: Iterable[Frame]) -> list[str]:
    """The documents of which there are many frames."""
    return [document for document, number in Counter(frame.document for frame in frames).items() if number > MANY]


def conflated(frames: Sequence[Frame], states: Iterable[Frame]) -> list[Frame]:
    """The frames, with each state in the place of those that it makes needless, where it is shorter than they are.

    It goes to the readers of all of their topics, so that those of a topic that the document has left see it leave.
    """
    by_document: defaultdict[str, list[Frame]] = defaultdict(list)
    for frame in frames:
        by_document[frame.document].append(frame)
    for state in states:
        known = by_document[state.document]
        needless = [frame for frame in known if frame.sequence <= state.sequence]
        if sum(len(frame.text) for frame in needless) > len(state.text):
            topics = dict.fromkeys(topic for frame in [*needless, state] for topic in frame.topics)
            by_document[state.document] = [replace(state, topics=tuple(topics)), *known[len(needless) :]]
    return [frame for known in by_document.values() for frame in known]
