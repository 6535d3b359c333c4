"""The log of a match for staff: who, when, what, why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from scores.admin.words import told
from scores.live.models import Update
from scores.live.patches import State, merge

KINDS = {"admin": "editor", "api": "API"}


@dataclass(frozen=True)
class Line:
    sequence: int
    at: datetime
    who: str
    kind: str  # editor, API, feed
    what: Sequence[str]
    why: str


def lines_of(document: str) -> list[Line]:
    """Every update of a match's document in words, the newest first. One query.

    An update says what is new and not what was there before, so the patches are played from the first one on.
    """
    zone = timezone.get_default_timezone()
    state: State = {}
    lines = []
    for update in Update.objects.of(document):
        before, state = state, merge(state, update.patch)
        who, kind = _who(update.source)
        lines.append(Line(update.sequence, update.at, who, kind, told(before, state, zone), update.reason))
    return lines[::-1]


def _who(source: str) -> tuple[str, str]:
    kind, colon, name = source.partition(":")
    return (name, KINDS.get(kind, kind)) if colon else (source, "feed")
