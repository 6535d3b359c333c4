"""Documents as HTML, drawn once for as long as nothing in them changes: a page costs what has moved on it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from scores.pages.rows import Row
from scores.pages.tables import Table

KEPT = 4096  # drawings, of 2 to 20 KB; most are rows, the least of them


@dataclass(frozen=True)
class Drawing:
    """Everything that a drawn document depends on, and what the template reads of it."""

    template: str
    document: str
    sequence: int
    state: str
    zone: str
    options: tuple[object, ...]
    context: dict[str, Any] = field(compare=False)


def draw_row(row: Row, *, hidden: bool, dated: bool, past: bool) -> SafeString:
    context = {"row": row, "hidden": hidden, "dated": dated, "past": past}
    return _draw(_drawing("_row.html", row, (row.minute, row.remark, hidden, dated, past), context))


def draw_table(table: Table, *, titled: bool) -> SafeString:
    context = {"table": table, "titled": titled}
    return _draw(_drawing("_table.html", table, (table.marked, titled), context))


def _drawing(template: str, drawn: Row | Table, options: tuple[object, ...], context: dict[str, Any]) -> Drawing:
    zone = timezone.get_default_timezone_name()
    return Drawing(template, drawn.document, drawn.sequence, json.dumps(drawn.state), zone, options, context)


@lru_cache(maxsize=KEPT)
def _draw(drawing: Drawing) -> SafeString:
    drawn = render_to_string(drawing.template, dict(drawing.context))
    drawing.context.clear()  # the key is kept with what was drawn, and would keep the whole document
    return drawn
