"""One reader: what it follows, what it missed, and whether it keeps up. Nobody ever waits for it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from scores.live import metrics, protocol
from scores.live.protocol import Frame, Message

logger = logging.getLogger(__name__)

Send = Callable[[dict[str, Any]], Coroutine[Any, Any, None]]
Write = Callable[[bytes], int]
Abort = Callable[[int], None]


class Hub(Protocol):
    """What a reader needs of its hub."""

    def now(self) -> float: ...
    def clock(self) -> datetime: ...
    def add(self, reader: Reader, topics: Iterable[str]) -> None: ...
    def remove(self, reader: Reader, topics: Iterable[str]) -> None: ...
    def sequence(self, document: str) -> int: ...
    async def positions(
        self, topics: Iterable[str], claimed: Mapping[str, int], since: datetime | None
    ) -> dict[str, int]: ...
    async def since(self, positions: Mapping[str, int]) -> list[Frame]: ...


class Line(NamedTuple):
    """How a server writes whole frames past ASGI, while nothing waits to be written."""

    write: Write  # what the kernel takes at once, in bytes; raises OSError when it takes nothing
    push: Callable[[bytes], None]  # the rest, which may have to wait; raises RuntimeError when the connection is closed


MAX_UNACKED = 512  # frames that may be under way without an ack
BEHIND_SECONDS = 30.0
AIMLESS_SECONDS = 60.0  # without a topic
ROUND = 256  # readers that are written to before others have their turn


def _nothing(_: int) -> None:
    pass


class _Unfinished:
    """A coroutine that was started by hand and did not finish at once: await the rest of it."""

    def __init__(self, coroutine: Coroutine[Any, Any, None], waits_for: Any) -> None:
        self.coroutine, self.waits_for = coroutine, waits_for

    def __await__(self) -> Generator[Any, Any, None]:
        yield self.waits_for
        yield from self.coroutine.__await__()


@dataclass(frozen=True)
class _Follow:
    topics: list[str]
    positions: Mapping[str, int]
    since: datetime | None
    at: datetime


class Reader:
    """Follows topics over one connection.

    It is *current* while every send finishes at once. Else a task of its own brings it up to date: after a
    follow, after a send that had to wait, after a pause without acks. While it does, the hub only notes which
    documents it missed; so a slow reader skips intermediate states and loses none that matter.
    """

    # What each update touches comes first and stands together: with thousands of readers, memory is what takes time.
    __slots__ = (
        *("write", "unacked", "last_sent"),
        *(
            "busy_since",
            "topics",
            "missed",
            "aimless_since",
            "_task",
            "_line",
            "_acked",
            "_acks",
            "_hub",
            "_send",
            "_abort",
        ),
        *("_wanted", "_said", "_unfinished"),
    )

    def __init__(self, hub: Hub, send: Send, abort: Abort, *, acks: bool) -> None:
        self._hub, self._send, self._abort, self._acks = hub, send, abort, acks
        self._line: Line | None = None
        self.write: Write | None = None  # to be used while nothing is in the way
        self.topics: set[str] = set()
        self.missed: dict[str, int] = {}  # document: the sequence the reader has
        self._wanted: list[_Follow] = []  # not yet answered
        self._said: list[str] = []  # messages that wait behind a catch-up
        self._task: asyncio.Task[None] | None = None
        self._unfinished: _Unfinished | None = None
        self.busy_since: float | None = None
        self.aimless_since = self.last_sent = hub.now()
        self.unacked = 0  # frames; mostly so few that Python has the number ready
        self._acked = 0

    # What the connection asks for

    def follow(self, topics: list[str], positions: Mapping[str, int], since: datetime | None = None) -> None:
        """Follow first, then read: what commits during the read arrives twice, never zero times."""
        self._hub.add(self, topics)
        self._wanted.append(_Follow(topics, positions, since, at=self._hub.clock()))
        self._bring_up_to_date()

    def unfollow(self, topics: Iterable[str]) -> None:
        self._hub.remove(self, topics)
        self.aimless_since = self._hub.now()  # which counts when it was the last topic

    def ack(self, frames: int) -> None:
        newly = min(frames - self._acked, self.unacked)
        if newly > 0:
            self._acked += newly
            self.unacked -= newly
        if self.missed:
            self._bring_up_to_date()

    def say(self, text: str) -> None:
        """Send a message that is not of the log, in its turn."""
        if self.is_busy:
            self._said.append(text)
        elif self.write is not None and isinstance(text, Message):
            self.last_sent = self._hub.now()
            self._write_now(self.write, text.frame)
        else:
            self._offer_text(text)

    def _write_now(self, write: Write, frame: bytes) -> None:
        try:
            written = write(frame)
        except OSError:
            written = 0
        if written != len(frame):
            self.push(frame[written:])

    def writes_with(self, line: Line | None) -> None:
        """The server says how frames can be written at once, past ASGI; None while it would have to wait."""
        self._line = line
        self.write = None if line is None or self.is_busy else line.write

    def push(self, rest: bytes) -> None:
        """The kernel did not take all of a frame: the server keeps the rest, and is the one to find out why."""
        assert self._line is not None
        try:
            self._line.push(rest)
        except RuntimeError:  # its connection closed this very moment
            self.writes_with(None)

    # What the hub hands over

    @property
    def is_busy(self) -> bool:
        return self._task is not None

    @property
    def is_overdue(self) -> bool:
        """It has too many frames under way that it has not acknowledged."""
        return self._acks and self.unacked > MAX_UNACKED

    def has_overstayed(self, now: float) -> bool:
        """It has been behind, or has followed nothing, for too long."""
        if self.busy_since is None and self.topics:
            return False
        behind = self.busy_since is not None and now - self.busy_since > BEHIND_SECONDS
        return behind or (not self.topics and now - self.aimless_since > AIMLESS_SECONDS)

    def offer(self, batch: list[Frame], text: str) -> bool:
        """Hand over frames, already encoded as one message; whether it went out. Never waits."""
        if self._task is not None or self.is_overdue:
            self.busy_since = self.busy_since or self._hub.now()
            for frame in batch:
                self.missed.setdefault(frame.document, 0 if frame.whole else frame.sequence - 1)
            return False
        self.unacked += len(batch)
        self._offer_text(text)
        return True

    def _offer_text(self, text: str) -> None:
        self.last_sent = self._hub.now()
        sending = self._send({"type": "websocket.send", "text": text})
        try:
            waits_for = sending.send(None)
        except StopIteration:
            return
        except Exception:  # the connection is gone; its consumer is about to be told
            return
        self._unfinished = _Unfinished(sending, waits_for)
        self._bring_up_to_date()

    def _bring_up_to_date(self) -> None:
        if self._task is None:
            self.busy_since = self._hub.now()
            self.write = None
            self._task = asyncio.create_task(self._catch_up())

    async def _catch_up(self) -> None:
        try:
            await self._until_current()
        except asyncio.CancelledError:
            raise
        except Exception as error:
            logger.debug("A reader was lost while it was caught up: %r", error)
            self._abort(protocol.RESTART)
        finally:
            self._task = None
            self.writes_with(self._line)

    async def _until_current(self) -> None:
        """Send until nothing is missing; the last look and the end of the task are one step of the loop."""
        while True:
            if self._unfinished is not None:
                unfinished, self._unfinished = self._unfinished, None
                await unfinished
            elif self._wanted:
                follow = self._wanted.pop(0)
                positions = await self._hub.positions(follow.topics, follow.positions, follow.since)
                held = await self._send_frames(positions)
                await self._send_text(protocol.followed(follow.topics, self._hub.clock(), since=follow.at))
                self._note_missed(held)
            elif self._said:
                await self._send_text(self._said.pop(0))
            elif self.missed and not self.is_overdue:
                missed, self.missed = self.missed, {}
                self._note_missed(await self._send_frames(missed))
            else:
                break
        if not self.missed:
            self.busy_since = None

    def _note_missed(self, held: Mapping[str, int]) -> None:
        """Of what was missed meanwhile, keep what is newer than what the reader now holds.

        A document that the hub has forgotten has left the topics: what was noted of its leaving stays noted.
        """
        for document, sequence in held.items():
            newest = self._hub.sequence(document)
            if newest > sequence:
                self.missed[document] = sequence
            elif newest:
                self.missed.pop(document, None)

    async def _send_frames(self, positions: Mapping[str, int]) -> dict[str, int]:
        """Send what takes the reader from its positions to the newest states; return the sequences it then holds."""
        held = dict(positions)
        frames = await self._hub.since(positions)
        for start in range(0, len(frames), MAX_UNACKED):
            batch = frames[start : start + MAX_UNACKED]
            await self._send_text(protocol.frames(batch))
            metrics.batches.inc()
            metrics.frames.inc(len(batch))
            self.unacked += len(batch)
            held.update({frame.document: frame.sequence for frame in batch})
        return held

    async def _send_text(self, text: str) -> None:
        self.last_sent = self._hub.now()
        await self._send({"type": "websocket.send", "text": text})

    def close(self) -> None:
        """The connection is over."""
        self._line = self.write = None
        if self._task is not None:
            self._task.cancel()
        if self._unfinished is not None:
            self._unfinished.coroutine.close()
        self._hub.remove(self, list(self.topics))
        self._abort = _nothing  # it and its consumer would hold each other until garbage is looked for

    def abort(self, code: int) -> None:
        self._abort(code)


def hand_out(readers: Sequence[Reader], batch: list[Frame], message: Message, now: float) -> int:
    """Hand frames to many readers, encoded and framed once; to how many they went. Never waits.

    No lines of the site run more often.
    """
    frame, number, skipped = message.frame, len(batch), 0
    size = len(frame)
    for reader in readers:
        write, unacked = reader.write, reader.unacked + number
        if write is None or unacked > MAX_UNACKED:
            skipped += not reader.offer(batch, message)
            continue
        try:
            written = write(frame)
        except OSError:
            written = 0
        if written != size:
            reader.push(frame[written:])
        reader.unacked = unacked
        reader.last_sent = now
    return len(readers) - skipped
