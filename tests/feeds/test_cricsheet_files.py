from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from feeds.ingest import ingest
from feeds.providers import ParseError
from feeds.providers.cricsheet import PROVIDER, parse
from scores.models import Incident, Match, Team
from scores.reports import (
    MatchReport,
    ScoreReport,
)
from scores.sports import Status
from tests.feeds.bodies import NOW, encoded
from tests.feeds.cricsheet_bodies import FIRST, SECOND, ball, file, innings


def report_of(payload: bytes) -> MatchReport:
    (report,) = parse(payload, NOW).reports
    return report


@pytest.mark.parametrize(
    ("outcome", "status", "winner", "note"),
    [
        ({"winner": "Mules", "by": {"wickets": 1}}, Status.ENDED, "away", "Mules won by 1 wicket"),
        ({"winner": "Herons", "by": {"runs": 118}}, Status.ENDED, "home", "Herons won by 118 runs"),
        (
            {"winner": "Herons", "by": {"innings": 1, "runs": 1}},
            Status.ENDED,
            "home",
            "Herons won by an innings and 1 run",
        ),
        (
            {"winner": "Mules", "by": {"runs": 2}, "method": "D/L"},
            Status.ENDED,
            "away",
            "Mules won by 2 runs (D/L)",
        ),
        (
            {"winner": "Mules", "method": "Lost fewer wickets"},
            Status.ENDED,
            "away",
            "Mules won (Lost fewer wickets)",
        ),
        ({"winner": "Mules", "method": "Awarded"}, Status.AWARDED, "away", "Mules were awarded the match"),
        ({"result": "draw"}, Status.ENDED, "draw", "Match drawn"),
        ({"result": "tie"}, Status.ENDED, "draw", "Match tied"),
        (
            {"result": "tie", "eliminator": "Mules"},
            Status.ENDED,
            "away",
            "Match tied (Mules won the super over)",
        ),
        ({"result": "tie", "bowl_out": "Herons"}, Status.ENDED, "home", "Match tied (Herons won the bowl-out)"),
        ({"result": "no result"}, Status.ABANDONED, None, "No result"),
        ({"result": "no result", "method": "D/L"}, Status.ABANDONED, None, "No result (D/L)"),
    ],
)
def test_every_way_to_end_is_known(outcome, status, winner, note):
    report = report_of(file(FIRST, SECOND, outcome=outcome))

    assert (report.status, report.winner, report.note) == (status, winner, note)


@pytest.mark.parametrize("outcome", [{}, {"result": "moved to the moon"}])
def test_an_unknown_way_to_end_keeps_the_status_and_is_counted(outcome):
    parsed = parse(file(FIRST, SECOND, outcome=outcome), NOW)

    (report,) = parsed.reports
    assert (report.status, report.winner, report.note) == (None, None, None)
    assert report.score == ScoreReport(home=6, away=4)
    assert [str(problem) for problem in parsed.problems] == [f"match: unknown result {outcome.get('result')!r}"]


@pytest.mark.parametrize(
    ("payload", "text"),
    [
        (file(innings("Owls", [ball(4)])), "an innings of 'Owls', who do not play"),
        (file(FIRST, outcome={"winner": "Owls"}), "the winner 'Owls' does not play"),
        (file(FIRST, teams=["Herons"]), "info.teams"),
        (file(FIRST, gender="unknown"), "info.gender"),
        (file(innings("Herons", [{"batter": "A One"}])), "innings.0.overs.0.deliveries.0.bowler"),
    ],
)
def test_a_file_that_is_broken_gives_no_report_and_says_where(payload, text):
    parsed = parse(payload, NOW)

    assert parsed.reports == ()
    assert text in str(parsed.problems[0])


def test_another_resource_is_refused():
    with pytest.raises(ParseError, match="another resource: it has no 'info'"):
        parse(encoded({"matches": []}), NOW)


def test_a_later_revision_is_newer_and_so_is_a_later_version_of_the_data():
    metas = [
        {"data_version": "1.0.0", "created": "2026-07-05", "revision": 1},
        {"data_version": "1.0.0", "created": "2026-07-05", "revision": 12},
        {"data_version": "1.1.0", "created": "2026-07-05", "revision": 1},  # revisions begin anew
        {"data_version": "2.0.0", "created": "2026-07-05", "revision": 1},
    ]

    moments = [report_of(file(FIRST, meta=meta)).as_of for meta in metas]

    assert all(moments) and sorted(set(moments), key=str) == moments


