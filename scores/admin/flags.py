"""What staff should look at: where the sources of a match or a table say otherwise than we show."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from scores.admin.operated import AnyModelAdmin
from scores.models import Flag


@admin.register(Flag)
class FlagAdmin(AnyModelAdmin):
    list_display = ["text", "of", "source", "part", "alone", "since"]
    list_display_links = None
    list_filter = ["part", "source", "alone"]
    list_select_related = ["match__home", "match__away", "stage__season__competition"]
    ordering = ["-since"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Flag]:
        return Flag.objects.due(timezone.now())

    @admin.display(description="of")
    def of(self, flag: Flag) -> str:
        kind, of = ("match", flag.match) if flag.match else ("stage", flag.stage)
        assert of is not None
        return format_html('<a href="{}">{}</a>', reverse(f"admin:scores_{kind}_change", args=[of.pk]), of)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
