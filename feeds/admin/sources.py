"""Providers as we run them, and how each does just now."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify

from feeds.admin.precedences import PrecedenceInline
from feeds.admin.watched import Watched
from feeds.health import told
from feeds.models import Source
from feeds.overview import Line, State, overview


class SourceList(ChangeList):
    """The rows with what is known of all of them at once."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        lines = {line.name: line for line in overview(timezone.now())}
        for source in self.result_list:
            source.line = lines[source.name]


@admin.register(Source)
class SourceAdmin(Watched):
    change_list_template = "admin/feeds/source/change_list.html"
    list_display = (
        "name",
        "state",
        "heard",
        "next_poll",
        "quota_left",
        "applied",
        "held",
        "unmatched",
        "unreadable",
        "trouble",
        "precedence",
        "silent_after",
    )
    list_editable = ("precedence", "silent_after")
    inlines = (PrecedenceInline,)
    readonly_fields = (
        "name",
        "heard_at",
        "asked_at",
        "next_at",
        "failures",
        "open_until",
        "quota_left",
        "quota_resets_at",
        "trouble",
        "poller",
        "poller_until",
    )

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return SourceList

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        never = [line.title for line in overview(timezone.now()) if line.source is None]
        return super().changelist_view(request, {**(extra_context or {}), "never_asked": never})

    @admin.display(description="State")
    def state(self, source: Source) -> SafeString:
        line = _line(source)
        html = '<span class="feed-state feed-{}"><span aria-hidden="true">{}</span> {}</span>{}'
        return format_html(html, slugify(line.state), line.sign, line.state, _in_play(line))

    @admin.display(description="Heard", ordering="heard_at")
    def heard(self, source: Source) -> str:
        return f"{told(timezone.now() - source.heard_at)} ago" if source.heard_at else "–"

    @admin.display(description="Next poll", ordering="next_at")
    def next_poll(self, source: Source) -> str:
        if source.next_at is None:
            return "–"
        wait = source.next_at - timezone.now()
        return f"in {told(wait)}" if source.next_at > timezone.now() else f"{told(-wait)} late"

    @admin.display(description="Applied, 24 h")
    def applied(self, source: Source) -> int:
        return _line(source).day["applied"]

    @admin.display(description="Held")
    def held(self, source: Source) -> int:
        return _line(source).day["held"]

    @admin.display(description="Unmatched")
    def unmatched(self, source: Source) -> int:
        return _line(source).day["unmatched"]

    @admin.display(description="Unreadable")
    def unreadable(self, source: Source) -> SafeString | int:
        line = _line(source)
        if not line.kept:
            return line.day["unreadable"]
        address = f"{reverse('admin:feeds_payload_changelist')}?provider={source.name}"
        return format_html('{} (<a href="{}">{} kept</a>)', line.day["unreadable"], address, line.kept)


def _line(source: Source) -> Line:
    line = getattr(source, "line", None)
    assert isinstance(line, Line)
    return line


def _in_play(line: Line) -> str:
    if line.state not in (State.LIVE, State.STANDBY, State.SILENT) or not line.play.told:
        return ""
    return f", {line.play.led} of {line.play.told} in play"
