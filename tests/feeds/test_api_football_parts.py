"""The parts of the score that API-Football tells, and those that it leaves out."""

from __future__ import annotations

import pytest

from feeds.providers.api_football import parse
from scores.reports import ScoreReport
from scores.sports import PeriodKind
from tests.feeds.api_football_bodies import answer, fixture, report_of
from tests.feeds.bodies import NOW


def test_a_shoot_out_is_a_part_with_a_winner_and_not_in_the_score():
    score = {"halftime": (0, 1), "fulltime": (1, 1), "extratime": (1, 1), "penalty": (3, 4)}

    report = report_of("PEN", (2, 2), score=score, winner="away")

    assert (report.score, report.winner) == (ScoreReport(home=2, away=2), "away")
    assert [(part.kind, part.home, part.away) for part in report.periods or ()] == [
        (PeriodKind.PERIOD, 0, 1),
        (PeriodKind.PERIOD, 1, 0),
        (PeriodKind.EXTRA, 1, 1),
        (PeriodKind.SHOOTOUT, 3, 4),
    ]


@pytest.mark.parametrize("extratime", [(1, 0), (2, 1)], ids=["its own goals", "all goals until then"])
def test_the_total_tells_what_extra_time_counts(extratime):
    report = report_of("AET", (2, 1), score={"fulltime": (1, 1), "extratime": extratime})

    assert [(part.home, part.away) for part in report.periods or ()] == [(1, 0)]


@pytest.mark.parametrize("word", ["2H", "LIVE", "INT", "SUSP", "ABD"])
def test_the_second_half_has_its_goals_however_it_goes_on(word):
    report = report_of(word, (2, 0), score={"halftime": (1, 0)})

    assert [(part.number, part.home, part.away) for part in report.periods or ()] == [(1, 1, 0), (2, 1, 0)]


def test_a_match_that_is_stopped_in_the_first_half_has_no_second():
    report = report_of("INT", (1, 0), elapsed=30, score={"halftime": (1, 0)})

    assert [(part.number, part.home, part.away) for part in report.periods or ()] == [(1, 1, 0)]


@pytest.mark.parametrize(("word", "elapsed"), [("ET", 97), ("BT", 105), ("INT", 110), ("P", 120), ("AET", 120)])
def test_extra_time_that_is_not_told_yet_is_what_came_after_90_minutes(word, elapsed):
    report = report_of(word, (2, 1), elapsed=elapsed, score={"halftime": (1, 0), "fulltime": (1, 1)})

    assert [(part.kind, part.home, part.away) for part in report.periods or ()] == [
        (PeriodKind.PERIOD, 1, 0),
        (PeriodKind.PERIOD, 0, 1),
        (PeriodKind.EXTRA, 1, 0),
    ]


def test_extra_time_has_a_score_from_its_beginning():
    report = report_of("ET", (1, 1), elapsed=93, score={"halftime": (1, 0), "fulltime": (1, 1)})

    assert [(part.kind, part.home, part.away) for part in report.periods or ()][2:] == [(PeriodKind.EXTRA, 0, 0)]


@pytest.mark.parametrize(("word", "elapsed"), [("BT", 90), ("P", 120), ("PEN", 120)])
def test_before_extra_time_and_without_one_there_is_none(word, elapsed):
    report = report_of(word, (1, 1), elapsed=elapsed, score={"halftime": (1, 0), "fulltime": (1, 1)})

    assert [part.kind for part in report.periods or ()] == [PeriodKind.PERIOD, PeriodKind.PERIOD]


def test_extra_time_that_makes_no_total_is_left_out_and_counted():
    parsed = parse(answer(fixture("AET", (2, 1), score={"fulltime": (1, 1), "extratime": (3, 0)})), NOW)

    assert parsed.reports[0].periods is None
    assert "does not make" in str(parsed.problems[0])


def test_a_half_time_score_that_is_null_gives_no_halves():
    assert report_of("FT", (1, 0), score={"fulltime": (1, 0)}).periods is None
