"""The recorded feeds beside the checkout. They may not be shipped; without them, what needs them is skipped."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

FEEDS = Path(__file__).resolve().parents[3] / "shared" / "feeds"

recorded = pytest.mark.feeds_recording


def path_of(name: str) -> Path:
    """A recording by its path below the folder; skips the test when the folder is not there."""
    if not FEEDS.is_dir():
        pytest.skip(f"NOT TESTED ON REAL FEEDS: there are no recordings in {FEEDS}")
    path = FEEDS / name
    assert path.exists(), f"{path} is not among the recordings"
    return path


def body_of(name: str) -> bytes:
    path = path_of(f"static/{name}")
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
