"""Answers that are the same for everybody, and what they were made from: while that stands, so do they."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe
from django.views.decorators.vary import vary_on_headers

from scores.live.models import Document

KEEP = "touchline.keep"  # among the extensions of an ASGI scope: what is told the basis of the answer

Row = TypeVar("Row", bound=Model)
Arguments = ParamSpec("Arguments")
View = Callable[Concatenate[HttpRequest, Arguments], HttpResponse]
Made = Callable[Concatenate[HttpRequest, "Basis", Arguments], HttpResponse]


class Basis:
    """Each question that was put to the database, with what it said, so that it can be asked again."""

    def __init__(self) -> None:
        self.now = timezone.now()  # before anything is read
        self.until = self.minute + timedelta(minutes=1)
        self._asked: list[Callable[[], bool]] = []

    @property
    def minute(self) -> datetime:
        """What an answer may say of the time that it was made: so every process makes the same one."""
        return self.now.astimezone(UTC).replace(second=0, microsecond=0)

    def stands_until(self, moment: datetime) -> None:
        """What is said of the time is another thing then, whatever the database says."""
        self.until = min(self.until, moment)

    def documents(self, found: QuerySet[Document]) -> list[Document]:
        """Read documents; they are the same while their names and sequences are."""
        documents = list(found.all())  # a copy, or the question would hold on to all that was read
        said = {document.name: document.sequence for document in documents}
        self._asked.append(lambda: dict(found.values_list("name", "sequence")) == said)
        return documents

    def rows(self, found: QuerySet[Row]) -> list[Row]:
        """Read rows, and those joined to them."""
        rows = list(found.all())
        said = [_facts(row) for row in rows]
        self._asked.append(lambda: [_facts(row) for row in found.all()] == said)
        return rows

    def holds(self) -> bool:
        return timezone.now() < self.until and all(still() for still in self._asked)


def for_everybody(view: Made[Arguments]) -> View[Arguments]:
    """A view whose answer depends on its address, the time, and what it reads through the basis, and on nothing else.

    Others may hold it for a second; a browser asks each time whether the one that it has still is the newest.
    """

    @require_safe
    @cache_control(public=True, max_age=0, s_maxage=1)
    @vary_on_headers("Accept-Encoding")
    @conditional_page
    @wraps(view)
    def answer(request: HttpRequest, /, *arguments: Arguments.args, **options: Arguments.kwargs) -> HttpResponse:
        basis = Basis()
        response = view(request, basis, *arguments, **options)
        if keep := getattr(request, "scope", {}).get("extensions", {}).get(KEEP):
            keep(basis)
        return response

    answer.is_for_everybody = True  # type: ignore[attr-defined]
    return answer


def _facts(row: Model) -> tuple[object, ...]:
    own = tuple(field.value_from_object(row) for field in row._meta.concrete_fields)
    return own + tuple(_facts(joined) for joined in row._state.fields_cache.values() if isinstance(joined, Model))
