from __future__ import annotations

import json
import re
from typing import Any

import pytest
from pydantic import BaseModel

from feeds.ingest import ingest
from feeds.providers import PROVIDERS, ParseError
from feeds.providers.touchline import MODELS, parse
from feeds.providers.touchline_schema import PATH, schema
from scores.live.models import Update
from scores.models import Match
from scores.reports import (
    ClockReport,
    CompetitionReport,
    IncidentReport,
    MatchReport,
    PeriodKey,
    PeriodReport,
    PlayerReport,
    ScoreReport,
    StatisticReport,
    TeamReport,
)
from scores.sports import SPORTS, Status
from tests.feeds.bodies import NOW, encoded

PAGE = (PATH.parent / "reports.md").read_text()
HEADINGS: dict[str, type[BaseModel]] = {
    "A match": MatchReport,
    "A competition": CompetitionReport,
    "A team": TeamReport,
    "A clock": ClockReport,
    "The score": ScoreReport,
    "The key of a period": PeriodKey,
    "A period": PeriodReport,
    "An incident": IncidentReport,
    "A statistic": StatisticReport,
    "A player": PlayerReport,
}


def report(key: str = "m.1", **fields: Any) -> dict[str, Any]:
    return {
        "key": key,
        "sport": "football",
        "competition": {"name": "Northern League", "season": "2026/27"},
        "home": {"name": "Ashford Town"},
        "away": {"name": "Brookham Rovers"},
        "kick_off": "2026-11-22T15:00:00Z",
        "status": "live",
        "score": {"home": 1, "away": 0},
    } | fields


def problems_of(*reports: object) -> list[str]:
    return [str(problem) for problem in parse(encoded({"reports": reports}), NOW).problems]


def example() -> bytes:
    found = re.search(r"```json\n(.*?)```", PAGE, re.DOTALL)
    assert found
    return found.group(1).encode()


def test_a_body_is_read_into_reports():
    parsed = parse(encoded({"reports": [report(), report("m.2", sport="tennis")]}), NOW)

    assert parsed.problems == ()
    assert parsed.reports == (
        MatchReport.model_validate(report()),
        MatchReport.model_validate(report("m.2", sport="tennis")),
    )


def test_one_report_alone_is_a_body_too():
    assert parse(encoded(report()), NOW) == parse(encoded({"reports": [report()]}), NOW)


def test_a_report_sent_as_it_was_made_is_the_same_report():
    made = MatchReport.model_validate(json.loads(example())["reports"][0])

    assert parse(made.model_dump_json().encode(), NOW).reports == (made,)


def test_a_bad_report_spoils_no_other():
    parsed = parse(encoded({"reports": [report("m.1"), {"key": "m.2"}, 5, report("m.4")]}), NOW)

    assert [each.key for each in parsed.reports] == ["m.1", "m.4"]
    assert [problem.where for problem in parsed.problems] == ["reports[1] (key 'm.2')", "reports[2]"]


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        (
            {"kick_off": "2026-11-22T15:00"},
            "kick_off: Input should have timezone info (a time needs its zone",
        ),
        ({"kick_off": "tomorrow"}, '(write a time like "2026-11-22T15:00:00Z")'),
        ({"kickoff": "2026-11-22T15:00:00Z"}, "kickoff: there is no such field; is it kick_off?"),
        ({"xyzzy": 1}, "xyzzy: there is no such field"),
        ({"status": "playing"}, "status: Input should be 'scheduled', 'delayed', 'live'"),
        ({"sport": "chess"}, "sport: sport must be one of football, basketball"),
        ({"score": {"home": "two", "away": 0}}, "score.home: Input should be a valid integer"),
        ({"score": {"home": 1}}, "score.away: Field required"),
        ({"lineups": {}}, "lineups: Input should be a valid array (write a list, in [ ])"),
        ({"incidents": [{"key": "a", "kind": "goal", "side": "left"}]}, "incidents[0].side: Input should be 'home' or"),
        ({"incidents": [{"key": "a", "kind": "goal"}] * 2}, "incidents: an incident key is there twice"),
        ({"incidents": [{"key": "a", "kind": "try"}]}, "incidents[0].kind: football has no 'try', but goal, penalty"),
        ({"statistics": [{"kind": "shots", "home": float("nan"), "away": 1}]}, "NaN and Infinity are no numbers"),
        ({"key": " "}, "key: String should have at least 1 character"),
        ({"period": {"kind": "period", "number": 0}}, "period.number: Input should be greater than or equal to 1"),
    ],
)
def test_a_fault_says_what_where_and_how_to_mend_it(fields, problem):
    (told,) = problems_of(report("m.1"), report("m.2") | fields)

    assert told.startswith("reports[1]" if "key" in fields else "reports[1] (key 'm.2'): ")
    assert problem in told


