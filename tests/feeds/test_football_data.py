from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime

import pytest

from feeds.providers import ParseError
from feeds.providers.football_data import parse
from feeds.recordings import read_body
from scores.reports import ClockReport, CompetitionReport, MatchReport, PeriodKey, PeriodReport, ScoreReport, TeamReport
from scores.sports import PeriodKind, Status
from tests.feeds.bodies import NOW, encoded, football_data, football_data_match
from tests.feeds.recordings import path_of, recorded


def response(name: str) -> bytes:
    return read_body(path_of(f"static/football-data.org/{name}.json"))


@recorded
def test_a_single_match_is_read_into_a_report():
    parsed = parse(response("Match_Match-417211"), NOW)

    assert parsed.problems == ()
    assert parsed.reports == (
        MatchReport(
            key="417211",
            sport="football",
            competition=CompetitionReport(
                name="Ligue 1", key="2015", country="France", season="2022/23", round="Matchday 6"
            ),
            home=TeamReport(name="Stade Brestois 29", key="512", short_name="Brest", code="BRE"),
            away=TeamReport(name="RC Strasbourg Alsace", key="576", short_name="Strasbourg", code="RC"),
            kick_off=datetime(2022, 9, 4, 13, 0, tzinfo=UTC),
            venue="Stade Francis-Le Blé",
            referee="Bastien Dechepy",
            status=Status.ENDED,
            score=ScoreReport(home=1, away=1),
            periods=(
                PeriodReport(kind=PeriodKind.PERIOD, number=1, home=1, away=1),
                PeriodReport(kind=PeriodKind.PERIOD, number=2, home=0, away=0),
            ),
            as_of=datetime(2022, 9, 13, 0, 20, 9, tzinfo=UTC),
        ),
    )


@recorded
def test_a_season_of_a_cup_is_read_with_its_stages():
    parsed = parse(response("Competition_Competition-2001-Matches"), NOW)

    assert Counter(report.status for report in parsed.reports) == {Status.ENDED: 105, Status.SCHEDULED: 80}
    assert parsed.problems == ()
    assert {report.competition.stage for report in parsed.reports} == {
        "Preliminary round",
        *(f"Qualification round {number}" for number in (1, 2, 3)),
        "Play-offs",
        *(f"Group {letter}" for letter in "ABCDEFGH"),
    }


@recorded
def test_the_kicks_of_a_shoot_out_are_taken_off_the_score():
    reports = parse(response("Competition_Competition-2001-Matches"), NOW).reports

    decided = {
        report.key: (report.score.home, report.score.away, report.winner)
        for report in reports
        if report.score and any(part.kind == PeriodKind.SHOOTOUT for part in report.periods or ())
    }

    assert decided == {"418518": (2, 1, "away"), "418504": (2, 2, "away"), "418481": (1, 1, "away")}


def test_explicit_parts_come_before_subtraction():
    score = {
        "duration": "PENALTY_SHOOTOUT",
        "fullTime": {"home": 9, "away": 9},
        "regularTime": {"home": 1, "away": 1},
        "extraTime": {"home": 1, "away": 1},
        "penalties": {"home": 4, "away": 2},
    }

    report = parse(football_data(football_data_match("FINISHED", score=score)), NOW).reports[0]

    assert report.score == ScoreReport(home=2, away=2)


def test_a_shoot_out_larger_than_its_match_gives_no_score():
    score = {
        "duration": "PENALTY_SHOOTOUT",
        "fullTime": {"home": 1, "away": 1},
        "penalties": {"home": 4, "away": 2},
    }

    parsed = parse(football_data(football_data_match("FINISHED", score=score)), NOW)

    assert parsed.reports[0].score is None
    assert "less than its shoot-out" in str(parsed.problems[0])


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("SCHEDULED", Status.SCHEDULED),
        ("TIMED", Status.SCHEDULED),
        ("IN_PLAY", Status.LIVE),
        ("PAUSED", Status.BREAK),
        ("EXTRA_TIME", Status.LIVE),
        ("PENALTY_SHOOTOUT", Status.LIVE),
        ("FINISHED", Status.ENDED),
        ("SUSPENDED", Status.SUSPENDED),
        ("POSTPONED", Status.POSTPONED),
        ("CANCELED", Status.CANCELLED),
        ("AWARDED", Status.AWARDED),
        ("in_play", Status.LIVE),  # spelling drifts
    ],
)
def test_every_word_for_a_status_is_known(word, status):
    report = parse(football_data(football_data_match(word)), NOW).reports[0]

    assert report.status == status


