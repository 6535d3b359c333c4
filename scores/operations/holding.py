"""Holds: what an editor set by hand stays until the editor releases it to the feeds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from django.utils import timezone

from scores.models import Hold, Match
from scores.reports import MatchReport
from scores.sports import period_name, period_short

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

# What a report must have, and of each part what of a report it is.
_IDENTITY = {"key", "sport", "competition", "home", "away", "as_of"}
_FIELDS: Mapping[str, set[str]] = {
    Hold.Part.STATUS: {"status", "period", "winner"},
    Hold.Part.SCORE: {"score"},
    Hold.Part.CLOCK: {"clock"},
    Hold.Part.KICK_OFF: {"kick_off", "kick_off_precision"},
    Hold.Part.PERIODS: {"periods"},
    Hold.Part.INCIDENTS: {"incidents"},
    Hold.Part.NOTE: {"note"},
}


def hold(match: Match, parts: Iterable[str], source: str) -> None:
    """Keep feeds from changing these parts, when it was an editor who set them."""
    if source.startswith(EDITOR):
        for part in set(parts):
            Hold.objects.get_or_create(match=match, part=part, defaults={"source": source})


def note_what_feed_says(match: Match, part: str, report: MatchReport, source: str) -> None:
    """Let editors see beside what they hold what the feed would set, and have it at once when they release it."""
    said = f"{source} says {_SAID[part](report)}"[:200]
    withheld = {"source": source, "report": report.model_dump(mode="json", include=_IDENTITY | _FIELDS[part])}
    held = match.holds.get(part=part)
    if (held.said, held.withheld) != (said, withheld):
        held.said, held.withheld = said, withheld
        held.save(update_fields=["said", "withheld"])


def _score(report: MatchReport) -> str:
    return f"{report.score.home}–{report.score.away}" if report.score else ""


def _status(report: MatchReport) -> str:
    period = f", {period_name(report.sport, report.period.kind, report.period.number)}" if report.period else ""
    return f"{report.status}{period}"


def _clock(report: MatchReport) -> str:
    clock = report.clock
    return (
        f"{clock.seconds // 60}:{clock.seconds % 60:02}, {'running' if clock.running else 'stopped'}" if clock else ""
    )


def _periods(report: MatchReport) -> str:
    parts = [
        f"{period_short(report.sport, part.kind, part.number)} {part.home or 0}–{part.away or 0}"
        for part in report.periods or ()
    ]
    return ", ".join(parts) or "none"


def _incidents(report: MatchReport) -> str:
    listed = [incident for incident in report.incidents or () if not incident.retracted]
    return f"there are {len(listed)}" if len(listed) != 1 else "there is 1"


def _kick_off(report: MatchReport) -> str:
    return f"{timezone.localtime(report.kick_off):%Y-%m-%d %H:%M}" if report.kick_off else ""


_SAID: Mapping[str, Callable[[MatchReport], str]] = {
    Hold.Part.STATUS: _status,
    Hold.Part.SCORE: _score,
    Hold.Part.CLOCK: _clock,
    Hold.Part.KICK_OFF: _kick_off,
    Hold.Part.PERIODS: _periods,
    Hold.Part.INCIDENTS: _incidents,
    Hold.Part.NOTE: lambda report: f"“{report.note}”" if report.note else "there is none",
}
