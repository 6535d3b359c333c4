"""A stage's table, as templates read it: made from a table document."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from scores.live.models import Document
from scores.pages.clock import State
from scores.pages.crests import Crest, crest_of


@dataclass(frozen=True)
class Line:
    team: int
    name: str
    url: str
    crest: Crest
    numbers: dict[str, Any]
    live: bool
    marked: bool  # a team of the match, or the team, that the page is about

    @property
    def difference(self) -> str:
        return signed(self.numbers["difference"])


@dataclass(frozen=True)
class Table:
    document: str
    sequence: int
    state: State
    marked: frozenset[int] = frozenset()

    @property
    def lines(self) -> list[Line]:
        rows = sorted(self.state["rows"].values(), key=lambda row: (row["position"], row["team"]["name"]))
        return [_line(row, self.marked) for row in rows]

    @property
    def name(self) -> str:
        return str(self.state["stage"].get("name", ""))

    @property
    def live(self) -> int:
        return int(self.state["live"])


def tables_of(documents: Iterable[Document], marked: Iterable[int] = ()) -> list[Table]:
    """The tables among documents that still are there and have a team."""
    return [
        Table(document.name, document.sequence, document.state, frozenset(marked))
        for document in documents
        if document.name.startswith("table.") and document.state.get("rows")
    ]


def signed(number: int) -> str:
    """A difference with its sign; a minus as wide as the plus."""
    return f"+{number}" if number > 0 else str(number).replace("-", "−")


def _line(row: State, marked: frozenset[int]) -> Line:
    team = row["team"]
    return Line(
        team=team["id"],
        name=team["name"],
        url=reverse("team", args=[team["id"]]),
        crest=crest_of(team),
        numbers=row,
        live=row.get("live", False),
        marked=team["id"] in marked,
    )
