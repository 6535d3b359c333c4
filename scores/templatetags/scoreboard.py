from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.dateformat import format as date_text
from django.utils.safestring import SafeString

from scores.pages.crests import Crest
from scores.pages.drawing import draw_row, draw_table
from scores.pages.rows import Part, Row, in_row
from scores.pages.sections import by_day as rows_by_day
from scores.pages.tables import Table

register = template.Library()
UNSURE = {"date": "TBC", "tbd": "TBD"}


@register.inclusion_tag("_crest.html")
def crest(crest: Crest, field: str = "", size: str = "") -> dict[str, object]:
    """A team's crest as inline SVG; `field` is where script finds it, `size` a word of the style sheet."""
    return {"crest": crest, "field": field, "size": size}


@register.simple_tag
def row(row: Row, hidden: bool = False, dated: bool = False, past: bool = False) -> SafeString:
    """A line of a list; `dated` with its day, `past` when script shall leave it alone."""
    return draw_row(row, hidden=hidden, dated=bool(dated), past=bool(past))


@register.simple_tag
def standings(table: Table, titled: bool = False) -> SafeString:
    """A stage's table in its card; `titled` where the page is about something else."""
    return draw_table(table, titled=titled)


@register.filter
def clock_time(moment: datetime) -> str:
    """15:00, in the site's zone; script makes it the reader's."""
    return date_text(_local(moment), "H:i")


@register.filter
def kick_off_text(row: Row) -> str:
    """The kick-off's time, or a word where only the day, or not even that, is sure."""
    return UNSURE.get(row.precision) or clock_time(row.kick_off)


@register.filter
def instant(moment: datetime) -> str:
    """As machines read it: 2026-11-22T15:00:00Z."""
    return moment.astimezone(timezone.get_fixed_timezone(0)).strftime("%Y-%m-%dT%H:%M:%SZ")


@register.filter
def local_day(moment: datetime) -> date:
    return _local(moment).date()


@register.filter
def by_day(rows: list[Row]) -> list[tuple[date, list[Row]]]:
    return rows_by_day(rows)


@register.filter
def row_parts(row: Row) -> list[Part]:
    return in_row(row)


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment, timezone.get_default_timezone())
