"""How many reports of each provider were applied, held back, unmatched and unreadable, hour by hour."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet, Sum

from feeds.models import BEFORE, Count
from feeds.tally import Tally

COUNTED = ("applied", "held", "unmatched", "unreadable")
KEPT = timedelta(days=14)
DAY = timedelta(days=1)
Numbers = Mapping[str, int]
NONE: Numbers = dict.fromkeys(COUNTED, 0)


def count(provider: str, tally: Tally, at: datetime) -> None:
    """One UPDATE, and none where nothing new was said."""
    numbers = {name: number for name in COUNTED if (number := getattr(tally, name))}
    if not numbers:
        return
    hour = at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    row = Count.objects.filter(provider=provider, hour=hour)
    added = {name: F(name) + number for name, number in numbers.items()}
    if not row.update(**added):
        _sum_up(provider, hour - KEPT)
        Count.objects.bulk_create([Count(provider=provider, hour=hour)], ignore_conflicts=True)
        row.update(**added)


def last_day(at: datetime) -> dict[str, Numbers]:
    """By provider, of the last 24 hours to the hour."""
    return _sums(Count.objects.filter(hour__gt=at - DAY - timedelta(hours=1), hour__lte=at))


def in_all() -> dict[str, Numbers]:
    """By provider, since it was first asked. These only grow."""
    return _sums(Count.objects.all())


def _sum_up(provider: str, before: datetime) -> None:
    with transaction.atomic():
        old = Count.objects.filter(provider=provider, hour__lt=before, hour__gt=BEFORE)
        # Locked, so that of two processes the second finds nothing left to sum up.
        if not (ids := [row.pk for row in old.select_for_update()]):
            return
        rows = Count.objects.filter(pk__in=ids)
        sums = rows.aggregate(**{name: Sum(name) for name in COUNTED})
        Count.objects.bulk_create([Count(provider=provider, hour=BEFORE)], ignore_conflicts=True)
        added = {name: F(name) + number for name, number in sums.items()}
        Count.objects.filter(provider=provider, hour=BEFORE).update(**added)
        rows.delete()


def _sums(rows: QuerySet[Count]) -> dict[str, Numbers]:
    sums = rows.order_by().values_list("provider").annotate(*(Sum(name) for name in COUNTED))
    return {provider: dict(zip(COUNTED, numbers, strict=True)) for provider, *numbers in sums}
