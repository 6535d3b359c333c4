"""The log of a match for staff: who, when, what, why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from scores.admin.words import told
from scores.live.models import Update
from scores.live.patches import State, merge
from scores.models import Remark

KINDS = {"admin": "editor", "api": "API"}


@dataclass(frozen=True)
class Line:
    sequence: int  # 0: of what staff alone are told
    at: datetime
    who: str
    kind: str  # editor, API, feed
    what: Sequence[str]
    why: str


def lines_of(match_id: int) -> list[Line]:
    """Every update of a match's document in words, and the remarks between them, the newest first. Two queries.

    An update says what is new and not what was there before, so the patches are played from the first one on.
    """
    zone = timezone.get_default_timezone()
    state: State = {}
    lines = []
    for update in Update.objects.of(f"match.{match_id}"):
        before, state = state, merge(state, update.patch)
        who, kind = _who(update.source)
        lines.append(Line(update.sequence, update.at, who, kind, told(before, state, zone), update.reason))
    lines += [_remark(remark) for remark in Remark.objects.filter(match=match_id)]
    return sorted(lines, key=lambda line: line.at, reverse=True)


def _remark(remark: Remark) -> Line:
    who, _ = _who(remark.source)
    return Line(0, remark.at, who, "for staff", [remark.text], "")


def _who(source: str) -> tuple[str, str]:
    kind, colon, name = source.partition(":")
    return (name, KINDS.get(kind, kind)) if colon else (source, "feed")
