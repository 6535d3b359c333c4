"""Feeds in the admin: names that wait for an editor, sources and their precedence, what the guard decided, keys to push
with, and unreadable bodies."""

from __future__ import annotations

from feeds.admin.aliases import AliasAdmin
from feeds.admin.decisions import GuardDecisionAdmin
from feeds.admin.names import UnmatchedNameAdmin, WaitingReportAdmin
from feeds.admin.payloads import PayloadAdmin
from feeds.admin.precedences import PrecedenceAdmin
from feeds.admin.push_keys import PushKeyAdmin
from feeds.admin.sources import SourceAdmin

__all__ = [
    "AliasAdmin",
    "GuardDecisionAdmin",
    "PayloadAdmin",
    "PrecedenceAdmin",
    "PushKeyAdmin",
    "SourceAdmin",
    "UnmatchedNameAdmin",
    "WaitingReportAdmin",
]
