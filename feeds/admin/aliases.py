"""What the names of providers mean, as rules and editors have decided."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from feeds import linking
from feeds.admin.watched import FeedAdmin
from feeds.models import Alias

SHOWN = 5  # matches that a message names


@admin.register(Alias)
class AliasAdmin(FeedAdmin):
    """What an alias placed is placed anew when it is changed or deleted."""

    list_display = ("name", "provider", "kind", "sport", "key", "ours", "ignored")
    list_filter = ("provider", "kind", "sport", "ignored")
    search_fields = ("name", "key")
    raw_id_fields = ("competition", "team", "match")
    list_select_related = ("competition", "team", "match__home", "match__away")

    @admin.display(description="Ours")
    def ours(self, alias: Alias) -> str:
        return str(alias.competition or alias.team or alias.match or "")

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        assert isinstance(obj, Alias)
        if change:
            linking.forget(Alias.objects.get(pk=obj.pk))
        super().save_model(request, obj, form, change)

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        assert isinstance(obj, Alias)
        self._unlink(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Alias]) -> None:
        for alias in queryset:
            self._unlink(request, alias)

    def _unlink(self, request: HttpRequest, alias: Alias) -> None:
        wrong = [str(match) for match in linking.unlink(alias)]
        if wrong:
            some = ", ".join(wrong[:SHOWN]) + (" …" if len(wrong) > SHOWN else "")
            text = f"Nobody but {alias.provider} told of: {some}. What it said of them stays until you change it."
            self.message_user(request, text, messages.WARNING)
