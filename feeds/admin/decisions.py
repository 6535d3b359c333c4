"""What the guard decided, and why."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from feeds.admin.watched import Watched
from feeds.health import told
from feeds.models import GuardDecision


@admin.register(GuardDecision)
class GuardDecisionAdmin(Watched):
    list_display = (
        "first_at",
        "of_match",
        "provider",
        "part",
        "believed",
        "said",
        "reason",
        "outcome",
        "for_how_long",
        "shown_as",
    )
    list_display_links = ("first_at",)
    list_filter = ("outcome", "part", "provider")
    list_select_related = ("match__home", "match__away")
    search_fields = ("match__home__name", "match__away__name")
    search_help_text = "Search by team"
    fields = ("of_match", *list_display[2:], "last_at")
    readonly_fields = fields
    show_full_result_count = False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="match", ordering="match")
    def of_match(self, decision: GuardDecision) -> str:
        page = reverse("admin:scores_match_change", args=[decision.match_id])
        return format_html('<a href="{}">{}</a>', page, decision.match)

    @admin.display(description="for")
    def for_how_long(self, decision: GuardDecision) -> str:
        return told(decision.last_at - decision.first_at)
