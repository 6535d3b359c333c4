"""Give back to the feeds what an editor held: what they said meanwhile is shown at once."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from django.db import transaction

from scores.changes import changing
from scores.models import Flag, Hold
from scores.operations.errors import OperationError
from scores.operations.reported import apply_report
from scores.reports import MatchReport


def release(match_id: int, parts: Iterable[str] | None, *, source: str) -> None:
    """Let feeds change these parts again; None: all of them."""
    with transaction.atomic():
        with changing(match_id, source=source) as match:
            held = match.holds.all() if parts is None else match.holds.filter(part__in=list(parts))
            released = list(held)
            held.delete()
            Flag.objects.filter(match=match, part__in=[hold.part for hold in released]).delete()
        for feed, report in _withheld(released):
            with suppress(OperationError):  # what cannot be is refused when the feed says it again
                apply_report(match_id, report, source=feed)


def _withheld(holds: Iterable[Hold]) -> list[tuple[str, MatchReport]]:
    """One report for each feed: what it says of one part may lean on what it says of another."""
    said: dict[str, dict[str, Any]] = {}
    for hold in holds:
        if hold.withheld:
            said.setdefault(hold.withheld["source"], {}).update(hold.withheld["report"])
    return [(feed, MatchReport.model_validate(report)) for feed, report in said.items()]
