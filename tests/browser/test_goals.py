"""What a change of score is told as."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import Call

pytestmark = pytest.mark.browser


def a_row(home: int, away: int, *, sport: str = "football", status: str = "live", **more: Any) -> dict[str, Any]:
    score = {"home": home, "away": away}
    return {"sport": sport, "status": status, "home": {"name": "Ayr"}, "away": {"name": "Bath"}, "score": score, **more}


def scored(incident: int, kind: str, side: str = "home", **more: Any) -> dict[str, Any]:
    return {"last_goal": {"incident": incident, "kind": kind, "side": side, **more}}


BEFORE_THE_START = {"sport": "football", "status": "scheduled", "home": {"name": "Ayr"}, "away": {"name": "Bath"}}
SAME_GOAL = scored(4, "goal")
TOLD = [
    (a_row(0, 0), a_row(1, 0), "Goal, Ayr. Ayr 1, Bath 0."),
    (a_row(0, 0), a_row(0, 3), "3 goals, Bath. Ayr 0, Bath 3."),
    (a_row(0, 0), a_row(1, 1), "Goal, Ayr. Goal, Bath. Ayr 1, Bath 1."),
    (a_row(0, 0), a_row(1, 0, **scored(4, "own_goal")), "Own goal, Ayr. Ayr 1, Bath 0."),
    (a_row(0, 0), a_row(1, 0, **scored(4, "penalty")), "Goal, Ayr. Ayr 1, Bath 0."),
    (a_row(1, 0, **SAME_GOAL), a_row(2, 0, **SAME_GOAL), "Goal, Ayr. Ayr 2, Bath 0."),
    (
        a_row(7, 0, sport="american-football"),
        a_row(13, 0, sport="american-football", **scored(4, "touchdown")),
        "Touchdown, Ayr. Ayr 13, Bath 0.",
    ),
    (a_row(1, 0, sport="tennis"), a_row(1, 1, sport="tennis"), "Set, Bath. Ayr 1, Bath 1."),
    (a_row(3, 0, sport="baseball"), a_row(5, 0, sport="baseball"), "2 runs, Ayr. Ayr 5, Bath 0."),
    (a_row(1, 0), a_row(0, 0), "Score corrected. Ayr 0, Bath 0."),
    (
        a_row(1, 0),
        a_row(0, 0, correction={"text": "Goal disallowed (VAR)", "at": "1"}),
        "Goal disallowed (VAR). Ayr 0, Bath 0.",
    ),
    (
        a_row(0, 0, correction={"text": "Goal disallowed (VAR)", "at": "1"}),
        a_row(1, 0, correction={"text": "Goal disallowed (VAR)", "at": "1"}),
        "Goal, Ayr. Ayr 1, Bath 0.",
    ),
    (
        a_row(2, 1, status="ended"),
        a_row(2, 2, status="ended", correction={"text": "Score corrected to 2–2 (own goal counted)", "at": "1"}),
        "Score corrected to 2–2 (own goal counted). Ayr 2, Bath 2.",
    ),
    (a_row(1, 1), a_row(2, 1, status="ended"), "Goal, Ayr. Ayr 2, Bath 1."),
    (BEFORE_THE_START, a_row(1, 0), "Goal, Ayr. Ayr 1, Bath 0."),
]
NOT_TOLD = [
    (a_row(1, 0), a_row(1, 0, note="Rain")),
    (BEFORE_THE_START, a_row(0, 0)),
    (BEFORE_THE_START, a_row(3, 1, status="ended")),  # a result that was entered, not a match that was played
    (a_row(2, 1, status="ended"), a_row(2, 2, status="ended")),
    (a_row(1, 0), BEFORE_THE_START),
    (None, a_row(3, 0)),
]


def test_scores_are_told(call_module: Call):
    news = call_module("goals.js", "newsOf", [[before, after] for before, after, _ in TOLD])

    assert [each["sentence"] for each in news] == [sentence for *_, sentence in TOLD]


def test_what_is_no_goal_is_not_told(call_module: Call):
    news = call_module("goals.js", "newsOf", [[before, after] for before, after in NOT_TOLD])

    assert news == [None] * len(NOT_TOLD)


def test_points_that_come_together_are_one_thing_to_notice(call_module: Call):
    steps = [
        [a_row(0, 0), a_row(2, 1)],
        [a_row(0, 0, sport="rugby"), a_row(5, 0, sport="rugby")],
        [a_row(2, 0), a_row(1, 0)],
    ]

    assert [news["goals"] for news in call_module("goals.js", "newsOf", steps)] == [3, 1, 0]


def test_where_scores_come_all_the_time_none_is_news(call_module: Call):
    sports = ["football", "basketball", "cricket", "handball", "tennis"]

    worthy = call_module("sports.js", "isNewsworthy", [[{"sport": sport}] for sport in sports])

    assert worthy == [True, False, False, False, True]