@pytest.mark.parametrize(
    "fields",
    [
        {"kick_off": "9999-12-31T23:59:59Z"},
        {"kick_off": "0001-01-01T00:00:00Z"},
        {"as_of": "0001-01-01T00:00:00Z"},
        {"key": "m\0.2"},
        {"home": {"name": "Ashford\0Town"}},
        {"note": "a\0"},
        {"situation": {"points\0": "40"}},
        {"situation": {"balls": 10**20}},
        {"clock": {"seconds": 2**31, "at": "2026-11-22T15:00:00Z", "running": True}},
        {"period": {"kind": "period", "number": 2**15}},
        {"incidents": [{"key": "a", "kind": "goal", "minute": 2**15}]},
        {"incidents": [{"key": "a", "kind": "goal", "order": 2**31}]},
        {"statistics": [{"kind": "shots", "home": 10**400, "away": 1}]},
        {"competition": {"name": "Northern League", "season": "2026/27", "stage_order": 2**31}},
    ],
)
@pytest.mark.django_db
def test_what_no_database_could_keep_is_refused_and_spoils_no_other(fields):
    body = encoded({"reports": [report("m.1"), report("m.2") | fields, report("m.3", home={"name": "Camford"})]})

    tally = ingest(PROVIDERS["touchline"], body, received_at=NOW, create=True)

    assert (tally.applied, tally.unreadable, len(tally.problems)) == (2, 1, 1)


def test_many_faults_are_told_in_a_few_lines():
    (told,) = problems_of(report() | {f"field_{number}": 1 for number in range(40)})

    assert told.count(";") < 12
    assert told.endswith("; and 35 more")


def test_one_body_reports_a_match_once():
    parsed = parse(encoded({"reports": [report(), report(score={"home": 3, "away": 0})]}), NOW)

    assert [each.score for each in parsed.reports] == [ScoreReport(home=1, away=0)]
    assert "the key 'm.1' is there twice" in str(parsed.problems[0])


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "is empty"),
        (b"<html></html>", "web page"),
        (b'{"reports": [', "cut off"),
        (b'{"reports": {}}', '"reports" must be a list'),
        (b'{"reports": [], "match": {}}', 'Beside "reports" there must be nothing, but there is match'),
        (b'{"events": []}', "but has events"),
        (b"{}", "but has nothing"),
        (b"[]", "but has a list"),
        (b'{"reports": [{"note": "Br\xe4u"}]}', "not in UTF-8: there is a byte E4 at 25"),
        (b'{"reports": ' + b"[" * 100_000, "nested too deeply"),
    ],
)
def test_a_body_that_is_no_report_is_refused(body, words):
    with pytest.raises(ParseError, match=words):
        parse(body, NOW)


@pytest.mark.django_db
def test_the_example_of_the_page_is_applied_and_changes_nothing_the_second_time():
    first = ingest(PROVIDERS["touchline"], example(), received_at=NOW, create=True)
    updates = Update.objects.count()
    second = ingest(PROVIDERS["touchline"], example(), received_at=NOW, create=True)

    match = Match.objects.get()
    assert (first.applied, first.unreadable, second.applied, second.unchanged) == (1, 0, 0, 1)
    assert Update.objects.count() == updates
    assert (match.home_score, match.away_score, match.score_disagrees) == (2, 1, False)


@pytest.mark.parametrize("heading", HEADINGS)
def test_the_page_explains_every_field_and_no_other(heading):
    section = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert section

    rows = re.findall(r"^\| `(\w+)` \| (yes)? ?\|", section[1], re.MULTILINE)

    fields = HEADINGS[heading].model_fields
    assert [name for name, _ in rows] == list(fields)
    assert [name for name, needed in rows if needed] == [name for name in fields if fields[name].is_required()]


def test_the_page_explains_every_model_and_names_every_sport_and_status():
    assert set(HEADINGS.values()) == set(MODELS)
    assert [word for word in [*SPORTS, *Status] if f"`{word}`" not in PAGE] == []


def test_the_schema_is_what_the_models_give():
    assert PATH.read_text() == schema(), "run: python -m feeds.providers.touchline_schema"
