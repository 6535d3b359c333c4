"""Writing a stretch of a recording into a file of its own."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

from feeds.recordings.lines import Recorded, RecordingError, format_line
from feeds.recordings.reading import OPENERS


def save(lines: Iterable[Recorded], path: Path) -> int:
    """How many there were; a name in .xz or .gz is packed. A file that is there already is not overwritten."""
    number = 0
    try:
        with ExitStack() as undo:
            with OPENERS.get(path.suffix, open)(path, "xb") as into:
                undo.callback(path.unlink)  # half a stretch would be taken for the whole
                for number, line in enumerate(lines, start=1):  # noqa: B007
                    into.write(format_line(line))
            undo.pop_all()
    except FileExistsError:
        raise RecordingError(f"There is a file {path} already: remove it, or give another name.") from None
    except OSError as error:
        raise RecordingError(f"Cannot write {path}: {error.strerror or error}.") from None
    return number
