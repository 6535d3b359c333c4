"""Bodies that could not be read."""

from __future__ import annotations

from django.contrib import admin

from feeds.admin.watched import Watched
from feeds.models import Payload


@admin.register(Payload)
class PayloadAdmin(Watched):
    list_display = ("trouble", "provider", "times", "size", "received_at", "last_at")
    list_filter = ("provider",)
    readonly_fields = ("provider", "trouble", "times", "size", "digest", "received_at", "last_at")
