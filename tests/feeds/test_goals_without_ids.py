"""Goals without ids: what is corrected, taken back or listed late is told of the right one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

import pytest

from feeds.ingest import ingest
from feeds.providers import PROVIDERS
from scores.models import Match
from tests.feeds import api_football_bodies
from tests.feeds.bodies import NOW, espn, espn_event, fixture, football_data, football_data_match, openfootball
from tests.scores.reading import incidents_of, row_of

pytestmark = pytest.mark.django_db


class Goal(NamedTuple):
    """One for the home side."""

    player: str
    minute: int
    kind: str = "goal"


Body = Callable[..., bytes]


def of_api_football(*goals: Goal) -> bytes:
    details = {"goal": "Normal Goal", "penalty": "Penalty", "own_goal": "Own Goal"}
    events = [
        api_football_bodies.event(goal.minute, details[goal.kind], player=(ord(goal.player[0]), goal.player))
        for goal in goals
    ]
    return api_football_bodies.answer(api_football_bodies.fixture("2H", (len(goals), 0), *events))


def of_espn(*goals: Goal) -> bytes:
    flags = {"penalty": {"penaltyKick": True}, "own_goal": {"ownGoal": True}}
    details = [
        {
            "type": {"text": "Goal"},
            "clock": {"displayValue": f"{goal.minute}'"},
            "team": {"id": "359"},
            "scoringPlay": True,
            "athletesInvolved": [{"id": str(ord(goal.player[0])), "displayName": goal.player}],
        }
        | flags.get(goal.kind, {})
        for goal in goals
    ]
    return espn(espn_event(score=(str(len(goals)), "0"), details=details))


def of_football_data(*goals: Goal) -> bytes:
    types = {"goal": "REGULAR", "penalty": "PENALTY", "own_goal": "OWN"}
    listed = [
        {
            "minute": goal.minute,
            "type": types[goal.kind],
            "team": {"id": 61 if goal.kind == "own_goal" else 57},
            "scorer": {"id": ord(goal.player[0]), "name": goal.player},
        }
        for goal in goals
    ]
    return football_data(football_data_match("IN_PLAY", len(goals), 0, goals=listed))


def of_openfootball(*goals: Goal) -> bytes:
    flags: dict[str, dict[str, Any]] = {"penalty": {"penalty": True}, "own_goal": {"owngoal": True}}
    listed = [{"name": goal.player, "minute": str(goal.minute)} | flags.get(goal.kind, {}) for goal in goals]
    return openfootball(fixture(ft=(len(goals), 0), goals1=listed, goals2=[]))


@pytest.fixture(params=["api-football", "espn", "football-data", "openfootball"])
def tell(request):
    bodies: dict[str, Body] = {
        "api-football": of_api_football,
        "espn": of_espn,
        "football-data": of_football_data,
        "openfootball": of_openfootball,
    }

    def _tell(*goals: Goal, after: int = 0) -> None:
        received_at = NOW + timedelta(seconds=after)
        body = bodies[request.param](*goals)
        ingest(PROVIDERS[request.param], body, received_at=received_at, create=True)

    return _tell


def shown() -> list[tuple[str, int, str]]:
    incidents = incidents_of(Match.objects.get())
    return sorted(((each["player"], each["minute"], each["state"]) for each in incidents), key=lambda each: each[1])


def correction() -> str:
    return str(row_of(Match.objects.get()).get("correction", {}).get("text", ""))


def ids() -> list[int]:
    return [incident["id"] for incident in incidents_of(Match.objects.get())]


@pytest.mark.parametrize("minute", [11, 13, 16, 46])
def test_a_goal_whose_minute_is_corrected_is_the_same_goal(tell, minute):
    tell(Goal("Saka", 12))
    before = ids()

    tell(Goal("Saka", minute), after=20)

    assert (ids(), shown(), correction()) == (before, [("Saka", minute, "active")], "")


@pytest.mark.parametrize(
    "corrected",
    [
        Goal("Rice", 12),
        Goal("Rice", 13),
        Goal("Saka", 12, "penalty"),
        Goal("Saka", 16, "penalty"),
        Goal("Saka", 12, "own_goal"),
        Goal("Chilwell", 12, "own_goal"),
        Goal("Chilwell", 13, "own_goal"),
    ],
)
def test_a_goal_whose_scorer_or_kind_is_corrected_is_the_same_goal_corrected(tell, corrected):
    tell(Goal("Saka", 12), Goal("White", 70))
    before = ids()

    tell(corrected, Goal("White", 70), after=20)

    assert (ids(), correction()) == (before, "")
    assert shown() == [(corrected.player, corrected.minute, "corrected"), ("White", 70, "active")]


@pytest.mark.parametrize("scorer", ["Saka", "Rice"])
def test_of_two_goals_the_first_that_is_taken_back_is_struck_through_and_the_other_stands(tell, scorer):
    tell(Goal("Saka", 12), Goal(scorer, 70))
    before = ids()

    tell(Goal(scorer, 70), after=20)
    tell(Goal(scorer, 70), after=90)

    assert (ids(), shown()) == (before, [("Saka", 12, "retracted"), (scorer, 70, "active")])
    assert correction() == "Goal disallowed (withdrawn by the feed)"


@pytest.mark.parametrize("scorer", ["Saka", "Rice"])
def test_an_earlier_goal_that_is_listed_late_leaves_the_others_as_they_were(tell, scorer):
    tell(Goal("Saka", 50), Goal("White", 70))
    before = ids()

    tell(Goal(scorer, 12), Goal("Saka", 50), Goal("White", 70), after=20)

    assert shown() == [(scorer, 12, "active"), ("Saka", 50, "active"), ("White", 70, "active")]
    assert (set(before) < set(ids()), correction()) == (True, "")


def test_a_goal_that_is_gone_while_somebody_else_scored_is_struck_through(tell):
    tell(Goal("Saka", 12))

    tell(Goal("Rice", 15), after=20)

    assert shown() == [("Saka", 12, "retracted"), ("Rice", 15, "active")]
    assert correction() == "Goal disallowed (withdrawn by the feed)"


def test_a_goal_that_was_taken_back_and_is_listed_again_stands_after_all(tell):
    tell(Goal("Saka", 12), Goal("Rice", 70))
    tell(Goal("Rice", 70), after=20)
    tell(Goal("Rice", 70), after=90)

    tell(Goal("Saka", 12), Goal("Rice", 70), after=120)

    assert shown() == [("Saka", 12, "active"), ("Rice", 70, "active")]
    assert correction() == "Goal stands after all"


def test_the_scorers_of_two_goals_are_corrected_each(tell):
    tell(Goal("Saka", 12), Goal("Rice", 60))

    tell(Goal("White", 12), Goal("Saka", 60), after=20)

    assert (shown(), correction()) == ([("White", 12, "corrected"), ("Saka", 60, "corrected")], "")


def test_the_minutes_of_two_goals_of_one_player_are_corrected_each(tell):
    tell(Goal("Saka", 12), Goal("Saka", 17))

    tell(Goal("Saka", 13), Goal("Saka", 18), after=20)

    assert (shown(), correction()) == ([("Saka", 13, "active"), ("Saka", 18, "active")], "")
