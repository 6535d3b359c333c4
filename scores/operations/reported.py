"""Apply a report: make a match what a source says it is, but for what an editor holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from scores.changes import changing
from scores.models import Hold, Match, Venue
from scores.operations.clock import follow_status, forget_clock, seconds_at
from scores.operations.fixtures import refuse_twin
from scores.operations.holding import note_what_feed_says
from scores.operations.report_incidents import apply_incidents
from scores.operations.report_sheet import apply_lineups, apply_periods, apply_statistics
from scores.operations.scoring import Standing, compare_total, correct, end_in_last_period, standing_of, taken_back
from scores.reports import ClockReport, MatchReport
from scores.sports import OVER

Part = Callable[[Match, MatchReport, str], None]


@dataclass(frozen=True)
class Applied:
    changed: bool
    held: tuple[str, ...] = ()  # parts that an editor holds and the report would have set
    correction: str = ""  # what readers are told, where it takes something back


def apply_report(
    match_id: int, report: MatchReport, *, source: str, reason: str = "", at: datetime | None = None
) -> Applied:
    """Apply what a report says; what it does not say stays. The same report again changes nothing.

    `at`: when the source said it, if that was not just now.
    """
    with changing(match_id, source=source, reason=reason) as match:
        skipped = apply_to(match, report, source=source, reason=reason, at=at)
    return applied(match, skipped)


def applied(match: Match, skipped: tuple[str, ...]) -> Applied:
    return Applied(match.was_changed, skipped, match.correction if match.was_corrected else "")


def apply_to(
    match: Match, report: MatchReport, *, source: str, reason: str = "", at: datetime | None = None
) -> tuple[str, ...]:
    """Change a match that is locked already; return the parts an editor holds."""
    match.told_at = at
    held = match.sheet.held
    before, period, attendance = standing_of(match), (match.period_kind, match.period_number), match.attendance
    skipped = []
    for part, (says, apply) in PARTS.items():
        if not says(report):
            continue
        if part in held:
            skipped.append(str(part))
            note_what_feed_says(match, str(part), report, source)
        else:
            apply(match, report, source)
    _apply_rest(match, report)
    if Hold.Part.CLOCK not in held:
        _follow_course(match, report, period)
    what = taken_back(match, before) or _attendance_corrected(match, before, attendance)
    if what and not match.was_corrected:
        correct(match, f"{what} ({reason or source})")
    end_in_last_period(match)
    compare_total(match)
    return tuple(skipped)


def _apply_kick_off(match: Match, report: MatchReport, source: str) -> None:
    assert report.kick_off is not None
    match.kick_off_precision = report.kick_off_precision
    if match.kick_off != report.kick_off:
        match.kick_off = report.kick_off
        refuse_twin(match)


def _apply_status(match: Match, report: MatchReport, source: str) -> None:
    assert report.status is not None
    match.status = report.status
    if report.winner is not None or not match.is_over:
        match.winner = report.winner or ""
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
    if shown is None or match.clock_running != clock.running:
        return False
    if not clock.running:
        return (shown, match.clock_added) == (clock.seconds, clock.added)
    if clock.added and _agrees_in_added_time(match, clock, shown):
        return True
    tolerance = 60 if clock.seconds % 60 == 0 else 5
    return abs(shown - clock.seconds) < tolerance and match.clock_added == clock.added


def _agrees_in_added_time(match: Match, clock: ClockReport, shown: int) -> bool:
    """Of a clock that stands at 45:00 or 90:00 while the minutes after it count up, or are said once and again."""
    repeated = (match.clock_seconds, match.clock_added) == (clock.seconds, clock.added)
    return repeated or abs(shown - clock.seconds - 60 * clock.added) <= 60


def _follow_course(match: Match, report: MatchReport, period: tuple[str, int]) -> None:
    """What a new status or period does to a clock of which the report says nothing."""
    if report.clock is None and period[1] and period != (match.period_kind, match.period_number):
        forget_clock(match)
    follow_status(match, report.as_of or match.told_at or timezone.now())


def _apply_note(match: Match, report: MatchReport, source: str) -> None:
    match.note = (report.note or "")[:200]


def _attendance_corrected(match: Match, before: Standing, attendance: int | None) -> str:
    """While a match is played, what is announced is an estimate, and a better one corrects nothing."""
    if before[0] not in OVER or attendance is None or match.attendance == attendance:
        return ""
    return f"Attendance corrected to {match.attendance:,}"


def _apply_rest(match: Match, report: MatchReport) -> None:
    """What no editor holds: round, venue, attendance, referee, statistics, line-ups, situation."""
    if report.competition.round:
        match.round = report.competition.round[:64]
    _apply_venue(match, report.venue[:128], report.city[:64])
    if report.attendance is not None:
        match.attendance = report.attendance
    if report.referee:
        match.referee = report.referee[:128]
    if report.situation is not None:
        match.situation = report.situation
    if report.statistics is not None:
        apply_statistics(match, report.statistics)
    if report.lineups is not None:
        apply_lineups(match, report.lineups)


def _apply_venue(match: Match, name: str, city: str) -> None:
    """Grounds of one name are in many cities; where the source says none, the one without is meant before others."""
    ours = match.venue
    if not name or (ours and ours.name == name and city in {"", ours.city}):
        return
    known = Venue.objects.filter(name=name, **({"city": city} if city else {})).order_by("city")
    match.venue = known.first() or Venue.objects.create(name=name, city=city)


PARTS: Mapping[str, tuple[Callable[[MatchReport], bool], Part]] = {
    Hold.Part.KICK_OFF: (lambda report: report.kick_off is not None, _apply_kick_off),
    Hold.Part.STATUS: (lambda report: report.status is not None, _apply_status),
    Hold.Part.SCORE: (lambda report: report.score is not None, _apply_score),
    Hold.Part.CLOCK: (lambda report: report.clock is not None, _apply_clock),
    Hold.Part.PERIODS: (lambda report: report.periods is not None, apply_periods),
    Hold.Part.INCIDENTS: (lambda report: report.incidents is not None, apply_incidents),
    Hold.Part.NOTE: (lambda report: report.note is not None, _apply_note),
}
