"""Rows under their competitions or their days, as lists show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.urls import reverse
from django.utils import timezone

from scores.pages.rows import Row
from scores.sports import SPORTS


@dataclass(frozen=True)
class Filter:
    """What a reader of the day wants to see; a row that is left out stays in the page, hidden, and is kept current."""

    live: bool = False
    sport: str = ""

    def shows(self, row: Row) -> bool:
        return (not self.live or row.phase == "live") and self.sport in {"", row.state["sport"]}


@dataclass(frozen=True)
class Section:
    """One competition's matches of a day."""

    competition: int
    name: str
    country: str
    sport: str
    order: int
    rows: list[Row]
    hidden: frozenset[str] = frozenset()  # the documents that the filter leaves out

    @property
    def live(self) -> int:
        return sum(row.phase == "live" for row in self.rows)

    @property
    def shown(self) -> bool:
        return any(row.document not in self.hidden for row in self.rows)

    @property
    def url(self) -> str:
        return reverse("competition", args=[self.competition])

    @property
    def detail(self) -> str:
        """Where it is played and what round it is, where that is the same for all."""
        rounds = {
            " · ".join(filter(None, [row.state["stage"].get("name"), row.state.get("round")])) for row in self.rows
        }
        return " · ".join(filter(None, [self.country, rounds.pop() if len(rounds) == 1 else ""]))

    @property
    def has_table(self) -> bool:
        return any(row.state["stage"]["table"] for row in self.rows)


def sections_of(rows: Iterable[Row], wanted: Filter) -> list[Section]:
    """The rows by competition: those with live matches first, then in the order that staff gave."""
    by_competition: dict[int, list[Row]] = {}
    for row in rows:
        by_competition.setdefault(row.state["competition"]["id"], []).append(row)
    sections = [_section(group, wanted) for group in by_competition.values()]
    return sorted(sections, key=lambda section: (not section.live, section.order, section.name, section.competition))


def _section(rows: list[Row], wanted: Filter) -> Section:
    competition = rows[0].state["competition"]
    return Section(
        competition=competition["id"],
        name=competition["name"],
        country=competition.get("country", ""),
        sport=rows[0].state["sport"],
        order=competition["order"],
        rows=rows,
        hidden=frozenset(row.document for row in rows if not wanted.shows(row)),
    )


def by_day(rows: Iterable[Row]) -> list[tuple[date, list[Row]]]:
    """Rows, in the order given, under the days of the site's time zone."""
    return [(day, list(group)) for day, group in groupby(rows, key=day_of)]


def day_of(row: Row) -> date:
    return timezone.localtime(row.kick_off, timezone.get_default_timezone()).date()


def sports_of(rows: Iterable[Row]) -> list[tuple[str, str, bool]]:
    """Key and name of every sport, and whether there is a choice of it: several are played, and it is one of them."""
    played = {row.state["sport"] for row in rows}
    return [(key, sport.name, len(played) > 1 and key in played) for key, sport in SPORTS.items()]


def blank_section() -> Section:
    """What script clones for a competition that had no match on the page."""
    return Section(competition=0, name="", country="", sport="football", order=0, rows=[])
