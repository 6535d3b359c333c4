"""Apply a report: make a match what a source says it is, but for what an editor holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass


from scores.changes import changing
from scores.models import Hold, Match, Venue
from scores.operations.course import seconds_at
from scores.operations.holding import held_parts
from scores.operations.report_incidents import apply_incidents
from scores.operations.report_sheet import apply_lineups, apply_periods, apply_statistics
from scores.operations.scoring import compare_total, correct, is_backwards
from scores.reports import ClockReport, MatchReport
from scores.sports import UPCOMING

Part = Callable[[Match, MatchReport, str], None]


@dataclass(frozen=True)
class Applied:
    changed: bool
    held: tuple[str, ...] = ()  # parts that an editor holds and the report would have set


def apply_report(match_id: int, report: MatchReport, *, source: str, reason: str = "") -> Applied:
    """Apply what a report says; what it does not say stays. The same report again changes nothing."""
    with changing(match_id, source=source, reason=reason) as match:
        held = held_parts(match)
        before = (match.status, match.home_score or 0, match.away_score or 0)
        skipped = []
        for part, (says, apply) in PARTS.items():
            if not says(report):
                continue
            if part in held:
                skipped.append(str(part))
            else:
                apply(match, report, source)
        _apply_rest(match, report)
        _tell_correction(match, before, reason or f"corrected by {source}")
        compare_total(match)
    return Applied(match.was_changed, tuple(skipped))


def _apply_kick_off(match: Match, report: MatchReport, source: str) -> None:
    assert report.kick_off is not None
    match.kick_off = report.kick_off
    match.kick_off_precision = report.kick_off_precision


def _apply_status(match: Match, report: MatchReport, source: str) -> None:
    assert report.status is not None
    match.status = report.status
    if report.winner is not None:
        match.winner = report.winner
    if report.period is not None:
        match.period_kind, match.period_number = report.period.kind, report.period.number


def _apply_score(match: Match, report: MatchReport, source: str) -> None:
    assert report.score is not None
    match.home_score, match.away_score = report.score.home, report.score.away


def _apply_clock(match: Match, report: MatchReport, source: str) -> None:
    assert report.clock is not None
    clock = report.clock
    if _agrees(match, clock):
        return
    match.clock_seconds, match.clock_at = clock.seconds, clock.at
    match.clock_running, match.clock_added = clock.running, clock.added


def _agrees(match: Match, clock: ClockReport) -> bool:
    """Whether readers, who tick the clock themselves, see this already: to the second, or to the minute."""
    shown = seconds_at(match, clock.at)
    if shown is None or match.clock_running != clock.running or match.clock_added != clock.added:
        return False
    tolerance = 60 if clock.seconds % 60 == 0 else 5
    return abs(shown - clock.seconds) < tolerance


def _apply_note(match: Match, report: MatchReport, source: str) -> None:
    match.note = (report.note or "")[:200]


def _apply_rest(match: Match, report: MatchReport) -> None:
    """What no editor holds: round, venue, statistics, line-ups, situation."""
    if report.competition.round:
        match.round = report.competition.round[:64]
    if report.venue and (match.venue is None or match.venue.name != report.venue):
        match.venue = Venue.objects.get_or_create(name=report.venue[:128], city="")[0]
    if report.situation is not None:
        match.situation = report.situation
    if report.statistics is not None:
        apply_statistics(match, report.statistics)
    if report.lineups is not None:
        apply_lineups(match, report.lineups)


def _tell_correction(match: Match, before: tuple[str, int, int], reason: str) -> None:
    status, home, away = before
    fell = (match.home_score or 0) < home or (match.away_score or 0) < away
    if match.was_corrected:
        return  # a retraction has told it, and better
    if fell and match.status not in UPCOMING:
        correct(match, f"Score corrected to {match.home_score or 0}–{match.away_score or 0} ({reason})")
    elif is_backwards(status, match.status):
        correct(match, f"Match is {match.status} ({reason})")


PARTS: Mapping[str, tuple[Callable[[MatchReport], bool], Part]] = {
    Hold.Part.KICK_OFF: (lambda report: report.kick_off is not None, _apply_kick_off),
    Hold.Part.STATUS: (lambda report: report.status is not None, _apply_status),
    Hold.Part.SCORE: (lambda report: report.score is not None, _apply_score),
    Hold.Part.CLOCK: (lambda report: report.clock is not None, _apply_clock),
    Hold.Part.PERIODS: (lambda report: report.periods is not None, apply_periods),
    Hold.Part.INCIDENTS: (lambda report: report.incidents is not None, apply_incidents),
    Hold.Part.NOTE: (lambda report: report.note is not None, _apply_note),
}
