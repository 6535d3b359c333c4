"""Teams and venues in the admin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q

from scores import operations
from scores.admin.operated import NamesAdmin
from scores.admin.seen import GuardedForm
from scores.models import Match, Team, Venue


class TeamForm(GuardedForm):
    class Meta:
        model = Team
        fields = "__all__"  # noqa: DJ007
        widgets = {name: forms.TextInput(attrs={"type": "color"}) for name in ("primary_colour", "secondary_colour")}


@admin.register(Team)
class TeamAdmin(NamesAdmin):
    form = TeamForm
    fields = [
        "sport",
        "name",
        ("short_name", "code"),
        ("kind", "country"),
        ("primary_colour", "secondary_colour", "pattern"),
    ]
    list_display = ["name", "short_name", "code", "sport", "kind", "country"]
    list_filter = ["sport", "kind"]
    search_fields = ["name", "short_name", "code"]
    fixed_fields = ("sport",)

    def amend(self, pk: int, changes: Mapping[str, Any], *, source: str) -> None:
        operations.amend_team(pk, changes, source=source)

    def is_shown(self, obj: Any) -> bool:
        return Match.objects.filter(Q(home=obj) | Q(away=obj)).exists()


class VenueForm(GuardedForm):
    class Meta:
        model = Venue
        fields = ["name", "city"]


@admin.register(Venue)
class VenueAdmin(NamesAdmin):
    form = VenueForm
    list_display = ["name", "city"]
    search_fields = ["name", "city"]

    def amend(self, pk: int, changes: Mapping[str, Any], *, source: str) -> None:
        operations.amend_venue(pk, changes, source=source)

    def is_shown(self, obj: Any) -> bool:
        return bool(obj.matches.exists())
