"""What readers saw of one match, by a recording of it: for a report that staff dispute (docs/recordings.md)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from feeds.recordings import OK, Stretch
from tests.feeds.exam.playing import Seen, play


def rows_shown(
    recording: Path, key: str, *, provider: str = "", every: timedelta = timedelta(seconds=15)
) -> list[Seen]:
    """The rows that readers saw, in order. `every`: how often the provider was polled; only changes are recorded."""
    stretch = Stretch(provider=provider, only=key)
    lines = [line for line in stretch.lines(recording) if line.status == OK]
    return play(stretch.feed(lines[0]), lines, every=every).rows(key)
