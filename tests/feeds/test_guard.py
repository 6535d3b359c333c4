from __future__ import annotations

from datetime import timedelta

import pytest

from feeds.guard import Decision, History, judge, take_over
from scores.reports import (
    ClockReport,
    CompetitionReport,
    IncidentReport,
    MatchReport,
    PeriodKey,
    PeriodReport,
    ScoreReport,
    TeamReport,
)
from scores.sports import PeriodKind, Status
from tests.feeds.bodies import NOW


def report(score=(2, 1), *, status=Status.LIVE, goals=None, period=None, minute=None, **fields):
    return MatchReport(
        key="1",
        sport="football",
        competition=CompetitionReport(name="Premier League", season="2026/27"),
        home=TeamReport(name="Arsenal"),
        away=TeamReport(name="Chelsea"),
        status=status,
        score=ScoreReport(home=score[0], away=score[1]) if score else None,
        incidents=None if goals is None else tuple(goal(key) if isinstance(key, str) else key for key in goals),
        period=PeriodKey(kind=PeriodKind.PERIOD, number=period) if period else None,
        clock=ClockReport(seconds=minute * 60, at=NOW, running=True) if minute is not None else None,
        **fields,
    )


def goal(key, **fields):
    return IncidentReport(key=key, kind="goal", side="home", **fields)


def told(*reports, every=timedelta(seconds=20)) -> list[Decision]:
    """What the guard decides of reports that come one after the other."""
    history = History()
    decisions = []
    for number, each in enumerate(reports):
        decisions.append(judge(each, history, NOW + number * every))
        history = decisions[-1].history
    return decisions


def scores(decisions):
    return [
        (decision.believed.score.home, decision.believed.score.away)
        if decision.believed and decision.believed.score
        else None
        for decision in decisions
    ]


def test_the_first_report_is_believed_whole():
    decision = judge(report(), History(), NOW)

    assert decision.believed == report()
    assert decision.held == ()


def test_steps_forward_are_believed_at_once():
    decisions = told(
        report(None, status=Status.SCHEDULED), report((0, 0)), report((1, 0)), report((3, 2), status=Status.ENDED)
    )

    assert [decision.held for decision in decisions] == [()] * 4
    assert scores(decisions) == [None, (0, 0), (1, 0), (3, 2)]


def test_a_score_that_falls_for_one_poll_is_never_believed():
    decisions = told(report((1, 0)), report((0, 0)), report((1, 0)), report((2, 0)))

    assert scores(decisions) == [(1, 0), None, (1, 0), (2, 0)]


def test_a_score_that_falls_is_believed_when_it_was_said_for_a_minute():
    decisions = told(report((1, 0)), *[report((0, 0))] * 3, every=timedelta(seconds=30))

    assert scores(decisions) == [(1, 0), None, None, (0, 0)]
    assert str(decisions[1].held[0]) == "score: was 1–0, is now said to be 0–0"


def test_polls_however_many_confirm_nothing_within_the_minute():
    decisions = told(report((1, 0)), *[report((0, 0))] * 9, report((1, 0)), every=timedelta(seconds=7))

    assert scores(decisions) == [(1, 0), *[None] * 9, (1, 0)]


def test_a_minute_of_silence_confirms_nothing_by_itself():
    decisions = told(report((1, 0)), report((0, 0)), report((1, 0)), every=timedelta(minutes=5))

    assert scores(decisions) == [(1, 0), None, (1, 0)]


def test_a_return_between_two_falls_begins_the_waiting_again():
    decisions = told(*(report((home, 0)) for home in (1, 0, 0, 1, 0, 0)), every=timedelta(seconds=30))

    assert scores(decisions) == [(1, 0), None, None, (1, 0), None, None]


def test_a_further_fall_begins_the_waiting_again():
    decisions = told(*(report((home, 0)) for home in (3, 2, 2, 1, 1, 1)), every=timedelta(seconds=30))

    assert scores(decisions) == [(3, 0), None, None, None, None, (1, 0)]


