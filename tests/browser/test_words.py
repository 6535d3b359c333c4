"""What script writes into a page is what the server would have written: both are given the same matches."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from scores.documents import instant
from scores.pages import crests, rows, sheet, tables, timeline, words
from scores.sports import SPORTS, Status, period_name, period_short
from tests.browser.conftest import Call
from tests.processes import ROOT

pytestmark = pytest.mark.browser

NOW = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)
MILLISECONDS = NOW.timestamp() * 1000
SIDES = ("home", "away")
NAMES = ["Arsenal", "Brighton & Hove Albion", "1. FC Köln", "AC", "SC Freiburg II", "Łódź", "O'Higgins", "São Paulo"]
COLOURS = ["#000000", "#ffffff", "#33415c", "#da291c", "#ffd700", "#6cabdd", "#808080", "red", ""]


def some_rows() -> list[dict[str, Any]]:
    """Matches of every sport in every status and period, with all kinds of clocks and parts; the same each time."""
    chance = random.Random(7)
    return [
        a_row(chance, sport, status, period)
        for sport, status in product(SPORTS, Status)
        for period in [None, *[(spec.kind, number) for spec in SPORTS[sport].periods for number in (1, spec.count)]]
    ]


def a_row(chance: random.Random, sport: str, status: Status, period: tuple[str, int] | None) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": chance.randrange(1, 999),
        "sport": sport,
        "kick_off": instant(NOW - timedelta(minutes=chance.choice([0, 30, 60]))),
        "precision": "time",
        "status": status.value,
        "home": {"id": 1, "name": "Home", **chance.choice([{}, {"red_cards": 1}])},
        "away": {"id": 2, "name": "Away"},
        **chance.choice([{}, {"note": "Behind closed doors"}]),
        **chance.choice([{}, {"correction": {"text": "Goal disallowed", "at": ""}}]),
        **chance.choice([{}, {}, {"feed": {"name": "espn", "silent_since": instant(NOW - silence(chance))}}]),
        **chance.choice([{}, {"situation": a_situation(chance)}]),
        **chance.choice([{}, {"score": {"home": chance.randrange(5), "away": chance.randrange(5)}}]),
    }
    if period:
        kind, number = period
        row["period"] = {
            "kind": kind,
            "number": number,
            "name": period_name(sport, kind, number),
            "short": period_short(sport, kind, number),
        }
        row["parts"] = {f"{kind}-{n}": a_part(chance, sport, kind, n) for n in range(number, 0, -1)}
    if SPORTS[sport].clock != "none" and chance.random() < 0.8:
        row["clock"] = a_clock(chance, SPORTS[sport].clock)
    return row


def silence(chance: random.Random) -> timedelta:
    return timedelta(seconds=chance.choice([-5, 59.9, 240, 7199, 7200, 172_799, 172_800, 900_000]))


def a_situation(chance: random.Random) -> dict[str, Any]:
    told: list[dict[str, Any]] = [
        {"half": chance.choice(["top", "Bottom"])},
        {"text": "2 match points"},
        {"down": 3, "distance": 7, **chance.choice([{}, {"place": "BUF 34"}])},
        {"outs": chance.randrange(3)},
        {"balls": 3, "strikes": 2},
        {base: True for base in ("on_first", "on_second", "on_third") if chance.random() < 0.7},
        {"points": "40-30"},
        {"target": 4, "balls_left": 101, "batting": chance.choice(SIDES)},
        {chance.choice(["serving", "batting", "possession"]): chance.choice([*SIDES, "nobody"])},
    ]
    return {key: value for part in chance.sample(told, 3) for key, value in part.items()}


def a_part(chance: random.Random, sport: str, kind: str, number: int) -> dict[str, Any]:
    cricket = {"home_detail": {"wickets": 10}, "away_detail": {"overs": "18.3"}}
    detail: list[dict[str, Any]] = [{}, {"home_detail": {"tiebreak": 7}}, cricket]
    score = [{"home": 3, "away": 2}, {"home": 6}, {}]
    short = period_short(sport, kind, number)
    return {"kind": kind, "number": number, "short": short, **chance.choice(score), **chance.choice(detail)}


def a_clock(chance: random.Random, direction: str) -> dict[str, Any]:
    return {
        "seconds": chance.choice([0, 59, 60, 600, 1800, 2699, 2700, 5400, 5401, 6300, 7200]),
        "at": instant(NOW - timedelta(seconds=chance.choice([-5, 0, 0.4, 59.999, 61, 185, 3000]))),
        "running": chance.random() < 0.7,
        "direction": direction,
        **chance.choice([{}, {"added": 3}]),
    }


def some_matches() -> list[dict[str, Any]]:
    chance = random.Random(11)
    return [{"row": row, "incidents": incidents_of(chance, row)} for row in some_rows()[::5]]


def incidents_of(chance: random.Random, row: dict[str, Any]) -> dict[str, Any]:
    kinds = SPORTS[row["sport"]].incidents
    ids = range(1, chance.choice([1, 4, 9, 25]))
    return {str(number): an_incident(chance, number, chance.choice(list(kinds))) for number in ids} if kinds else {}


def an_incident(chance: random.Random, number: int, kind: str) -> dict[str, Any]:
    side = chance.choice(SIDES)
    when = [{"minute": chance.randrange(1, 125)}, {"minute": 45, "added": 2}, {"clock": chance.randrange(720)}, {}]
    return {
        "id": number,
        "kind": kind,
        "name": kind.replace("_", " ").capitalize(),
        "order": 0,
        "state": chance.choice(["active", "corrected", "retracted"]),
        **chance.choice(when),
        **chance.choice([{}, {"points": 1, "for": side, "side": side}]),
        **chance.choice([{}, {"card": "yellow"}, {"card": "red"}]),
        **chance.choice([{}, {"player": chance.choice(["Saka", "Palmer"])}, {"detail": "header"}]),
        **chance.choice(
            [{}, {"period": {"kind": "period", "number": 2}}, {"period": {"kind": "shootout", "number": 1}}]
        ),
    }


@pytest.mark.parametrize(
    ("module", "name", "python"),
    [
        ("words.js", "minuteText", words.minute_text),
        ("words.js", "statusLine", words.status_line),
        ("words.js", "remarkText", words.remark_text),
        ("words.js", "silenceText", words.silence_text),
    ],
)
def test_a_status_is_said_alike(call_module: Call, module: str, name: str, python: Callable[..., str]):
    states = some_rows()

    said = call_module(module, name, [[state, MILLISECONDS] for state in states])

    assert said == [python(state, NOW) for state in states]


@pytest.mark.parametrize(
    ("name", "python"),
    [("noteText", words.note_text), ("situationText", words.situation_text), ("turnOf", words.turn_of)],
)
def test_remarks_are_said_alike(call_module: Call, name: str, python: Callable[..., str]):
    states = some_rows()

    said = call_module("words.js", name, [[state] for state in states])

    assert said == [python(state) for state in states]


def test_where_and_before_whom_a_match_was_played_is_said_alike(call_module: Call):
    venues = [{}, {"venue": {"name": "Mill Lane"}}, {"venue": {"name": "Mill Lane", "city": "Ashford"}}]
    watched = [{}, {"attendance": 0}, {"attendance": 950}, {"attendance": 1234567}]
    referees = [{}, {"referee": "A. Taylor"}]
    matches = [
        {"row": {"sport": sport}} | venue | crowd | referee
        for venue, crowd, referee, sport in product(venues, watched, referees, SPORTS)
    ]

    said = call_module("statistics.js", "placeOf", [[match] for match in matches])

    assert said == [sheet.place(match) for match in matches]


@pytest.mark.parametrize("side", SIDES)
def test_scores_are_said_alike(call_module: Call, side: str):
    states = some_rows()

    said = call_module("rows.js", "scoreText", [[state, side] for state in states])

    assert said == [rows.score_text(state, side) for state in states]


def test_the_cases_of_the_pages_are_told_alike(call_module: Call):
    cases = json.loads((ROOT / "tests" / "scores" / "row_cases.json").read_text())
    at = [datetime.fromisoformat(case["at"]).timestamp() * 1000 for case in cases]
    rows_at = [[case["row"], moment] for case, moment in zip(cases, at, strict=True)]

    told = {
        "minute": call_module("words.js", "minuteText", rows_at),
        "status_line": call_module("words.js", "statusLine", rows_at),
        "note": call_module("words.js", "noteText", rows_at),
        "situation": call_module("words.js", "situationText", rows_at),
        "turn": call_module("words.js", "turnOf", rows_at),
        "home": call_module("rows.js", "scoreText", [[case["row"], "home"] for case in cases]),
        "away": call_module("rows.js", "scoreText", [[case["row"], "away"] for case in cases]),
    }

    assert told == {key: [case[key] for case in cases] for key in told}


def test_parts_of_the_score_are_the_same_columns(call_module: Call):
    states = some_rows()
    served = [rows.row_of("row.1", 1, state, NOW) for state in states]

    drawn = call_module("rows.js", "columns", [[state] for state in states])
    in_row = call_module("rows.js", "columnsInRow", [[state] for state in states])

    assert drawn == [[asdict(part) for part in row.parts] for row in served]
    assert in_row == [[asdict(part) for part in rows.in_row(row)] for row in served]


def test_rows_are_ordered_alike(call_module: Call):
    states = some_rows()
    pairs = list(zip(states, states[1:] + states[:1], strict=True))

    places = call_module("rows.js", "byRank", [list(pair) for pair in pairs])

    ranks = [[rows.rank(rows.row_of("row.1", 1, state, NOW)) for state in pair] for pair in pairs]
    assert [(place > 0) - (place < 0) for place in places] == [(one > two) - (one < two) for one, two in ranks]


def test_timelines_are_told_alike(call_module: Call):
    matches = some_matches()

    told = call_module("timeline.js", "newestFirst", [[match] for match in matches])

    assert [[incident["id"] for incident in each] for each in told] == [
        [moment.id for chapter in timeline.chapters(match) for moment in chapter.moments] for match in matches
    ]


@pytest.mark.parametrize("side", SIDES)
def test_scorers_are_named_alike(call_module: Call, side: str):
    matches = some_matches()

    named = call_module("timeline.js", "scorers", [[match, side] for match in matches])

    assert named == [timeline.scorers(match, side) for match in matches]


def test_the_score_after_each_goal_is_told_alike(call_module: Call):
    matches = [adding_up(match) for match in some_matches()]

    told = call_module("timeline.js", "runningScores", [[match] for match in matches])

    served = [timeline.running_scores(match) for match in matches]
    assert any(served) and not all(served)
    assert told == [{str(key): score for key, score in each.items()} for each in served]


def adding_up(match: dict[str, Any]) -> dict[str, Any]:
    """The match with the score that its goals make, if they make less than eight."""
    goals = [i["for"] for i in match["incidents"].values() if "points" in i and i["state"] != "retracted"]
    score = {side: goals.count(side) for side in SIDES}
    return {**match, "row": {**match["row"], "score": score if len(goals) < 8 else {"home": 99, "away": 0}}}


def test_incidents_are_described_alike(call_module: Call):
    incidents = [incident for match in some_matches() for incident in match["incidents"].values()]
    served = timeline.moments_of(incidents, {})

    described = [
        call_module("timeline.js", name, [[incident] for incident in incidents])
        for name in ("iconOf", "minuteOf", "remarkOf")
    ]

    assert described == [[getattr(moment, name) for moment in served] for name in ("icon", "minute", "remark")]


def test_crests_are_drawn_alike(call_module: Call):
    teams = [{"name": name, "short": name} for name in NAMES] + [{"name": "Leeds", "code": "lufc"}, {"name": ""}]

    initials = call_module("crests.js", "initialsOf", [[team] for team in teams])
    inks = call_module("crests.js", "inkOn", [[colour] for colour in COLOURS])

    assert initials == [crests.initials_of(team) for team in teams]
    assert inks == [crests.crest_of({"crest": {"primary": colour}}).ink for colour in COLOURS]


def test_statistics_are_drawn_alike(call_module: Call):
    statistics = {
        "possession": {"home": 58, "away": 42},
        "shots": {"home": 0, "away": 0},
        "pass_percent": {"home": 81.25, "away": 77.5},
        "expected_goals": {"home": 1.234567, "away": 0.3},
        "corners": {"home": 7, "away": 3},
        "big_chances": {"home": 1, "away": 2},
    }

    [drawn] = call_module("statistics.js", "barsOf", [[statistics]])

    assert drawn == [asdict(bar) for bar in sheet.bars({"statistics": statistics})]


def test_differences_are_written_alike(call_module: Call):
    assert call_module("table-view.js", "signed", [[3], [0], [-3]]) == [tables.signed(number) for number in (3, 0, -3)]


def test_the_browser_knows_the_same_sports(call_module: Call):
    known = call_module("sports.js", "sportOf", [[{"sport": sport}] for sport in SPORTS])

    assert known == [
        {
            "clock": sport.clock,
            "total": sport.total,
            "unit": sport.unit,
            "periods": [
                {"kind": spec.kind, "count": spec.count, "minutes": spec.minutes, "name": spec.name}
                | ({} if spec.counts_in_total else {"countsInTotal": False})
                for spec in sport.periods
            ],
        }
        for sport in SPORTS.values()
    ]
