"""Recorded payloads: single bodies in files, and sequences of them in time."""

from __future__ import annotations

import gzip
import json
import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ValidationError


class RecordingError(Exception):
    """The file is missing or not a recording; the text says which and what to do."""


class Line(BaseModel):
    """One changed response: when it was seen, and the raw text."""

    observed_at: AwareDatetime
    body: str


@dataclass(frozen=True)
class Recorded:
    observed_at: datetime
    payload: bytes


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


def read_lines(path: Path) -> Iterator[Recorded]:
    """The lines of a .jsonl or .jsonl.xz, oldest first."""
    opener = lzma.open if path.suffix == ".xz" else open
    try:
        with opener(path, "rt", encoding="utf-8") as lines:
            for number, text in enumerate(lines, start=1):
                yield _recorded(path, number, text)
    except (OSError, EOFError, lzma.LZMAError, UnicodeDecodeError) as error:
        raise RecordingError(_cannot_read(path, error)) from None


def count_lines(path: Path) -> int:
    return sum(1 for _ in read_lines(path))


def _recorded(path: Path, number: int, text: str) -> Recorded:
    try:
        line = Line.model_validate_json(text)
    except ValidationError:
        raise RecordingError(
            f"Line {number} of {path} is not a recording: each line must be JSON with observed_at and body."
        ) from None
    return Recorded(line.observed_at, line.body.encode())


def _cannot_read(path: Path, error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return f"There is no file {path}: give the path of a recording."
    return f"Cannot read {path}: {getattr(error, 'strerror', None) or error}."