def test_points_that_are_added_meanwhile_do_not_begin_the_waiting_again():
    told_of_both = ((46, 73), (44, 74), (44, 76), (45, 78))

    decisions = told(*(report(score) for score in told_of_both), every=timedelta(seconds=30))

    assert scores(decisions) == [(46, 73), None, None, (45, 78)]


def sets(*games, **fields):
    """A match of tennis: the games of each set."""
    parts = tuple(
        PeriodReport(kind=PeriodKind.SET, number=number, home=home, away=away)
        for number, (home, away) in enumerate(games, start=1)
    )
    return report((0, 0), periods=parts, **fields).model_copy(update={"sport": "tennis"})


def parts_of(decision):
    assert decision.believed is not None
    return decision.believed.periods


def test_a_game_that_vanishes_is_held_though_the_sets_stand_as_they_stood():
    decisions = told(sets((6, 4), (2, 2)), sets((6, 4), (1, 2), situation={"points": "40-30"}), sets((6, 4), (2, 3)))

    assert str(decisions[1].held[0]) == "periods: was 8–6, is now said to be 7–6"
    assert [parts_of(decision) is None for decision in decisions] == [False, True, False]
    assert decisions[1].believed is not None and decisions[1].believed.situation is None


def test_parts_that_add_up_to_less_are_believed_after_a_minute():
    decisions = told(sets((2, 2)), *[sets((1, 2))] * 3, every=timedelta(seconds=30))

    assert [parts_of(decision) is None for decision in decisions] == [False, True, True, False]


def test_points_that_move_from_one_part_to_another_are_believed_at_once():
    decisions = told(sets((16, 27), (0, 0)), sets((14, 25), (2, 2)))

    assert decisions[1].held == ()


def test_a_retraction_explains_a_score_that_falls():
    decisions = told(
        report((2, 1), goals=["a", "b"]),
        report((1, 1), goals=["a", goal("b", retracted=True, reason="offside")]),
    )

    assert decisions[1].held == ()
    assert scores(decisions) == [(2, 1), (1, 1)]


def test_a_retraction_explains_parts_that_add_up_to_less():
    before, after = (
        report(
            (home, 0),
            goals=[goal("a", retracted=not home)],
            periods=(PeriodReport(kind=PeriodKind.PERIOD, number=1, home=home),),
        )
        for home in (1, 0)
    )

    assert told(before, after)[1].held == ()


def test_a_goal_that_var_disallowed_explains_a_score_that_falls():
    var = IncidentReport(key="v", kind="var", side="home", detail="Goal Disallowed - offside")

    decisions = told(report((2, 1), goals=["a"]), report((1, 1), goals=["a", var]))

    assert scores(decisions) == [(2, 1), (1, 1)]


def test_a_retraction_explains_its_own_goals_only():
    decisions = told(
        report((3, 1), goals=["a", "b"]),
        report((1, 1), goals=["a", goal("b", retracted=True)]),
    )

    assert scores(decisions) == [(3, 1), None]


def test_a_status_that_goes_back_is_held_with_all_that_leans_on_it():
    before = report((1, 0), status=Status.ENDED)
    after = report(None, status=Status.SCHEDULED, goals=[], periods=(), situation={}, note="Rain")

    believed = told(before, after)[1].believed

    assert believed is not None
    assert (believed.status, believed.periods, believed.situation) == (None, None, None)
    assert believed.note == "Rain"


@pytest.mark.parametrize("after", [Status.POSTPONED, Status.ABANDONED, Status.CANCELLED])
def test_a_match_in_play_may_be_called_off(after):
    assert told(report(), report(status=after))[1].held == ()


def test_a_match_that_is_over_is_not_called_off_at_once():
    assert told(report(status=Status.ENDED), report(status=Status.POSTPONED))[1].held != ()


def test_a_match_that_was_called_off_may_be_played_after_all():
    assert told(report(None, status=Status.POSTPONED), report(None, status=Status.SCHEDULED))[1].held == ()


