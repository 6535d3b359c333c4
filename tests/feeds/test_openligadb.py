from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from feeds.ingest import ingest
from feeds.providers import PROVIDERS, ParseError
from feeds.providers.openligadb import parse
from scores.live.models import Update
from scores.models import Incident, Match
from scores.reports import (
    CompetitionReport,
    IncidentReport,
    MatchReport,
    PeriodKey,
    PeriodReport,
    ScoreReport,
    TeamReport,
)
from scores.sports import PeriodKind, Status
from tests.feeds.bodies import NOW, encoded
from tests.feeds.openligadb_bodies import KICK_OFF, goal, match, report_of, result
from tests.feeds.recordings import body_of, recorded

RECORDED = "openligadb/match-72395.json"
FIRST_HALF = PeriodKey(kind=PeriodKind.PERIOD, number=1)


@recorded
def test_a_single_match_is_read_into_a_report():
    parsed = parse(body_of(RECORDED), NOW)

    assert parsed.problems == ()
    assert parsed.reports == (
        MatchReport(
            key="72395",
            sport="football",
            competition=CompetitionReport(
                name="Bundesliga", key="bl1", country="Germany", season="2024/25", round="Matchday 21"
            ),
            home=TeamReport(name="RB Leipzig", key="1635", short_name="Leipzig"),
            away=TeamReport(name="FC St. Pauli", key="98", short_name="St. Pauli"),
            kick_off=datetime(2025, 2, 9, 16, 30, tzinfo=UTC),
            status=Status.ENDED,
            score=ScoreReport(home=2, away=0),
            periods=(
                PeriodReport(kind=PeriodKind.PERIOD, number=1, home=2, away=0),
                PeriodReport(kind=PeriodKind.PERIOD, number=2, home=0, away=0),
            ),
            incidents=(
                IncidentReport(
                    key="goal:123496", kind="goal", side="home", period=FIRST_HALF, minute=16, player="B. Šeško"
                ),
                IncidentReport(
                    key="goal:123497",
                    kind="goal",
                    side="home",
                    period=FIRST_HALF,
                    minute=35,
                    player="Xavi Simons",
                    order=1,
                ),
            ),
            as_of=datetime(2025, 2, 9, 18, 23, 27, 773000, tzinfo=UTC),
        ),
    )


@recorded
@pytest.mark.django_db
def test_the_recorded_match_agrees_with_a_count_by_hand_and_changes_nothing_the_second_time():
    entry = json.loads(body_of(RECORDED))
    results = {each["resultName"]: (each["pointsTeam1"], each["pointsTeam2"]) for each in entry["matchResults"]}
    goals = len(entry["goals"])
    provider = PROVIDERS["openligadb"]

    first = ingest(provider, body_of(RECORDED), received_at=NOW, create=True)
    updates = Update.objects.count()
    second = ingest(provider, body_of(RECORDED), received_at=NOW, create=True)

    ours = Match.objects.get()
    assert (first.applied, first.unreadable) == (1, 0)
    assert (second.applied, second.unchanged, second.unreadable) == (0, 1, 0)
    assert Update.objects.count() == updates
    assert (ours.home_score, ours.away_score) == results["Endergebnis"]
    assert Incident.objects.filter(kind="goal", side="home").count() == goals == ours.home_score
    assert ours.periods.values_list("home_score", "away_score")[0] == results["Halbzeitergebnis"]


def test_a_list_of_matches_is_read_and_a_broken_one_does_not_spoil_it():
    parsed = parse(encoded([{"matchID": 7}, "nonsense", match(results=[result(2, 0, 0)])]), NOW)

    assert [report.key for report in parsed.reports] == ["501"]
    assert [problem.where for problem in parsed.problems] == ["match 7", "match 2"]


def test_a_season_without_matches_is_no_fault():
    assert parse(b"[]", NOW).reports == ()


@pytest.mark.parametrize(
    ("received_at", "finished", "results", "status"),
    [
        (KICK_OFF - timedelta(minutes=1), False, (), Status.SCHEDULED),
        (KICK_OFF, False, (), Status.LIVE),
        (KICK_OFF + timedelta(hours=2), False, (), Status.LIVE),
        (NOW, True, [result(2, 1, 0)], Status.ENDED),
        (KICK_OFF + timedelta(hours=4), True, [result(1, 1, 0)], Status.ENDED),
        (KICK_OFF + timedelta(hours=4), False, [result(2, 1, 0)], Status.ENDED),
        (KICK_OFF + timedelta(hours=4), False, [result(1, 1, 0)], Status.SUSPENDED),
        (KICK_OFF + timedelta(hours=4), False, (), Status.DELAYED),
    ],
    ids=["before", "at the kick-off", "in play", "finished", "no result", "not marked", "stopped", "never begun"],
)
def test_the_status_is_told_by_the_time_until_the_match_is_finished(received_at, finished, results, status):
    (report,) = parse(encoded([match(finished=finished, results=results)]), received_at).reports

    assert report.status == status


