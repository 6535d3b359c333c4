"""Lock matches, and read what their documents are made of."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import connection
from django.db.models import OuterRef

from scores.live.queries import Listed, Lists, Related, Repeated, Row, listed
from scores.models import Hold, Incident, Lineup, Match, Period, Sheet, Statistic

SHOWN = Related(Match, "home", "away", "venue", "stage", "stage__season", "stage__season__competition")
ON_SHEETS: Mapping[str, Lists] = {
    "periods": Lists(Period, "match"),
    "incidents": Lists(Incident, "match"),
    "statistics": Lists(Statistic, "match"),
    "lineups": Lists(Lineup, "match"),
}
HELD = Listed(Hold.objects.filter(match=OuterRef("pk")), ["part"])
LOCK = Repeated(int, lambda pks: Match.objects.locked(pks).values_list("pk"))
READ = Repeated(
    int,
    lambda pks: (
        Match.objects.filter(pk__in=pks)
        .order_by("pk")
        .values_list(*SHOWN.columns, HELD, *(lists.column() for lists in ON_SHEETS.values()))
    ),
)


def locked(match_ids: Collection[int]) -> list[Match]:
    """Lock these matches, in order of their ids, and read them with their names and sheets."""
    pks = sorted(set(match_ids))
    if connection.features.has_select_for_update:
        # A query of its own: names joined to the one that locks would be those from before it waited.
        pks = [pk for (pk,) in LOCK.rows(pks)]
    return [_match(row) for row in READ.rows(pks)]


def _match(row: Row) -> Match:
    match: Match = SHOWN.instance(row)
    held, *columns = row[len(SHOWN.columns) :]
    match.sheet = Sheet(match, held=frozenset(part for (part,) in listed(held)))
    for (name, lists), column in zip(ON_SHEETS.items(), columns, strict=True):
        rows = lists.instances(column)
        for each in rows:
            each.match = match
        setattr(match.sheet, name, rows)
    match.sheet.lineups.sort(key=Lineup.place)
    return match
