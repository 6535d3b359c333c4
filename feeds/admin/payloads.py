"""Bodies that could not be read."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from django.utils.safestring import SafeString

from feeds.admin.watched import Watched
from feeds.models import Payload
from feeds.retrying import retry
from feeds.tally import Tally

SHOWN = 64 * 1024


@admin.register(Payload)
class PayloadAdmin(Watched):
    list_display = ("trouble", "provider", "times", "length", "received_at", "last_at")
    list_filter = ("provider",)
    fields = ("provider", "trouble", "times", "length", "kept", "digest", "received_at", "last_at", "beginning")
    readonly_fields = fields
    actions = ("read_again",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Payload]:
        found: QuerySet[Payload] = super().get_queryset(request)
        return found.defer("packed")

    @admin.display(description="Size", ordering="size")
    def length(self, payload: Payload) -> str:
        return filesizeformat(payload.size)

    @admin.display(description="Kept")
    def kept(self, payload: Payload) -> str:
        return "the whole body" if payload.is_whole else "its beginning: it is longer than what is kept"

    @admin.display(description="Body")
    def beginning(self, payload: Payload) -> SafeString:
        body = payload.body
        text = body[:SHOWN].decode("utf-8-sig", errors="replace")
        cut = "" if len(body) <= SHOWN else f"These are the first 64 KB of {filesizeformat(payload.size)}."
        return format_html("<pre>{}</pre><p>{}</p>", text, cut)

    @admin.action(description="Read again", permissions=["change"])
    def read_again(self, request: HttpRequest, queryset: QuerySet[Payload]) -> None:
        tally, gone, kept, late = Tally(), 0, 0, 0
        for retried in retry(queryset):
            tally.add(retried.tally)
            gone, kept, late = gone + (not retried.trouble), kept + bool(retried.trouble), late + retried.late
        text = f"{gone} could be read, {kept} are still kept. Reports: {tally}; {late} left out, heard of since."
        self.message_user(request, text, messages.WARNING if kept else messages.SUCCESS)
