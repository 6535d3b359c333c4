"""How staff narrow the list of matches: day, competition, status."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import SEARCH_VAR, ChangeList
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from scores.models import Competition, Flag, Hold, Match
from scores.sports import CALLED_OFF, IN_PLAY, OVER, UPCOMING, Status

DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}
ANY_DAY = "any"


def today() -> date:
    return timezone.localdate(timezone=timezone.get_default_timezone())


class DayFilter(admin.SimpleListFilter):
    """Today, unless said otherwise: that is what staff come for. Who searches for a team means any day."""

    title = "day"
    parameter_name = "day"

    def __init__(self, request: HttpRequest, params: dict[str, Any], model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        self._default = ANY_DAY if request.GET.get(SEARCH_VAR) else "today"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, name.capitalize()) for name in (*DAYS, ANY_DAY)]

    def value(self) -> str:
        value = super().value()
        return self._default if value is None else value or ANY_DAY

    def day(self) -> date | None:
        value = self.value()
        if value == ANY_DAY:
            return None
        if value in DAYS:
            return today() + timedelta(days=DAYS[value])
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise IncorrectLookupParameters from error

    def queryset(self, request: HttpRequest, queryset: QuerySet[Match]) -> QuerySet[Match]:
        day = self.day()
        return queryset if day is None else queryset.filter(pk__in=Match.objects.on_day(day).values("pk"))

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        day = self.day()
        for name, label in self.lookup_choices:
            yield {
                "selected": day is None if name == ANY_DAY else day == today() + timedelta(days=DAYS[str(name)]),
                "query_string": changelist.get_query_string({self.parameter_name: name}),
                "display": label,
            }


GROUPS: dict[str, tuple[str, frozenset[Status]]] = {
    "in_play": ("In play", IN_PLAY),
    "upcoming": ("To come", UPCOMING),
    "over": ("Over", OVER),
    "called_off": ("Called off", CALLED_OFF),
}
SPECIAL: dict[str, tuple[str, Callable[[], Q]]] = {
    "held": ("Held against feeds", lambda: Q(Exists(Hold.objects.filter(match=OuterRef("pk"))))),
    "flagged": (
        "Sources disagree",
        lambda: Q(Exists(Flag.objects.due(timezone.now()).filter(match=OuterRef("pk")))),
    ),
    "disagrees": ("Score disagrees with its parts", lambda: Q(score_disagrees=True)),
}


class StatusFilter(admin.SimpleListFilter):
    title = "status"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        groups = [(name, label) for name, (label, _) in (*GROUPS.items(), *SPECIAL.items())]
        return [*groups, *((status.value, status.value.capitalize()) for status in Status)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Match]) -> QuerySet[Match]:
        value = self.value()
        if value is None:
            return queryset
        if value in SPECIAL:
            return queryset.filter(SPECIAL[value][1]())
        return queryset.filter(status__in=GROUPS[value][1] if value in GROUPS else [value])


class CompetitionFilter(admin.SimpleListFilter):
    title = "competition"
    parameter_name = "competition"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(competition.pk), str(competition)) for competition in Competition.objects.all()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Match]) -> QuerySet[Match]:
        value = self.value()
        if value is None:
            return queryset
        if not value.isdecimal():
            raise IncorrectLookupParameters
        return queryset.filter(stage__season__competition=int(value))
