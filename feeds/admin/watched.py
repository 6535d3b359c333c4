"""What all of the feeds' admin pages share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

if TYPE_CHECKING:
    AnyModelAdmin = admin.ModelAdmin[Any]
else:
    AnyModelAdmin = admin.ModelAdmin


class Watched(AnyModelAdmin):
    """What the ingestion writes and people only look at."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
