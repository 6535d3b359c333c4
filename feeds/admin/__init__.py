"""Feeds in the admin: names that wait for an editor, aliases, sources, keys to push with, and unreadable bodies."""

from __future__ import annotations

from feeds.admin.names import AliasAdmin, UnmatchedNameAdmin, WaitingReportAdmin
from feeds.admin.payloads import PayloadAdmin
from feeds.admin.push_keys import PushKeyAdmin
from feeds.admin.sources import SourceAdmin

__all__ = ["AliasAdmin", "PayloadAdmin", "PushKeyAdmin", "SourceAdmin", "UnmatchedNameAdmin", "WaitingReportAdmin"]
