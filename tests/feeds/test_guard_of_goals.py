"""A score and the goals that make it are shown together: no score of two goals beside a list of three."""

from __future__ import annotations

from datetime import timedelta

import pytest

from feeds.guard import Decision
from scores.reports import IncidentReport, PeriodReport
from scores.sports import PeriodKind, Status
from tests.feeds.test_guard import goal, report, rulings, scores, told

THEIRS = goal("c").model_copy(update={"side": "away"})
CARD = IncidentReport(key="card", kind="yellow_card", side="away")
VAR = IncidentReport(key="var", kind="var", side="home", detail="Goal Disallowed - offside")


def seen(decisions: list[Decision]) -> list[tuple[tuple[int, int] | None, str]]:
    """The score and the keys of the goals that are believed of each report; "-" where nothing is of its incidents."""
    listed = [decision.believed.incidents if decision.believed else None for decision in decisions]
    keys = ["-" if each is None else " ".join(incident.key for incident in each) for each in listed]
    return list(zip(scores(decisions), keys, strict=True))


@pytest.mark.parametrize("other", [CARD, VAR.model_copy(update={"detail": "Goal confirmed"}), THEIRS])
def test_only_a_goal_of_its_side_takes_the_place_of_a_goal(other):
    falls = report((1, 1), goals=["a", other])

    decisions = told(report((2, 0), goals=["a", "b"]), falls, falls, falls, every=timedelta(seconds=30))

    assert seen(decisions) == [((2, 0), "a b"), (None, "-"), (None, "-"), ((1, 1), f"a {other.key}")]


def test_a_goal_that_a_card_came_for_is_held_though_its_score_stands():
    decisions = told(report((2, 0), goals=["a", "b"]), report((2, 0), goals=["a", CARD]))

    assert seen(decisions) == [((2, 0), "a b"), ((2, 0), "-")]


def test_a_goal_that_is_gone_while_a_card_came_and_that_returns_was_never_gone():
    decisions = told(
        report((2, 0), goals=["a", "b"]), report((1, 0), goals=["a", CARD]), report((2, 0), goals=["a", "b", CARD])
    )

    assert seen(decisions) == [((2, 0), "a b"), (None, "-"), ((2, 0), "a b card")]


def test_only_a_card_takes_the_place_of_a_card():
    red = IncidentReport(key="red", kind="red_card", side="away")
    change = IncidentReport(key="change", kind="substitution", side="home")

    upgraded, gone = (told(report(goals=[CARD]), report(goals=[other]))[1] for other in (red, change))

    assert ([str(each) for each in upgraded.held], [each.part for each in gone.held]) == ([], ["incidents"])


@pytest.mark.parametrize("detail", ["Red card cancelled", "Goal Disallowed - offside"])
def test_what_a_review_takes_back_is_gone_at_once(detail):
    review = VAR.model_copy(update={"detail": detail})
    taken_back = CARD if "card" in detail else goal("b")

    decisions = told(report((1, 0), goals=["a", taken_back]), report((1, 0), goals=["a", review]))

    assert (rulings(decisions)[1], seen(decisions)[1]) == ([("incidents", "explained")], ((1, 0), "a var"))


def test_a_goal_that_was_gone_for_a_minute_takes_its_score_along():
    first, then = report((2, 0), goals=["a"]), report((1, 0), goals=["a"])

    decisions = told(report((2, 0), goals=["a", "b"]), first, then, then, every=timedelta(seconds=30))

    assert seen(decisions) == [((2, 0), "a b"), ((2, 0), "-"), (None, "-"), ((1, 0), "a")]
    assert rulings(decisions)[3] == [("score", "explained"), ("incidents", "shown")]


def test_a_score_that_was_lower_for_a_minute_takes_its_goals_and_parts_along():
    first = report((1, 0), goals=["a", "b"])
    then = report((1, 0), goals=["a"], periods=(PeriodReport(kind=PeriodKind.PERIOD, number=1, home=1, away=0),))
    before = then.model_copy(update={"periods": (PeriodReport(kind=PeriodKind.PERIOD, number=1, home=2, away=0),)})

    decisions = told(
        report((2, 0), goals=["a", "b"], periods=before.periods), first, then, then, every=timedelta(seconds=30)
    )

    assert seen(decisions)[1:] == [(None, "a b"), (None, "-"), ((1, 0), "a")]
    assert parts_of(decisions[-1]) == then.periods


def parts_of(decision: Decision) -> tuple[PeriodReport, ...] | None:
    return decision.believed.periods if decision.believed else None


def test_goals_that_do_not_make_the_score_wait_for_it():
    first, then = report((2, 0), goals=[]), report((1, 0), goals=[])

    decisions = told(report((2, 0), goals=["a"]), first, *[then] * 3, every=timedelta(seconds=30))

    assert seen(decisions)[2:] == [(None, "-"), (None, "-"), ((1, 0), "")]
    assert rulings(decisions)[3:] == [
        [("score", "held"), ("incidents", "held")],
        [("score", "shown"), ("incidents", "shown")],
    ]


def test_a_goal_that_goes_to_the_other_side_waits_for_its_score():
    other = report((0, 1), goals=[goal("a").model_copy(update={"side": "away"})])

    decisions = told(report((1, 0), goals=["a"]), other, other, other, every=timedelta(seconds=30))

    assert seen(decisions) == [((1, 0), "a"), (None, "-"), (None, "-"), ((0, 1), "a")]


def test_a_goal_that_the_report_retracts_waits_for_no_score():
    decisions = told(
        report((3, 0), goals=["a", "b"]), report((1, 0), goals=["a", goal("b", retracted=True)], note="Rain")
    )

    assert seen(decisions)[1] == (None, "a b")


def test_a_goal_after_an_end_that_may_be_none_waits_with_its_score():
    goes_on = report((2, 2), goals=["a", "b", THEIRS, goal("d").model_copy(update={"side": "away"})])
    ended = report((2, 1), goals=["a", "b", THEIRS], status=Status.ENDED, winner="home")

    decisions = told(ended, goes_on, goes_on, goes_on, every=timedelta(seconds=30))

    assert seen(decisions) == [((2, 1), "a b c"), (None, "-"), (None, "-"), ((2, 2), "a b c d")]
