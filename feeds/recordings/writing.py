"""Writing a stretch of a recording into a file of its own."""

from __future__ import annotations

import lzma
from collections.abc import Iterable
from pathlib import Path

from feeds.recordings.lines import Recorded, RecordingError, format_line


def save(lines: Iterable[Recorded], path: Path) -> int:
    """How many there were; a name that ends in .xz is packed. A file that is there already is not overwritten."""
    number = 0
    try:
        with lzma.open(path, "xb") if path.suffix == ".xz" else path.open("xb") as into:
            for number, line in enumerate(lines, start=1):  # noqa: B007
                into.write(format_line(line))
    except FileExistsError:
        raise RecordingError(f"There is a file {path} already: remove it, or give another name.") from None
    except OSError as error:
        raise RecordingError(f"Cannot write {path}: {error.strerror or error}.") from None
    return number
