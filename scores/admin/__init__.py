"""The admin: staff enter scores here. Every save goes through scores.operations."""

from __future__ import annotations

from django.contrib import admin

from scores.admin.competitions import CompetitionAdmin, SeasonAdmin, StageAdmin
from scores.admin.flags import FlagAdmin
from scores.admin.matches import MatchAdmin
from scores.admin.teams import TeamAdmin, VenueAdmin

admin.site.site_header = "Touchline"
admin.site.site_title = "Touchline"
admin.site.index_title = "Desk"
admin.site.enable_nav_sidebar = False  # on a phone it is in the way, and there is little to navigate

__all__ = [
    "CompetitionAdmin",
    "FlagAdmin",
    "MatchAdmin",
    "SeasonAdmin",
    "StageAdmin",
    "TeamAdmin",
    "VenueAdmin",
]
