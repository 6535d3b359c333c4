"""What stands on a match's sheet beside the score: statistics and line-ups, and the sheet with all there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import models
from django.db.models import UniqueConstraint

from scores.live.queries import update
from scores.models.incident import SIDES, Incident
from scores.models.match import Match
from scores.models.period import Period


class Statistic(models.Model):
    match = models.ForeignKey(Match, models.CASCADE, related_name="statistics")
    kind = models.CharField(max_length=32)
    home = models.FloatField()
    away = models.FloatField()

    class Meta:
        ordering = ["kind"]
        constraints = [UniqueConstraint(fields=["match", "kind"], name="statistic_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.home:g} {self.away:g}"


class Lineup(models.Model):
    """One player of one side, as named for this match."""

    match = models.ForeignKey(Match, models.CASCADE, related_name="lineups")
    side = models.CharField(max_length=8, choices=SIDES)
    name = models.CharField(max_length=128)
    number = models.CharField(max_length=4, blank=True)
    position = models.CharField(max_length=32, blank=True)
    starter = models.BooleanField(default=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["side", "-starter", "order", "pk"]
        constraints = [UniqueConstraint(fields=["match", "side", "name", "number"], name="lineup_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.name}".strip()

    def place(self) -> tuple[str, bool, int]:
        """Where the player stands in the list: those who start come first."""
        return self.side, not self.starter, self.order


@dataclass
class Sheet:
    """The rows of one match, read once when it is locked.

    Who changes such a row does it here, so that the documents, which are made of the sheet, tell it.
    """

    match: Match
    periods: list[Period] = field(default_factory=list)
    incidents: list[Incident] = field(default_factory=list)
    statistics: list[Statistic] = field(default_factory=list)
    lineups: list[Lineup] = field(default_factory=list)
    held: frozenset[str] = frozenset()  # the parts that an editor held when it was locked

    def save(self, row: Period | Incident) -> None:
        if row.pk is not None:
            update(row, [field.attname for field in row._meta.concrete_fields if not field.primary_key])
            return
        rows: list[Period] | list[Incident] = self.periods if isinstance(row, Period) else self.incidents
        rows.append(row)
        row.save()

    def delete_period(self, period: Period) -> None:
        self.periods.remove(period)
        period.delete()

    def period(self, kind: str, number: int) -> Period | None:
        return next((each for each in self.periods if (each.kind, each.number) == (kind, number)), None)

    def list_statistics(self, rows: Sequence[Statistic]) -> None:
        """These instead of those there are."""
        self.match.statistics.all().delete()
        self.statistics = Statistic.objects.bulk_create(rows)

    def list_lineups(self, rows: Sequence[Lineup]) -> None:
        self.match.lineups.all().delete()
        self.lineups = sorted(Lineup.objects.bulk_create(rows), key=Lineup.place)