def test_an_earlier_half_is_a_step_back():
    decision = told(report(period=2), report(period=1))[1]

    assert [each.part for each in decision.held] == ["status"]


def test_a_break_ends_its_half():
    held = told(report(period=1, status=Status.BREAK), report(period=1), report(period=2))

    assert [[str(each) for each in decision.held] for decision in held] == [
        [],
        ["status: was break in period 1, is now said to be live in period 1"],
        [],
    ]


def test_a_break_does_not_end_what_has_no_length():
    lunch, after = (
        report(status=status).model_copy(
            update={"sport": "cricket", "period": PeriodKey(kind=PeriodKind.INNINGS, number=1)}
        )
        for status in (Status.BREAK, Status.LIVE)
    )

    assert told(lunch, after)[1].held == ()


def test_an_unknown_status_says_nothing_of_it():
    decisions = told(report((1, 0)), report((2, 0), status=None), report((2, 0), status=Status.SCHEDULED))

    assert decisions[1].believed == report((2, 0), status=None)
    assert [each.part for each in decisions[2].held] == ["status"]


def test_an_older_copy_is_not_believed_at_all():
    decision = told(report(as_of=NOW), report((5, 5), as_of=NOW - timedelta(seconds=16)))[1]

    assert decision.believed is None
    assert "older" in str(decision.held[0])


def test_an_older_copy_stays_older_however_often_it_comes():
    older = report((0, 0), as_of=NOW - timedelta(seconds=16))

    decisions = told(report(as_of=NOW), older, older, older, older, every=timedelta(minutes=5))

    assert [decision.believed for decision in decisions[1:]] == [None] * 4


def test_a_stamp_of_tomorrow_makes_nothing_old_that_comes_today():
    ahead, soon, later = (NOW + timedelta(**each) for each in ({"days": 1}, {"minutes": 4}, {"minutes": 6}))

    decisions = told(report((1, 0), as_of=ahead), report((2, 0), as_of=soon), report((3, 0), as_of=later))

    assert scores(decisions) == [(1, 0), None, (3, 0)]


def test_an_incident_that_vanishes_is_held_until_it_is_confirmed():
    decisions = told(report(goals=["a", "b"]), *[report(goals=["a"])] * 4)

    kept = [decision.believed.incidents for decision in decisions if decision.believed]

    assert [None if each is None else len(each) for each in kept] == [2, None, None, None, 1]


def test_an_incident_under_a_new_key_replaces_the_old_at_once():
    decision = told(report(goals=["a", "b"]), report(goals=["a", "c"]))[1]

    assert decision.held == ()


def test_a_clock_that_goes_back_is_held():
    decisions = told(report(period=2, minute=81), report(period=2, minute=80), report(period=2, minute=82))

    assert [decision.believed.clock is None for decision in decisions if decision.believed] == [False, True, False]


def test_the_clock_of_another_half_is_another_clock():
    decisions = told(report(period=1, minute=47), report(period=2, minute=45))

    assert decisions[1].held == ()


def test_what_is_held_does_not_hold_the_rest():
    before = report((1, 0), kick_off=NOW)
    after = report((0, 0), kick_off=NOW + timedelta(hours=2), status=Status.ENDED)

    believed = told(before, after)[1].believed

    assert believed is not None
    assert (believed.score, believed.status, believed.kick_off) == (None, Status.ENDED, NOW + timedelta(hours=2))


def test_the_history_survives_being_stored():
    history = told(report((2, 1), goals=["a"], as_of=NOW), report((0, 1), goals=[]))[1].history

    assert History.model_validate(history.model_dump(mode="json")) == history
    assert set(history.doubts) == {"score", "incidents"}


