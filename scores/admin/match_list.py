"""The list of matches: a line each, with its form, verbs and holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.views.main import ChangeList
from django.db.models import Case, CharField, OuterRef, Prefetch, Subquery, Value, When
from django.db.models.functions import Cast, Concat
from django.http import QueryDict
from django.utils import timezone

from scores.admin.match_filters import ANY_DAY, DayFilter
from scores.admin.verbs import RARE, Verb, offered
from scores.live.models import Document
from scores.models import Flag, Match
from scores.models.match import MatchQuerySet
from scores.sports import IN_PLAY, UPCOMING

# Those that are entered now before those that come next, and both before what is over.
LIVE_FIRST = Case(When(status__in=IN_PLAY, then=0), When(status__in=UPCOMING, then=1), default=2)


@dataclass(frozen=True)
class Line:
    match: Match
    form: Any  # None: for who may only look
    verbs: list[Verb]

    @property
    def held(self) -> str:
        return ", ".join(hold.get_part_display().lower() for hold in self.match.holds.all())


class MatchList(ChangeList):
    def days(self) -> Iterator[Any]:
        """The days that are one tap away."""
        return self._day_filter.choices(self)

    def is_narrowed(self) -> bool:
        """By more than one of the days that are one tap away."""
        return bool(self.query or self.params or not any(day["selected"] for day in self.days()))

    def single_day(self) -> bool:
        return self._day_filter.day() is not None

    def any_day(self) -> str:
        return self.get_query_string({DayFilter.parameter_name: ANY_DAY})

    @property
    def _day_filter(self) -> DayFilter:
        return next(spec for spec in self.filter_specs if isinstance(spec, DayFilter))

    def page_numbers(self) -> Iterator[int | str]:
        yield from self.paginator.get_elided_page_range(self.page_num)

    def lines(self) -> Iterator[Line]:
        """The formset knows best which matches it shows: after a refusal the list itself may hold others."""
        if self.formset is None:
            yield from (Line(match, None, []) for match in self.result_list)
            return
        for form in self.formset.forms:
            if form.instance.pk is not None:
                yield Line(form.instance, form, [verb for verb in offered(form.instance) if verb.name not in RARE])


def edited(sent: QueryDict) -> list[int]:
    """The ids of the matches in whose line a field differs from what was shown."""
    shown = {name.removeprefix("initial-"): value for name, value in sent.items() if name.startswith("initial-form-")}
    lines = {name.rpartition("-")[0] for name, value in shown.items() if sent.get(name) != value}
    ids = [str(sent.get(f"{line}-id", "")) for line in lines]
    return [int(pk) for pk in ids if pk.isdecimal() and len(pk) < 19]


def for_staff(matches: MatchQuerySet) -> MatchQuerySet:
    """Matches with their names, holds, flags and the sequence of the document that readers have by now."""
    name = Concat(Value("match."), Cast(OuterRef("pk"), CharField()))
    sequence = Document.objects.filter(name=name).values("sequence")
    flags = Prefetch("flags", Flag.objects.due(timezone.now()))
    return matches.with_names().prefetch_related("holds", "periods", flags).annotate(sequence=Subquery(sequence))