@pytest.mark.django_db
def test_a_match_that_is_not_played_is_live_no_more_after_its_time():
    provider, body = PROVIDERS["openligadb"], encoded([match(finished=False)])

    for passed in (timedelta(), timedelta(hours=4), timedelta(hours=4, minutes=1)):
        ingest(provider, body, received_at=KICK_OFF + passed, create=True)

    assert Match.objects.get().status == Status.DELAYED


def test_an_end_without_a_result_is_not_believed_and_is_counted():
    parsed = parse(encoded([match(results=[result(1, 1, 0)], goals=[goal(1, 1, 0)])]), NOW)

    assert parsed.reports[0].status is None
    assert [str(problem) for problem in parsed.problems] == ["match 501: finished without a final result"]


def test_the_old_interface_is_read_as_the_new_one():
    def in_pascal_case(entry: Any) -> Any:
        if isinstance(entry, dict):
            return {key[0].upper() + key[1:]: in_pascal_case(value) for key, value in entry.items()}
        return [in_pascal_case(each) for each in entry] if isinstance(entry, list) else entry

    given = match(results=[result(1, 1, 0), result(2, 1, 0)], goals=[goal(1, 1, 0)])

    assert parse(encoded([in_pascal_case(given)]), NOW) == parse(encoded([given]), NOW)


def test_a_local_kick_off_is_read_in_its_time_zone_or_not_at_all():
    local = report_of(matchDateTimeUTC=None)
    lost = parse(encoded([match(matchDateTimeUTC=None, timeZoneID="Lost Time")]), NOW)

    assert local.kick_off == KICK_OFF
    assert (lost.reports, "Lost Time" in str(lost.problems[0])) == ((), True)


@pytest.mark.django_db
def test_what_is_typed_in_the_hour_that_comes_twice_is_no_old_copy():
    night, provider = datetime(2026, 10, 25, 0, 51, tzinfo=UTC), PROVIDERS["openligadb"]
    ended: dict[str, Any] = {"matchDateTime": "2026-10-24T18:30:00", "matchDateTimeUTC": "2026-10-24T16:30:00Z"}
    wrong = match(results=[result(2, 1, 0)], lastUpdateDateTime="2026-10-25T02:50:00", **ended)
    right = match(results=[result(2, 2, 0)], lastUpdateDateTime="2026-10-25T02:10:00", **ended)
    ingest(provider, encoded([wrong]), received_at=night, create=True)

    tally = ingest(provider, encoded([right]), received_at=night + timedelta(minutes=20))

    assert (tally.applied, tally.held) == (1, 0)
    assert Match.objects.get().home_score == 2


def test_a_league_of_a_sport_it_does_not_say_is_refused():
    parsed = parse(encoded([match(leagueShortcut="hbl", leagueName="Handball-Bundesliga 2026/2027")]), NOW)

    assert parsed.reports == ()
    assert "a sport that it does not say" in str(parsed.problems[0])


@pytest.mark.parametrize(
    ("group", "stage", "matchday"),
    [
        ("12. Spieltag", "", "Matchday 12"),
        ("1. Runde", "Round 1", ""),
        ("Sechzehntelfinale", "Round of 32", ""),
        ("Achtelfinale", "Round of 16", ""),
        ("Halbfinale", "Semi-finals", ""),
        ("Spiel um Platz 3", "Third place", ""),
        ("Finale", "Final", ""),
        ("Gruppe B", "Group B", ""),
    ],
)
def test_a_group_is_a_matchday_or_a_stage(group, stage, matchday):
    competition = report_of(group={"groupName": group}).competition

    assert (competition.stage, competition.round) == (stage, matchday)


def test_a_winner_to_come_is_a_placeholder():
    report = report_of(finished=False, team1={"teamId": 7680, "teamName": "Sieger SF 12", "shortName": ""})

    assert (report.home.placeholder, report.home.key) == (True, "501:home")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"null", "neither matches nor a match"),
        (encoded({"title": "One or more validation errors occurred.", "status": 400}), "The provider refused: One or"),
        (encoded({"leagueId": 4741}), "another resource"),
        (encoded([{"teamInfoId": 7, "teamName": "Norddorf", "points": 3}]), "neither its league nor its season"),
    ],
    ids=["null", "a refusal", "a league", "a table"],
)
def test_another_body_is_refused(body, text):
    with pytest.raises(ParseError, match=text):
        parse(body, NOW)


@pytest.mark.parametrize(("day", "season"), [(date(2026, 6, 30), 2025), (date(2026, 7, 1), 2026)])
def test_the_season_of_the_day_is_asked_for(day, season):
    assert PROVIDERS["openligadb"].addresses(day) == [
        f"https://api.openligadb.de/getmatchdata/{league}/{season}" for league in ("bl1", "bl2", "bl3")
    ]
