"""What a hub remembers of the documents that its readers follow, within a bound of bytes."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from scores.live.protocol import Frame

# Beyond this a state is the shorter answer, and it can be read again.
RUN_FRAMES, RUN_BYTES = 256, 262_144


@dataclass(slots=True)
class Known:
    """One document: its sequence as last seen, and a run of frames that leads to it without a gap.

    The first frame of the run may be a whole state; each later one is the patch to the next sequence. `lead` are the
    patches that led to that state, as far back as somebody has asked for.
    """

    topics: tuple[str, ...] = ()
    sequence: int = 0
    at: float = 0
    run: deque[Frame] = field(default_factory=deque)
    lead: Sequence[Frame] = ()
    size: int = 0

    def add(self, frame: Frame) -> None:
        if frame.whole or len(self.run) >= RUN_FRAMES or self.size > RUN_BYTES:
            self.forget()
        self.run.append(frame)
        self.size += len(frame.text)
        self.sequence, self.at, self.topics = frame.sequence, frame.at, frame.topics

    def forget(self) -> None:
        self.run.clear()
        self.lead = ()
        self.size = 0

    def learn_lead(self, frames: Sequence[Frame]) -> None:
        """Take what was read from the log, as far back as patches go without a gap to the state of the run."""
        if not self.run or not self.run[0].whole:
            return
        lead: deque[Frame] = deque()
        for frame in reversed(frames):
            wanted = (lead[0].sequence if lead else self.run[0].sequence + 1) - 1
            if frame.sequence > wanted:
                continue
            if frame.sequence < wanted or frame.whole:
                break
            lead.appendleft(frame)
        self.size += size_of(lead) - size_of(self.lead)
        self.lead = lead

    def leads_from(self, position: int) -> bool:
        """Whether the lead goes back so far."""
        return bool(self.lead) and self.lead[0].sequence <= position + 1

    def since(self, position: int) -> list[Frame] | None:
        """The frames that take a reader from its position to the newest; None: they are not in memory."""
        if position == self.sequence:
            return []
        later = [frame for frame in self.run if frame.sequence > position]
        if later and not later[0].whole and 0 < position == later[0].sequence - 1:
            return later
        if not self.run or not self.run[0].whole:
            return None
        whole = list(self.run)
        if not position or not self.leads_from(position):
            return whole
        patches = [frame for frame in self.lead if frame.sequence > position] + whole[1:]
        return patches if size_of(patches) < size_of(whole) else whole


def size_of(frames: Iterable[Frame]) -> int:
    return sum(len(frame.text) for frame in frames)


class Memory:
    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.size = 0
        self._known: OrderedDict[str, Known] = OrderedDict()  # least recently changed first
        self._by_topic: dict[str, set[str]] = {}

    def __len__(self) -> int:
        return len(self._known)

    def __contains__(self, document: str) -> bool:
        return document in self._known

    def sequence(self, document: str) -> int:
        """The newest sequence seen; 0 of a document not seen."""
        known = self._known.get(document)
        return known.sequence if known else 0

    def at(self, document: str) -> float:
        """When the newest of its updates that was seen was logged."""
        known = self._known.get(document)
        return known.at if known else 0

    def documents_in(self, topic: str) -> Collection[str]:
        return self._by_topic.get(topic, ())

    def accepts(self, frame: Frame) -> bool:
        """Whether this frame is newer and leaves no gap; a whole state never leaves one."""
        sequence = self.sequence(frame.document)
        return frame.sequence > sequence and (frame.whole or frame.sequence == sequence + 1)

    def add(self, frame: Frame) -> Frame:
        """Take a frame that is accepted; return it with the topics whose readers are to have it."""
        known = self._known.setdefault(frame.document, Known())
        if frame.whole and not set(known.topics) <= set(frame.topics):
            # A state read from the database names the topics of today; readers of the old ones must see it leave.
            frame = replace(frame, topics=tuple({*known.topics, *frame.topics}))
        self._keep(known, frame)
        return frame

    def learn(self, frame: Frame) -> None:
        """Take a state that was read from the database and is not newer than what was seen."""
        known = self._known.get(frame.document)
        if known is not None and frame.sequence == known.sequence:
            # Under the topics it is known by: it may have left them, and is forgotten with them.
            self._keep(known, replace(frame, topics=known.topics))

    def since(self, document: str, position: int) -> list[Frame] | None:
        known = self._known.get(document)
        return known.since(position) if known else None

    def leads_from(self, document: str, position: int) -> bool:
        return document in self._known and self._known[document].leads_from(position)

    def learn_lead(self, document: str, frames: Sequence[Frame]) -> None:
        known = self._known.get(document)
        if known is not None:
            before = known.size
            known.learn_lead(frames)
            self.size += known.size - before
            self._keep_within_bound()

    def drop(self, topic: str, followed: Collection[str]) -> None:
        """Forget the documents of a topic that nobody follows any more, unless another topic of theirs is followed."""
        for document in list(self._by_topic.get(topic, ())):
            if not any(other in followed for other in self._known[document].topics):
                self.forget(document)

    def forget(self, document: str) -> None:
        known = self._known.pop(document)
        self._file(document, known.topics, ())
        self.size -= known.size

    def _keep(self, known: Known, frame: Frame) -> None:
        before = known.size
        self._file(frame.document, known.topics, frame.topics)
        known.add(frame)
        self.size += known.size - before
        self._known.move_to_end(frame.document)
        self._keep_within_bound()

    def _file(self, document: str, before: Iterable[str], after: Iterable[str]) -> None:
        if before == after:
            return
        for topic in before:
            if members := self._by_topic.get(topic):
                members.discard(document)
                if not members:
                    del self._by_topic[topic]
        for topic in after:
            self._by_topic.setdefault(topic, set()).add(document)

    def _keep_within_bound(self) -> None:
        """Sequences are kept, they are what finds a gap; frames can be read again."""
        if self.size <= self.max_bytes:
            return
        for known in self._known.values():
            self.size -= known.size
            known.forget()
            if self.size <= self.max_bytes // 2:
                return
