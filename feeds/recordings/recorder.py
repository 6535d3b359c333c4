"""Keeping what a provider answers, so that it can be played again.

espn-2026-11-22T15-00-12.jsonl       being written: a line is one write, and a process that is killed in the middle
                                     of it loses that line
espn-2026-11-22T14-00-03.jsonl.xz    an hour, packed when it was over
"""

from __future__ import annotations

import fcntl
import logging
import lzma
import os
import re
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from feeds.recordings.lines import Recorded, RecordingError, format_line
from feeds.recordings.reading import read_lines
from feeds.secrecy import address_without_keys, public_headers, without_keys

GIGABYTES_2 = 2 * 1024**3
SEGMENT = 32 * 1024**2  # packed in half a second, which is how long a poll may have to wait for it
PRESET = 2  # its dictionary takes in a board of 2 MB, so that the next one costs only what changed
log = logging.getLogger(__name__)


class Recorder:
    """Keeps each answer that differs from the one before it at its address. Trouble with the disk ends no polling.

    A segment begins with whatever each address answers next, changed or not, so that it can be played by itself.
    """

    def __init__(self, directory: Path, provider: str, *, max_bytes: int = GIGABYTES_2) -> None:
        self._directory, self._provider, self._max_bytes = directory, provider, max_bytes
        self._segment_bytes = min(SEGMENT, max_bytes // 4)
        self._known: dict[str, bytes] = {}  # by address, what its last line was of
        self._open: _Segment | None = None
        self._is_failing = False
        try:
            directory.mkdir(parents=True, exist_ok=True)
            self._resume()
        except OSError as error:
            raise RecordingError(f"Cannot record in {directory}: {error.strerror or error}.") from None

    def keep(self, observed_at: datetime, address: str, status: int, headers: Mapping[str, str], body: bytes) -> None:
        if self._open and (self._open.hour != _hour(observed_at) or self._open.is_gone):
            self._end_segment()
        address = address_without_keys(address)
        payload = without_keys(body)
        digest = _digest(status, payload)
        if self._known.get(address) == digest:
            return
        line = Recorded(observed_at, payload, self._provider, address, status, public_headers(headers))
        try:
            self._append(observed_at, format_line(line))
        except OSError as error:
            self._say_failing(error)
        else:
            self._known[address] = digest
            self._is_failing = False

    def close(self) -> None:
        """Leave the segment as it is: the next recorder goes on with it."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def _append(self, at: datetime, line: bytes) -> None:
        if self._open and self._open.size and self._open.size + len(line) > self._segment_bytes:
            self._end_segment()
        if self._open is None:
            self._open = _Segment.new(self._directory, self._provider, at)
            self._make_room()
        self._open.append(line)

    def _end_segment(self) -> None:
        segment, self._open = self._open, None
        self._known.clear()
        if segment:
            self._pack(segment)

    def _resume(self) -> None:
        """Go on with the newest segment that was left open, and pack the others."""
        found = [segment for path in self._files(".jsonl") if (segment := _Segment.left(path, self._provider))]
        for segment in found[:-1]:
            self._pack(segment)
        if found:
            try:
                self._known = found[-1].known()
                self._open = found[-1]
            except RecordingError as error:
                log.warning("%s It is left as it is, and another one begun", error)
                self._pack(found[-1])
        self._make_room()

    def _pack(self, segment: _Segment) -> None:
        try:
            segment.pack()
        except OSError as error:  # the plain one stays, and is packed by the next recorder
            self._say_failing(error)
        finally:
            segment.close()

    def _make_room(self) -> None:
        """The oldest go. Room is left for the segment that is being written."""
        paths = [path for path in self._files(".jsonl", ".jsonl.xz") if not self._open or path != self._open.path]
        sizes = {path: _size(path) for path in paths}
        while paths and sum(sizes.values()) > self._max_bytes - self._segment_bytes:
            oldest = paths.pop(0)
            del sizes[oldest]
            oldest.unlink(missing_ok=True)
            log.warning(
                "The recording of %s has reached its bound of %d bytes: its oldest part, %s, was removed",
                self._provider,
                self._max_bytes,
                oldest.name,
            )

    def _files(self, *endings: str) -> list[Path]:
        """This provider's, oldest first: their names begin with the moment."""
        named = re.compile(rf"{re.escape(self._provider)}-(\d{{4}}-\d\d-\d\dT\d\d-\d\d-\d\d)(\.jsonl(?:\.xz)?)")
        found = ((match, path) for path in self._directory.iterdir() if (match := named.fullmatch(path.name)))
        return [path for match, path in sorted(found, key=lambda each: each[0][1]) if match[2] in endings]

    def _say_failing(self, error: OSError) -> None:
        if not self._is_failing:
            log.error(
                "The answers of %s cannot be recorded in %s: %s. Polling goes on; what comes is not kept until "
                "there is room and the folder can be written",
                self._provider,
                self._directory,
                error.strerror or error,
            )
        self._is_failing = True


class _Segment:
    """A file of lines, locked by the process that writes it: two recorders of one provider never share one."""

    def __init__(self, path: Path, descriptor: int, hour: str) -> None:
        self.path, self.hour = path, hour
        self._packed = path.with_suffix(".jsonl.xz")
        self._part = path.with_suffix(".jsonl.xz.part")
        self._descriptor = descriptor
        self.size = os.fstat(descriptor).st_size

    @classmethod
    def new(cls, directory: Path, provider: str, at: datetime) -> _Segment:
        name_at = at.astimezone(UTC)
        while True:
            path = directory / f"{provider}-{name_at:%Y-%m-%dT%H-%M-%S}.jsonl"
            try:
                if not path.with_suffix(".jsonl.xz").exists():
                    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o644)
                    fcntl.flock(descriptor, fcntl.LOCK_EX)
                    return cls(path, descriptor, _hour(at))
            except FileExistsError:
                pass
            name_at += timedelta(seconds=1)  # two segments that begin in one second

    @classmethod
    def left(cls, path: Path, provider: str) -> _Segment | None:
        """One that is there already, without a line that was not finished; None while another process writes it."""
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_APPEND)
        except FileNotFoundError:  # another process has just packed it
            return None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        segment = cls(path, descriptor, path.name[len(provider) + 1 :][: len("2026-11-22T15")])
        segment._cut_off()
        segment._part.unlink(missing_ok=True)  # of one that was killed while it packed
        return segment

    @property
    def is_gone(self) -> bool:
        """Somebody has removed the file, or the folder: what is written to it then, nobody reads."""
        return os.fstat(self._descriptor).st_nlink == 0

    def append(self, line: bytes) -> None:
        try:
            written = os.write(self._descriptor, line)
            if written < len(line):  # a full disk takes a part, and refuses the next one
                written += os.write(self._descriptor, line[written:])
        except OSError:
            os.ftruncate(self._descriptor, self.size)
            raise
        self.size += written

    def known(self) -> dict[str, bytes]:
        """What the last line of each address was of."""
        lines = read_lines(self.path)
        return {line.address: _digest(line.status, line.payload) for line in lines}

    def _cut_off(self) -> None:
        whole = self.path.read_bytes().rfind(b"\n") + 1
        if whole < self.size:
            log.warning("The last line of %s was not finished, and is left out", self.path)
            os.ftruncate(self._descriptor, whole)
            self.size = whole

    def pack(self) -> None:
        """A process that is killed in the middle leaves the plain one, whole."""
        try:
            with self.path.open("rb") as lines, lzma.open(self._part, "wb", preset=PRESET) as into:
                shutil.copyfileobj(lines, into, 1024 * 1024)
        except OSError:
            self._part.unlink(missing_ok=True)  # a full disk has better uses for its room
            raise
        os.replace(self._part, self._packed)
        self.path.unlink()

    def close(self) -> None:
        os.close(self._descriptor)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _digest(status: int, payload: bytes) -> bytes:
    return sha256(b"%d " % status + payload).digest()


def _hour(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H}"
