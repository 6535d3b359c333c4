"""What all of the feeds' admin pages share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.forms import Script
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst

if TYPE_CHECKING:
    AnyModelAdmin = admin.ModelAdmin[Any]
else:
    AnyModelAdmin = admin.ModelAdmin


class FeedAdmin(AnyModelAdmin):
    """A list that staff read on a phone too, and that says what it lists."""

    class Media:
        css = {"all": ["feeds/lists.css"]}
        js = [Script("feeds/lists.js", type="module")]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, title | (extra_context or {}))


class Watched(FeedAdmin):
    """What the ingestion writes and people only look at."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
