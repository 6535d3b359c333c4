from __future__ import annotations

import pytest

from feeds.providers.openligadb import parse
from scores.reports import ScoreReport
from scores.sports import PeriodKind
from tests.feeds.bodies import NOW, encoded
from tests.feeds.openligadb_bodies import goal, kick, match, parts, report_of, result


def test_results_are_told_by_their_kind_in_any_order():
    report = report_of(results=[result(2, 3, 1), result(1, 1, 1)])

    assert report.score == ScoreReport(home=3, away=1)
    assert parts(report) == [(PeriodKind.PERIOD, 1, 1), (PeriodKind.PERIOD, 2, 0)]


def test_old_results_all_of_one_type_are_told_by_their_names():
    report = report_of(results=[result(0, 2, 2, "Endergebnis"), result(0, 2, 1, "Halbzeit")])

    assert report.score == ScoreReport(home=2, away=2)
    assert parts(report) == [(PeriodKind.PERIOD, 2, 1), (PeriodKind.PERIOD, 0, 1)]


@pytest.mark.parametrize("kinds", [(3, 4), (4, 5)], ids=["as documented", "as in 2026"])
def test_the_name_tells_extra_time_from_a_shoot_out_whatever_the_number(kinds):
    extra, shoot_out = kinds
    results = [
        result(shoot_out, 4, 5, "nach Elfmeterschießen"),
        result(1, 0, 1),
        result(extra, 1, 1, "nach Verlängerung"),
        result(2, 1, 1),
    ]
    kicks = [kick(3, 2, 1), kick(4, 2, 2), kick(5, 3, 2), kick(6, 3, 3), kick(7, 4, 3), kick(8, 4, 4), kick(9, 4, 5)]

    report = report_of(results=results, goals=[*kicks, goal(2, 1, 1, 60), goal(1, 0, 1, 20)])

    assert (report.score, report.winner) == (ScoreReport(home=1, away=1), "away")
    assert parts(report) == [
        (PeriodKind.PERIOD, 0, 1),
        (PeriodKind.PERIOD, 1, 0),
        (PeriodKind.EXTRA, 0, 0),
        (PeriodKind.SHOOTOUT, 3, 4),
    ]
    assert [(each.key, each.side) for each in report.incidents or ()] == [("goal:1", "away"), ("goal:2", "home")]


def test_a_shoot_out_that_may_count_on_gives_a_winner_and_no_part():
    results = [result(2, 1, 1), result(4, 5, 3, "nach Elfmeterschießen")]

    parsed = parse(encoded([match(results=results)]), NOW)

    assert parsed.reports[0].winner == "home"
    assert parts(parsed.reports[0]) == []
    assert "with or without the score before it" in str(parsed.problems[0])


def test_a_result_of_unknown_kind_is_left_out_and_counted():
    parsed = parse(encoded([match(results=[result(2, 1, 1), result(4, 2, 1)])]), NOW)

    assert parsed.reports[0].score == ScoreReport(home=1, away=1)
    assert [str(problem) for problem in parsed.problems] == ["match 501: a result of unknown kind: 4 ''"]


def test_extra_time_typed_in_by_mistake_is_left_out_and_counted():
    parsed = parse(encoded([match(results=[result(2, 2, 0), result(3, 0, 0, "nach Verlängerung")])]), NOW)

    assert parsed.reports[0].score == ScoreReport(home=2, away=0)
    assert "less than" in str(parsed.problems[0])


def test_goals_go_by_the_score_they_made_and_not_by_their_place():
    report = report_of(results=[result(2, 2, 1)], goals=[goal(30, 2, 1, 80), goal(20, 1, 0), goal(10, 1, 1, None)])

    assert [(each.key, each.side, each.minute) for each in report.incidents or ()] == [
        ("goal:20", "home", 30),
        ("goal:10", "away", None),
        ("goal:30", "home", 80),
    ]


def test_an_own_goal_is_of_the_other_side_than_the_score():
    report = report_of(
        results=[result(2, 1, 1)], goals=[goal(1, 1, 0, isOwnGoal=True), goal(2, 1, 1, 50, isPenalty=True)]
    )

    assert [(each.kind, each.side) for each in report.incidents or ()] == [("own_goal", "away"), ("penalty", "away")]


@pytest.mark.parametrize("second", [(1, 0), (2, 1)], ids=["typed in twice", "two at once"])
def test_a_goal_that_nobody_can_be_given_is_left_out_and_counted(second):
    goals = [goal(1, 1, 0), goal(2, *second), goal(3, second[0] + 1, second[1], 70)]

    parsed = parse(encoded([match(results=[result(2, second[0] + 1, second[1])], goals=goals)]), NOW)

    assert [incident.key for incident in parsed.reports[0].incidents or ()] == ["goal:1", "goal:3"]
    assert ["whose it is cannot be told" in problem.text for problem in parsed.problems] == [True]


def test_the_half_time_score_tells_added_time_from_the_second_half():
    goals = [goal(1, 1, 0, 47), goal(2, 2, 0, 47), goal(3, 3, 0, 93)]
    report = report_of(results=[result(1, 1, 0), result(2, 3, 0)], goals=goals)

    assert [(each.period and each.period.number, each.minute, each.added) for each in report.incidents or ()] == [
        (1, 45, 2),
        (2, 47, 0),
        (2, 90, 3),
    ]


def test_in_play_the_score_is_the_later_of_results_and_goals():
    behind = report_of(finished=False, results=[result(2, 1, 0)], goals=[goal(1, 1, 0), goal(2, 1, 1, 60)])
    ahead = report_of(finished=False, results=[result(2, 2, 0)], goals=[goal(1, 1, 0)])

    assert (behind.score, ahead.score) == (ScoreReport(home=1, away=1), ScoreReport(home=2, away=0))


@pytest.mark.parametrize(("score", "second"), [((1, 0), []), ((1, 1), [(PeriodKind.PERIOD, 0, 1)])])
def test_in_play_a_second_half_has_a_score_when_it_has_a_goal(score, second):
    goals = [goal(1, 1, 0), goal(2, 1, 1, 60)][: sum(score)]

    report = report_of(finished=False, results=[result(1, 1, 0)], goals=goals)

    assert parts(report) == [(PeriodKind.PERIOD, 1, 0), *second]


def test_goals_that_nobody_typed_in_are_not_said_to_be_none():
    assert report_of(results=[result(2, 1, 0)]).incidents is None
    assert report_of(results=[result(2, 0, 0)]).incidents == ()
