"""How the log says what an update changed."""

from __future__ import annotations

from copy import deepcopy
from zoneinfo import ZoneInfo

import pytest

from scores.admin.words import told
from scores.live.patches import merge

GOAL = {
    "id": 7,
    "kind": "goal",
    "name": "Goal",
    "side": "home",
    "minute": 45,
    "added": 2,
    "player": "Saka",
    "state": "active",
}
MATCH = {
    "row": {
        "id": 42,
        "day": "2026-11-22",
        "kick_off": "2026-11-22T15:00:00Z",
        "precision": "time",
        "status": "live",
        "period": {"kind": "period", "number": 1, "name": "1st half", "short": "H1"},
        "clock": {"seconds": 60, "at": "2026-11-22T15:01:00Z", "running": True, "direction": "up"},
        "home": {"id": 1, "name": "Arsenal", "short": "Arsenal", "crest": {"primary": "#ff0000"}},
        "away": {"id": 2, "name": "Chelsea", "short": "Chelsea", "crest": {"primary": "#0000ff"}},
        "score": {"home": 1, "away": 0},
        "parts": {"period-1": {"kind": "period", "number": 1, "short": "H1", "home": 1, "away": 0}},
        "competition": {"id": 3, "name": "Premier League", "order": 1},
        "stage": {"id": 4, "table": True},
        "season": "2026/27",
    },
    "incidents": {"7": GOAL},
    "statistics": {},
    "lineups": {},
}


@pytest.mark.parametrize(
    ("patch", "words"),
    [
        ({"row": {"score": {"home": 2}}}, ["score 1–0 → 2–0"]),
        ({"row": {"score": None}}, ["score 1–0 → none"]),
        ({"row": {"status": "break"}}, ["status live → break"]),
        ({"row": {"period": {"number": 2, "name": "2nd half", "short": "H2"}}}, ["period 1st half → 2nd half"]),
        ({"row": {"period": None}}, ["period 1st half → none"]),
        ({"row": {"clock": {"seconds": 2700, "running": False}}}, ["clock 1:00, running → 45:00, stopped"]),
        (
            {"row": {"kick_off": "2026-11-23T19:30:00Z", "day": "2026-11-23"}},
            ["kick-off 2026-11-22 16:00 → 2026-11-23 20:30"],
        ),
        ({"row": {"note": "Heavy rain"}}, ["note Heavy rain"]),
        ({"row": {"winner": "home"}}, ["winner home"]),
        ({"row": {"home": {"name": "Arsenal FC", "short": "Arsenal FC"}}}, ["home team Arsenal → Arsenal FC"]),
        ({"row": {"home": {"crest": {"primary": "#00ff00"}}}}, ["the look of Arsenal changed"]),
        ({"row": {"away": {"red_cards": 1}}}, ["red cards Chelsea 0 → 1"]),
        ({"row": {"parts": {"period-1": {"away": 1}}}}, ["H1 1–0 → 1–1"]),
        (
            {"row": {"parts": {"set-2": {"short": "2", "home": 7, "away": 6, "home_detail": {"tiebreak": 9}}}}},
            ["2 7 (tiebreak 9)–6"],
        ),
        ({"row": {"competition": {"order": 5}}}, []),
        ({"row": {"competition": {"name": "First Division"}}}, ["competition Premier League → First Division"]),
        ({"row": {"correction": {"text": "Goal disallowed", "at": "2026-11-22T15:50:00Z"}}}, []),
        ({"incidents": {"8": {**GOAL, "id": 8, "minute": 60, "added": None}}}, ["goal 60' Saka (home) added"]),
        (
            {"incidents": {"7": {"state": "retracted", "reason": "offside"}}},
            ["goal 45+2' Saka (home) retracted (offside)"],
        ),
        (
            {"incidents": {"7": {"player": "Ødegaard", "state": "corrected"}}},
            ["goal 45+2' Saka (home): player Saka → Ødegaard"],
        ),
        ({"incidents": {"7": None}}, ["goal 45+2' Saka (home) removed"]),
        ({"statistics": {"shots_on_target": {"home": 3, "away": 4}}}, ["shots on target 3–4"]),
        ({"lineups": {"home": [{"name": "Raya", "starter": True}]}}, ["home line-up: 1 players"]),
        ({"venue": {"name": "Emirates", "city": "London"}}, ["venue Emirates"]),
        (
            {"row": {"status": "ended", "score": {"away": 1}}},
            ["status live → ended", "score 1–0 → 1–1"],
        ),
        ({"row": {"something_new": [1, 2]}}, ["something_new [1, 2]"]),
    ],
)
def test_an_update_is_said_in_words(patch, words):
    before = deepcopy(MATCH)

    assert told(before, merge(before, patch), ZoneInfo("Europe/Paris")) == words


def test_the_first_update_says_which_match_it_is():
    assert told({}, MATCH) == ["match created: Arsenal – Chelsea, 2026-11-22 15:00"]


def test_the_last_update_says_that_the_match_is_gone():
    assert told(MATCH, {"gone": True}) == ["match deleted"]


def test_a_retracted_incident_that_returns_stands_after_all():
    retracted = merge(MATCH, {"incidents": {"7": {"state": "retracted", "reason": "offside"}}})
    returned = merge(MATCH, {"incidents": {"7": {"state": "active"}}})

    assert told(retracted, returned) == ["goal 45+2' Saka (home) stands after all"]
