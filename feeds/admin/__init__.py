"""Feeds in the admin: the names that wait for an editor, aliases, sources, and bodies that could not be read."""

from __future__ import annotations

from feeds.admin.names import AliasAdmin, UnmatchedNameAdmin, WaitingReportAdmin
from feeds.admin.payloads import PayloadAdmin
from feeds.admin.sources import SourceAdmin

__all__ = ["AliasAdmin", "PayloadAdmin", "SourceAdmin", "UnmatchedNameAdmin", "WaitingReportAdmin"]
