"""What a table makes of matches that were decided late."""

from __future__ import annotations

import pytest

from scores import operations
from scores.models import Match
from scores.reports import PeriodKey, PeriodReport
from scores.sports import PeriodKind, Status
from tests.factories import make_match, make_report
from tests.scores.reading import table_rows


def points_of(sport: str, score: tuple[int, int], period: PeriodKind, number: int) -> list[int]:
    """The points of home and away in the table after a match that ended in this period."""
    match = make_match(home="Hosts", away="Guests", sport=sport)
    last = PeriodKey(kind=period, number=number)
    report = make_report(match, score=score, status=Status.ENDED, period=last)
    operations.apply_report(match.pk, report, source="test")
    rows = table_rows(match.stage_id)
    return [rows[name]["points"] for name in ("Hosts", "Guests")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sport", "score", "period", "number", "points"),
    [
        ("ice-hockey", (3, 2), PeriodKind.PERIOD, 3, [3, 0]),
        ("ice-hockey", (3, 2), PeriodKind.EXTRA, 1, [2, 1]),
        ("ice-hockey", (2, 3), PeriodKind.SHOOTOUT, 1, [1, 2]),
        ("volleyball", (3, 1), PeriodKind.SET, 4, [3, 0]),
        ("volleyball", (2, 3), PeriodKind.SET, 5, [1, 2]),
        ("football", (2, 1), PeriodKind.EXTRA, 2, [3, 0]),
        ("basketball", (90, 88), PeriodKind.EXTRA, 1, [2, 1]),
    ],
)
def test_a_win_is_worth_what_the_sport_gives_for_it(sport, score, period, number, points):
    assert points_of(sport, score, period, number) == points


@pytest.mark.django_db
@pytest.mark.parametrize("decider", [PeriodKind.EXTRA, PeriodKind.SHOOTOUT])
def test_a_match_that_is_told_when_it_is_over_was_decided_in_its_last_part(decider):
    match = make_match(home="Hosts", away="Guests", sport="ice-hockey")
    parts = tuple(
        PeriodReport(kind=kind, number=number, home=goals, away=0)
        for kind, number, goals in [(decider, 1, 1), *((PeriodKind.PERIOD, number, 0) for number in (1, 2, 3))]
    )

    report = make_report(match, score=(1, 0), status=Status.ENDED, periods=parts)
    operations.apply_report(match.pk, report, source="test")

    rows = table_rows(match.stage_id)
    assert [rows[name]["points"] for name in ("Hosts", "Guests")] == [2, 1]


@pytest.mark.django_db
def test_a_match_that_an_editor_ends_after_its_parts_was_decided_in_the_last_of_them():
    match = make_match(home="Hosts", away="Guests", sport="ice-hockey", status="live", score=(1, 0))
    operations.set_period(match.pk, kind="extra", number=1, home=1, away=0, source="admin:ana")

    operations.amend(match.pk, {"status": "ended"}, source="admin:ana")

    rows = table_rows(match.stage_id)
    assert [rows[name]["points"] for name in ("Hosts", "Guests")] == [2, 1]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sport", "score", "played", "points"),
    [("cricket", (44, 0), [1, 1], [1, 1]), ("cricket", None, [1, 1], [1, 1]), ("football", (1, 0), [0, 0], [0, 0])],
)
def test_a_match_of_cricket_without_a_result_is_shared(sport, score, played, points):
    match = make_match(home="Hosts", away="Guests", sport=sport)

    operations.apply_report(match.pk, make_report(match, score=score, status=Status.ABANDONED), source="test")

    rows = [table_rows(match.stage_id)[name] for name in ("Hosts", "Guests")]
    assert ([row["played"] for row in rows], [row["points"] for row in rows]) == (played, points)
    assert [row["scored"] for row in rows] == [0, 0]


@pytest.mark.django_db
def test_an_overtime_that_an_editor_adds_to_a_match_that_is_over_counts_in_the_table():
    match = make_match(home="Hosts", away="Guests", sport="ice-hockey")
    report = make_report(match, score=(1, 0), status=Status.ENDED)
    operations.apply_report(match.pk, report, source="test")

    operations.set_period(match.pk, kind="extra", number=1, home=1, away=0, source="admin:ana")

    rows = table_rows(match.stage_id)
    assert [rows[name]["points"] for name in ("Hosts", "Guests")] == [2, 1]


@pytest.mark.django_db
def test_the_points_of_a_stage_go_before_those_of_its_sport():
    match = make_match(sport="ice-hockey")
    operations.amend_stage(match.stage_id, {"win_points": 2, "loss_points": 0}, source="test")
    overtime = PeriodKey(kind=PeriodKind.EXTRA, number=1)

    report = make_report(match, score=(1, 0), status=Status.ENDED, period=overtime)
    operations.apply_report(match.pk, report, source="test")

    assert sorted(row["points"] for row in table_rows(match.stage_id).values()) == [0, 2]


@pytest.mark.django_db
@pytest.mark.parametrize(("status", "disagrees"), [(Status.LIVE, True), (Status.BREAK, False)])
def test_a_set_counts_in_the_total_from_the_break_after_it(status, disagrees):
    match = make_match(sport="tennis")
    first = PeriodKey(kind=PeriodKind.SET, number=1)
    played = (PeriodReport(kind=PeriodKind.SET, number=1, home=6, away=3),)

    report = make_report(match, score=(1, 0), status=status, period=first, periods=played)
    operations.apply_report(match.pk, report, source="test")

    assert Match.objects.get(pk=match.pk).score_disagrees == disagrees
