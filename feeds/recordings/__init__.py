"""Recorded payloads: single bodies in files, and sequences of them in time."""

from __future__ import annotations

from feeds.recordings.lines import OK, Recorded, RecordingError
from feeds.recordings.polls import Polls
from feeds.recordings.reading import count_lines, read_body, read_lines, read_recording
from feeds.recordings.recorder import Recorder
from feeds.recordings.stretches import Stretch, only
from feeds.recordings.writing import save

__all__ = [
    "OK",
    "Polls",
    "Recorded",
    "Recorder",
    "RecordingError",
    "Stretch",
    "count_lines",
    "only",
    "read_body",
    "read_lines",
    "read_recording",
    "save",
]