@pytest.mark.django_db
def test_an_older_revision_does_not_take_back_a_newer():
    meta = {"data_version": "1.1.0", "created": "2026-07-05"}
    newer, older = file(FIRST, SECOND, meta=meta | {"revision": 2}), file(FIRST, meta=meta | {"revision": 1})

    ingest(PROVIDER, newer, received_at=NOW, create=True)
    tally = ingest(PROVIDER, older, received_at=NOW, create=True)

    match = Match.objects.get()
    assert (tally.applied, tally.held) == (0, 1)
    assert (match.home_score, match.away_score) == (6, 4)


@pytest.mark.django_db
def test_a_revision_that_corrects_a_boundary_is_applied():
    meta = {"data_version": "1.1.0", "created": "2026-07-05"}
    wrong = innings("Herons", [ball(4), ball(2), ball(4)])
    ingest(PROVIDER, file(FIRST, SECOND, meta=meta | {"revision": 1}), received_at=NOW, create=True)

    tally = ingest(PROVIDER, file(wrong, SECOND, meta=meta | {"revision": 2}), received_at=NOW, create=True)

    match = Match.objects.get()
    assert (tally.applied, match.home_score) == (1, 10)
    assert Incident.objects.filter(side="home", kind="four").count() == 2


@pytest.mark.django_db
def test_men_and_women_of_one_country_are_two_teams():
    nations: dict[str, Any] = {
        "team_type": "international",
        "teams": ["Herons", "Mules"],
        "event": {"name": "Mules tour of Herons"},
    }

    for gender in ("male", "female"):
        ingest(PROVIDER, file(FIRST, SECOND, gender=gender, **nations), received_at=NOW, create=True)

    assert sorted(Team.objects.values_list("name", flat=True)) == ["Herons", "Herons Women", "Mules", "Mules Women"]
    assert sorted({str(match.stage.season.competition.name) for match in Match.objects.all()}) == [
        "Mules tour of Herons",
        "Mules tour of Herons (women)",
    ]


@pytest.mark.parametrize(
    ("info", "stage", "kind", "round_"),
    [
        ({}, "", "league", "Match 3"),
        ({"event": {"name": "Island Cup", "stage": "Final"}}, "Final", "knockout", ""),
        ({"event": {"name": "Island Cup", "group": "B", "match_number": 1}}, "Group B", "group", "Match 1"),
        (
            {"event": {"name": "Mules tour of Herons", "match_number": 2}, "team_type": "international"},
            "T20I",
            "knockout",
            "2nd T20I",
        ),
        ({"event": {}}, "T20", "knockout", ""),
    ],
)
def test_the_stage_is_the_events(info, stage, kind, round_):
    said = report_of(file(FIRST, **info)).competition

    assert (said.stage, said.stage_kind, said.round) == (stage, kind, round_)


def test_a_ground_is_told_with_its_city_once():
    grounds = [
        report_of(file(FIRST, venue=venue, city=city)).venue
        for venue, city in [
            ("Harbour Oval", "Port"),
            ("Harbour Oval, Port", "Port"),
            ("Harbour Oval", ""),
            ("", "Port"),
        ]
    ]

    assert grounds == ["Harbour Oval, Port", "Harbour Oval, Port", "Harbour Oval", "Port"]


@pytest.mark.parametrize(
    ("toss", "note"),
    [
        ({"winner": "Mules", "decision": "bat"}, "Mules won the toss and chose to bat"),
        ({"winner": "Mules", "decision": "field", "uncontested": True}, "Mules chose to field"),
    ],
)
def test_the_toss_is_in_the_note(toss, note):
    report = report_of(file(FIRST, SECOND, toss=toss))

    assert report.note == f"Herons won by 2 runs. {note}"


def test_a_file_is_read_and_nothing_is_polled():
    assert list(PROVIDER.addresses(date(2026, 7, 4))) == []
    assert list(PROVIDER.details(report_of(file(FIRST)))) == []