def test_the_half_time_score_tells_the_halves_apart():
    first = football_data_match("IN_PLAY")
    second = football_data_match("IN_PLAY", score={"halfTime": {"home": 1, "away": 0}})

    periods = [report.period for report in parse(football_data(first, second), NOW).reports]

    assert periods == [PeriodKey(kind=PeriodKind.PERIOD, number=1), PeriodKey(kind=PeriodKind.PERIOD, number=2)]


def test_where_the_half_time_score_is_missing_the_minute_tells():
    (report,) = parse(football_data(football_data_match(minute=67)), NOW).reports

    assert report.period == PeriodKey(kind=PeriodKind.PERIOD, number=2)


@pytest.mark.parametrize(
    ("word", "score", "minute", "parts"),
    [
        ("PAUSED", (1, 0), None, [(1, 0)]),
        ("IN_PLAY", (1, 0), None, [(1, 0), (0, 0)]),
        ("PAUSED", (1, 0), 90, [(1, 0), (0, 0)]),
        ("PAUSED", (1, 1), None, [(1, 0), (0, 1)]),
    ],
    ids=["at half-time", "after it", "before extra time, by the minute", "before extra time, by the score"],
)
def test_the_second_half_has_no_score_before_it_begins(word, score, minute, parts):
    match = football_data_match(word, *score, minute=minute, score={"halfTime": {"home": 1, "away": 0}})

    (report,) = parse(football_data(match), NOW).reports

    assert [(part.home, part.away) for part in report.periods or ()] == parts


def test_no_clock_runs_in_a_shoot_out():
    match = football_data_match("penalty_shootout", minute=120)

    (report,) = parse(football_data(match), NOW).reports

    assert (report.period, report.clock) == (PeriodKey(kind=PeriodKind.SHOOTOUT, number=1), None)


@pytest.mark.parametrize("score", [(2, 1), (None, None)])
def test_a_ruling_says_who_won_whatever_the_score(score):
    match = football_data_match("AWARDED", *score, score={"winner": "AWAY_TEAM"})

    (report,) = parse(football_data(match), NOW).reports

    assert report.winner == "away"


def test_the_minute_told_is_the_one_being_played():
    match = football_data_match(status="IN_PLAY", minute=45, injuryTime=2)

    (report,) = parse(football_data(match), NOW).reports

    assert report.clock == ClockReport(seconds=44 * 60, at=NOW, running=True, added=2)


def test_an_unknown_word_keeps_the_status_and_is_counted():
    parsed = parse(football_data(football_data_match("TELEPORTED")), NOW)

    assert (parsed.reports[0].status, parsed.reports[0].score) == (None, ScoreReport(home=1, away=0))
    assert [str(problem) for problem in parsed.problems] == ["match 1001: unknown status 'TELEPORTED'"]


def test_a_null_score_in_a_match_that_is_played_says_nothing_and_is_counted():
    parsed = parse(football_data(football_data_match("IN_PLAY", None, None)), NOW)

    assert parsed.reports[0].score is None
    assert [str(problem) for problem in parsed.problems] == ["match 1001: no score in a match that is IN_PLAY"]


def test_a_match_that_is_broken_does_not_spoil_the_others():
    parsed = parse(football_data({"id": 7, "status": "TIMED"}, football_data_match(), "nonsense"), NOW)  # type: ignore[arg-type]

    assert [report.key for report in parsed.reports] == ["1001"]
    assert [problem.where for problem in parsed.problems] == ["match 7", "match 3"]


def test_a_team_that_is_not_decided_is_a_placeholder():
    match = football_data_match("TIMED", None, None, awayTeam={"id": None, "name": None})

    report = parse(football_data(match), NOW).reports[0]

    assert (report.away.name, report.away.placeholder) == ("To be decided", True)


@recorded
def test_another_resource_is_refused():
    with pytest.raises(ParseError, match="another resource"):
        parse(response("Competition_Competition-2001"), NOW)


def test_the_providers_refusal_is_told_in_its_own_words():
    with pytest.raises(ParseError, match="Your API token is invalid"):
        parse(encoded({"message": "Your API token is invalid.", "errorCode": 400}), NOW)


@recorded
def test_a_recorded_response_gives_its_body():
    recorded_response = json.loads(path_of("static/football-data.org/Match_Match-417211.json").read_text())

    assert response("Match_Match-417211") == recorded_response["body"].encode()
