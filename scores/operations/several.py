"""Several matches as one change: a season that comes in, a board of which many lines moved, costs its table once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from scores.changes import changing_all
from scores.models import Match, Stage
from scores.operations.errors import OperationError
from scores.operations.fixtures import add, lock_fixture
from scores.operations.reported import Applied, applied, apply_report, apply_to
from scores.reports import MatchReport


@dataclass(frozen=True)
class NewMatch:
    stage_id: int
    home_id: int
    away_id: int
    kick_off: datetime
    kick_off_precision: str = "time"
    round: str = ""
    report: MatchReport | None = None  # what is known of it already


class _Corrects(Exception):
    def __init__(self, match_ids: Sequence[int]) -> None:
        self.match_ids = match_ids


def create_matches(new: Sequence[NewMatch], *, source: str, at: datetime | None = None) -> list[int]:
    """Add matches and their documents, all or none; return their ids in the order given."""
    with transaction.atomic():
        stage_ids = {each.stage_id for each in new}
        lock_fixture(stage_ids, {team for each in new for team in (each.home_id, each.away_id)})
        stages = Stage.objects.select_related("season__competition").in_bulk(stage_ids)
        if len(stages) < len(stage_ids):
            raise OperationError("There is no such stage.")
        reports = {_create(each, stages[each.stage_id]): each.report for each in new}
        tables = [stage.pk for stage in stages.values() if stage.has_table]
        with changing_all(reports, source=source, tables=tables) as matches:
            for match in matches:
                report = reports[match.pk]
                if report is not None:
                    apply_to(match, report, source=source, at=at)
    return list(reports)


def apply_reports(reports: Mapping[int, MatchReport], *, source: str, at: datetime | None = None) -> dict[int, Applied]:
    """Apply reports by match id, all or none. One that takes something back is logged apart, with its own reason.

    `at`: when the source said it, if that was not just now.
    """
    with transaction.atomic():
        try:
            return _apply_together(reports, source, at)
        except _Corrects as found:
            apart = {match_id: reports[match_id] for match_id in found.match_ids}
        rest = {match_id: report for match_id, report in reports.items() if match_id not in apart}
        of_rest = apply_reports(rest, source=source, at=at) if rest else {}
        return of_rest | {pk: apply_report(pk, report, source=source, at=at) for pk, report in apart.items()}


def _apply_together(reports: Mapping[int, MatchReport], source: str, at: datetime | None) -> dict[int, Applied]:
    skipped = {}
    with changing_all(reports, source=source) as matches:
        if len(matches) < len(reports):
            raise OperationError("A match is no longer there.")
        for match in matches:
            skipped[match.pk] = apply_to(match, reports[match.pk], source=source, at=at)
        if corrects := [match.pk for match in matches if match.was_corrected]:
            raise _Corrects(corrects)
    return {match.pk: applied(match, skipped[match.pk]) for match in matches}


def _create(new: NewMatch, stage: Stage) -> int:
    match = Match(
        stage=stage,
        home_id=new.home_id,
        away_id=new.away_id,
        kick_off=new.kick_off,
        kick_off_precision=new.kick_off_precision,
        round=new.round[:64],
    )
    add(match)
    return match.pk
