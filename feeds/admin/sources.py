"""Providers as we run them."""

from __future__ import annotations

from django.contrib import admin

from feeds.admin.precedences import PrecedenceInline
from feeds.admin.watched import Watched
from feeds.models import Source


@admin.register(Source)
class SourceAdmin(Watched):
    list_display = ("name", "precedence", "heard_at", "silent_after", "trouble", "poller", "poller_until")
    list_editable = ("precedence", "silent_after")
    inlines = (PrecedenceInline,)
    readonly_fields = ("name", "heard_at", "trouble", "poller", "poller_until")
