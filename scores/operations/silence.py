"""What readers are told of a feed that has fallen silent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from scores.changes import changing_all


def tell_silence(since: Mapping[int, datetime | None], *, feed: str) -> None:
    """Say of matches, by their ids, when their feed last told of them; None: it is no longer silent."""
    with changing_all(since, source=feed) as matches:
        for match in matches:
            match.silent_since = since[match.pk]
            match.silent_feed = feed if match.silent_since else ""
