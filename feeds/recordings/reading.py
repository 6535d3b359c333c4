"""Reading what was recorded: a body, a file of answers, or a folder of such files as one sequence."""

from __future__ import annotations

import gzip
import heapq
import json
import logging
import lzma
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from feeds.recordings.lines import Recorded, RecordingError, parse_line

OPENERS: dict[str, Any] = {".xz": lzma.open, ".gz": gzip.open}
ENDINGS = (".jsonl", ".jsonl.xz", ".jsonl.gz")
BROKEN = (OSError, EOFError, lzma.LZMAError)  # gzip.BadGzipFile is an OSError
log = logging.getLogger(__name__)


def read_body(path: Path) -> bytes:
    """The body in a file; .gz is unpacked, and a recorded response with status and headers gives its body."""
    try:
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    except (OSError, EOFError) as error:
        raise RecordingError(_cannot_read(path, error)) from None
    if b'"headers"' not in content[:4096] and b'"body"' not in content:
        return content
    try:
        document = json.loads(content)
    except ValueError:
        return content
    is_response = isinstance(document, dict) and {"status", "headers", "body"} <= document.keys()
    return document["body"].encode() if is_response and isinstance(document["body"], str) else content


def files_of(path: Path) -> list[Path]:
    """The recording itself or, of a folder, the recordings in it."""
    if not path.is_dir():
        return [path]
    # A segment that was being packed when its recorder was killed stands there twice, and the plain one is whole.
    found = {_stem(each): each for ending in reversed(ENDINGS) for each in sorted(path.glob(f"*{ending}"))}
    if not found:
        raise RecordingError(f"There is no recording in {path}: none of its files ends in {', '.join(ENDINGS)}.")
    return [found[stem] for stem in sorted(found)]


def read_recording(path: Path) -> Iterator[Recorded]:
    """The lines of a file or of all files of a folder, in order of time."""
    return read_files(files_of(path))


def read_files(files: Sequence[Path]) -> Iterator[Recorded]:
    """The lines of all of them, in order of time."""
    if len(files) == 1:
        yield from read_lines(files[0])
        return
    # A file is opened when its first line is due: a folder of a month has more of them than a process may open.
    starts = sorted((start, number) for number, file in enumerate(files) if (start := _start(file)))
    merged: list[tuple[datetime, int, Recorded, Iterator[Recorded]]] = []
    while starts or merged:
        while starts and (not merged or starts[0][0] <= merged[0][0]):
            _, number = starts.pop(0)
            _push(merged, number, read_lines(files[number]))
        _, number, recorded, lines = heapq.heappop(merged)
        yield recorded
        _push(merged, number, lines)


def _push(
    merged: list[tuple[datetime, int, Recorded, Iterator[Recorded]]], number: int, lines: Iterator[Recorded]
) -> None:
    if (recorded := next(lines, None)) is not None:
        heapq.heappush(merged, (recorded.observed_at, number, recorded, lines))


def _start(path: Path) -> datetime | None:
    """None where the only line there is was cut off, which is said when the file is read."""
    with closing(_numbered(path)) as lines:
        for _, text in lines:
            try:
                return parse_line(text).observed_at
            except ValueError:
                break
    return next((recorded.observed_at for recorded in read_lines(path)), None)


def read_lines(path: Path) -> Iterator[Recorded]:
    """The lines of one file, oldest first. A last line that is cut off is said and left out."""
    with closing(_numbered(path)) as lines:
        for number, text in lines:
            try:
                recorded = parse_line(text)
            except ValueError:
                if text.endswith(b"\n"):
                    raise RecordingError(
                        f"Line {number} of {path} is not a recording: each line must be JSON with observed_at and body."
                    ) from None
                log.warning("Line %s of %s, its last, is cut off and left out", number, path)
                return
            yield recorded


def count_lines(paths: Sequence[Path]) -> int:
    total = 0
    for path in paths:
        with closing(_numbered(path)) as lines:
            total += sum(1 for _ in lines)
    return total


def _numbered(path: Path) -> Generator[tuple[int, bytes], None, None]:
    try:
        with OPENERS.get(path.suffix, open)(path, "rb") as lines:
            yield from enumerate(lines, start=1)
    except EOFError:
        log.warning("%s is cut off: what came before was read", path)
    except BROKEN as error:
        raise RecordingError(_cannot_read(path, error)) from None


def _stem(path: Path) -> str:
    return path.name.partition(".jsonl")[0]


def _cannot_read(path: Path, error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return f"There is no file {path}: give the path of a recording."
    return f"Cannot read {path}: {getattr(error, 'strerror', None) or error}."