def test_a_document_that_says_nothing_of_the_score_does_not_end_a_doubt_of_it():
    plays = report(score=None, status=None, goals=["a"])

    decisions = told(report((1, 0), goals=["a"]), report((0, 0), goals=["a"]), plays, report((0, 0), goals=["a"]))
    late = judge(report((0, 0), goals=["a"]), decisions[-1].history, NOW + timedelta(seconds=81))

    assert scores([*decisions, late]) == [(1, 0), None, None, None, (0, 0)]


def test_the_documents_of_a_match_are_not_as_old_as_each_other():
    history = judge(report(as_of=NOW), History(), NOW, resource="boxscore").history

    decision = judge(report((3, 1), as_of=NOW - timedelta(minutes=2)), history, NOW, resource="plays")

    assert scores([decision]) == [(3, 1)]


@pytest.mark.parametrize(
    ("sport", "kind", "detail", "believed"),
    [
        ("football", "var", "Goal cancelled", (2, 1)),
        ("baseball", "review", "call on the field was overturned", (2, 1)),
        ("cricket", "review", "12.3 · overturned", (2, 1)),
        ("baseball", "review", "call on the field stands", None),
    ],
)
def test_a_review_that_overturns_explains_a_score_that_falls(sport, kind, detail, believed):
    review = IncidentReport(key="review", kind=kind, detail=detail)
    before = report((3, 1)).model_copy(update={"sport": sport})
    after = report((2, 1), goals=[review]).model_copy(update={"sport": sport})

    decisions = told(before, after)

    assert scores(decisions) == [(3, 1), believed]


def test_a_review_explains_as_many_runs_as_one_hit_can_bring():
    review = IncidentReport(key="review", kind="review", detail="call on the field was overturned")
    grand_slam = report((4, 0)).model_copy(update={"sport": "baseball"})
    none, fewer = (report((score, 0), goals=[review]).model_copy(update={"sport": "baseball"}) for score in (0, 4))

    assert scores(told(grand_slam, none))[-1] == (0, 0)
    assert (
        scores(told(fewer.model_copy(update={"score": ScoreReport(home=9, away=0), "incidents": ()}), fewer))[-1]
        is None
    )


def rulings(decisions):
    return [[(ruling.part, ruling.outcome) for ruling in decision.rulings] for decision in decisions]


def test_each_doubt_is_told_with_what_becomes_of_it():
    falls_and_stays = told(*(report((home, 0)) for home in (2, 1, 1, 1)), every=timedelta(seconds=30))
    falls_and_returns = told(*(report((home, 0)) for home in (2, 1, 2)))

    assert rulings(falls_and_stays) == [[], [("score", "held")], [("score", "held")], [("score", "shown")]]
    assert rulings(falls_and_returns) == [[], [("score", "held")], [("score", "dropped")]]


def test_a_fall_that_a_retraction_explains_is_told_as_explained():
    decisions = told(report((1, 0), goals=["a"]), report((0, 0), goals=[goal("a", retracted=True)]))

    assert rulings(decisions)[1] == [("score", "explained")]


def test_who_takes_over_is_judged_by_what_was_shown():
    shown, own = (judge(report(score), History(), NOW).history for score in ((2, 1), (1, 1)))

    decision = judge(report((1, 1)), take_over(own, shown), NOW)

    assert (scores([decision]), len(decision.held)) == ([None], 1)


def test_who_takes_over_keeps_the_moments_and_incidents_of_its_own():
    shown = judge(report(goals=["theirs"], as_of=NOW + timedelta(minutes=5)), History(), NOW).history
    own = judge(report(goals=["ours"], as_of=NOW), History(), NOW).history

    decision = judge(report(goals=["ours"], as_of=NOW + timedelta(minutes=1)), take_over(own, shown), NOW)

    assert decision.held == ()


def test_another_attendance_is_believed_when_it_was_said_for_a_minute():
    decisions = told(*(report(attendance=number) for number in (41, 42, 41, 42, 42, 42)), every=timedelta(seconds=30))

    assert [decision.believed and decision.believed.attendance for decision in decisions] == [
        41,
        None,
        41,
        None,
        None,
        42,
    ]
