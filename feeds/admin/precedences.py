"""Which provider comes first in which competition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin

from feeds.admin.watched import FeedAdmin
from feeds.models import Precedence, Source

if TYPE_CHECKING:
    PrecedenceInlineBase = admin.TabularInline[Precedence, Source]
else:
    PrecedenceInlineBase = admin.TabularInline


class PrecedenceInline(PrecedenceInlineBase):
    """On a source's page: where its place is another than everywhere else."""

    model = Precedence
    autocomplete_fields = ("competition",)
    extra = 1


@admin.register(Precedence)
class PrecedenceAdmin(FeedAdmin):
    """Of all sources, by competition: the order in which they come there."""

    list_display = ("competition", "source", "rank")
    list_display_links = ("source",)
    list_editable = ("rank",)
    list_filter = ("source", ("competition", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("competition", "source")
    autocomplete_fields = ("competition",)
