"""What we know of providers: how they call our things, what they last said, and what nobody could place or read."""

from __future__ import annotations

from feeds.models.copies import SeenBodies
from feeds.models.count import BEFORE, Count
from feeds.models.decision import GuardDecision
from feeds.models.names import Alias, Kind, UnmatchedName
from feeds.models.payload import Payload
from feeds.models.precedence import Precedence
from feeds.models.push import Format, PushKey, PushNonce
from feeds.models.reports import ReportState, WaitingReport
from feeds.models.source import Source
from feeds.models.spending import Spending

__all__ = [
    "BEFORE",
    "Alias",
    "Count",
    "Format",
    "GuardDecision",
    "Kind",
    "Payload",
    "Precedence",
    "PushKey",
    "PushNonce",
    "ReportState",
    "SeenBodies",
    "Source",
    "Spending",
    "UnmatchedName",
    "WaitingReport",
]
