"""Holds: what an editor set by hand stays until the editor releases it to the feeds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from scores.models import Hold, Match

EDITOR = "admin:"

PART_OF_FIELD: Mapping[str, str] = {
    "status": Hold.Part.STATUS,
    "period_kind": Hold.Part.STATUS,
    "period_number": Hold.Part.STATUS,
    "winner": Hold.Part.STATUS,
    "home_score": Hold.Part.SCORE,
    "away_score": Hold.Part.SCORE,
    "clock_seconds": Hold.Part.CLOCK,
    "clock_at": Hold.Part.CLOCK,
    "clock_running": Hold.Part.CLOCK,
    "clock_added": Hold.Part.CLOCK,
    "kick_off": Hold.Part.KICK_OFF,
    "kick_off_precision": Hold.Part.KICK_OFF,
    "note": Hold.Part.NOTE,
}


def hold(match: Match, parts: Iterable[str], source: str) -> None:
    """Keep feeds from changing these parts, when it was an editor who set them."""
    if source.startswith(EDITOR):
        for part in set(parts):
            Hold.objects.get_or_create(match=match, part=part, defaults={"source": source})
