"""Every decision of the guard, kept for staff: one row for each doubt, and bounded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from feeds.guard import Ruling
from feeds.ingest.judged import Judged
from feeds.models import GuardDecision
from scores.operations import Applied

DAYS = 30
ROWS = 20_000
PASSED = ("shown", "explained")
_ONCE = ("provider", "match", "part", "first_at")
_NEWS = ("last_at", "outcome", "shown_as")


def keep_decisions(provider: str, judged: Sequence[Judged], applied: Mapping[int, Applied], at: datetime) -> None:
    """What readers are told of a correction stands beside what led to it."""
    rows = [row for each in judged for row in _rows(provider, each, applied.get(each.match_id), at)]
    if rows:
        GuardDecision.objects.bulk_create(rows, update_conflicts=True, unique_fields=_ONCE, update_fields=_NEWS)
        if any(row.first_at == at for row in rows):
            _forget_old(at)


def _rows(provider: str, judged: Judged, applied: Applied | None, at: datetime) -> Iterator[GuardDecision]:
    correction, told = applied.correction if applied else "", False
    for ruling in judged.decision.rulings:
        is_shown = ruling.outcome in PASSED and not judged.turn.rival
        told = told or is_shown
        yield _row(provider, judged, ruling, at, correction if is_shown else "")
    if correction and not told:
        said = Ruling("report", at, "explained", "", correction, "the report itself takes it back")
        yield _row(provider, judged, said, at, correction)


def _row(provider: str, judged: Judged, ruling: Ruling, at: datetime, shown_as: str) -> GuardDecision:
    outcome = "believed" if judged.turn.rival and ruling.outcome in PASSED else ruling.outcome
    return GuardDecision(
        provider=provider,
        match_id=judged.match_id,
        part=ruling.part,
        first_at=ruling.since,
        last_at=at,
        said=ruling.said[:200],
        believed=ruling.believed[:200],
        reason=ruling.reason[:300],
        outcome=outcome,
        shown_as=shown_as[:200],
    )


def _forget_old(at: datetime) -> None:
    GuardDecision.objects.filter(last_at__lt=at - timedelta(days=DAYS)).delete()
    newest = GuardDecision.objects.order_by("-last_at", "-pk").values_list("last_at", flat=True)
    oldest_kept = newest[ROWS : ROWS + 1].first()
    if oldest_kept is not None:
        GuardDecision.objects.filter(last_at__lte=oldest_kept).delete()
