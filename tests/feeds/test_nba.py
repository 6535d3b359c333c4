from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from feeds.ingest import ingest
from feeds.providers.nba import PROVIDER, parse
from scores.live.models import Update
from scores.models import Match
from scores.reports import (
    CompetitionReport,
    IncidentReport,
    MatchReport,
    PeriodKey,
    PeriodReport,
    PlayerReport,
    ScoreReport,
    TeamReport,
)
from scores.sports import SPORTS, PeriodKind, Status
from tests.feeds.bodies import NOW, encoded
from tests.feeds.recordings import body_of, recorded

BOARD, BOXSCORE, PLAYS = "scoreboardv3", "game_details_live_0022000001", "pbp_live_0022000001"
NETS = TeamReport(name="Brooklyn Nets", key="1610612751", short_name="Nets", code="BKN")
WARRIORS = TeamReport(name="Golden State Warriors", key="1610612744", short_name="Warriors", code="GSW")
SEASON = CompetitionReport(name="National Basketball Association", key="00", country="United States", season="2020/21")


def body(name: str) -> bytes:
    return body_of(f"nba/{name}.json")


def raw(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(body(name))
    return document


def the_report(name: str) -> MatchReport:
    parsed = parse(body(name), NOW)
    assert (parsed.problems, parsed.ignored) == ((), 0)
    (report,) = parsed.reports
    return report


def quarter(number: int) -> PeriodKey:
    return PeriodKey(kind=PeriodKind.PERIOD, number=number)


def take(*names: str, at: datetime = NOW) -> list[tuple[int, int, int, int]]:
    tallies = [ingest(PROVIDER, body(name), received_at=at, create=True) for name in names]
    return [(tally.applied, tally.held, tally.unmatched, tally.unreadable) for tally in tallies]


@recorded
def test_a_boxscore_is_read_into_a_report():
    report = the_report(BOXSCORE)

    assert report.model_copy(update={"lineups": None, "statistics": None}) == MatchReport(
        key="0022000001",
        sport="basketball",
        competition=SEASON,
        home=NETS,
        away=WARRIORS,
        kick_off=datetime(2020, 12, 23, tzinfo=UTC),
        venue="Barclays Center",
        city="Brooklyn",
        referee="Zach Zarba",
        status=Status.ENDED,
        score=ScoreReport(home=125, away=99),
        periods=tuple(
            PeriodReport(kind=PeriodKind.PERIOD, number=number, home=home, away=away)
            for number, (home, away) in enumerate([(40, 25), (23, 20), (36, 26), (26, 28)], 1)
        ),
    )


@recorded
def test_the_plays_are_read_into_a_report_that_says_incidents_and_nothing_else():
    report = the_report(PLAYS)

    assert report.model_copy(update={"incidents": None}) == MatchReport(
        key="0022000001",
        sport="basketball",
        competition=SEASON,
        home=NETS,
        away=WARRIORS,
        as_of=datetime(2020, 12, 23, 2, 20, 52, tzinfo=UTC),
    )
    assert (report.incidents or ())[1:4:2] == (
        IncidentReport(
            key="10",
            kind="free_throw",
            side="away",
            period=quarter(1),
            clock=698,
            player="S. Curry",
            detail="1 of 2",
            order=100_000,
        ),
        IncidentReport(
            key="12",
            kind="two_points",
            side="home",
            period=quarter(1),
            clock=682,
            player="K. Irving",
            other_player="K. Durant",
            detail="pullup jump shot",
            order=120_000,
        ),
    )


@recorded
def test_both_documents_of_a_game_name_the_same_match():
    boxscore, plays = (parse(body(name), NOW) for name in (BOXSCORE, PLAYS))

    (one,), (other,) = boxscore.reports, plays.reports
    assert (boxscore.resource, plays.resource) == ("boxscore", "plays")
    assert (one.key, one.competition, one.home, one.away) == (other.key, other.competition, other.home, other.away)
    assert not said(one) & said(other)


def said(report: MatchReport) -> set[str]:
    identity = {"key", "sport", "competition", "home", "away"}
    return set(report.model_dump(exclude_none=True, exclude_defaults=True)) - identity


@recorded
def test_the_points_of_the_incidents_are_the_score_of_every_quarter():
    made: Counter[tuple[int, str]] = Counter()
    for each in the_report(PLAYS).incidents or ():
        assert each.period is not None
        made[each.period.number, each.side or ""] += SPORTS["basketball"].incidents[each.kind].points

    game = raw(BOXSCORE)["game"]
    assert made == {
        (part["period"], side): part["score"] for side in ("home", "away") for part in game[f"{side}Team"]["periods"]
    }
    assert sum(made.values()) == game["homeTeam"]["score"] + game["awayTeam"]["score"]


@recorded
@pytest.mark.parametrize("far", range(20, 610, 59))
def test_however_far_the_game_is_the_points_of_its_incidents_are_the_score(far):
    document = raw(PLAYS)
    actions = document["game"]["actions"] = document["game"]["actions"][:far]

    (report,) = parse(encoded(document), NOW).reports

    made = Counter({"home": 0, "away": 0})
    for each in report.incidents or ():
        made[each.side or ""] += SPORTS["basketball"].incidents[each.kind].points
    assert made == {"home": int(actions[-1]["scoreHome"]), "away": int(actions[-1]["scoreAway"])}


@recorded
def test_the_incidents_agree_with_the_actions_counted_by_hand():
    counted: Counter[str] = Counter()
    for action in raw(PLAYS)["game"]["actions"]:
        word = action["actionType"]
        if action.get("shotResult") == "Made":
            counted[{"2pt": "two_points", "3pt": "three_points", "freethrow": "free_throw"}[word]] += 1
        elif word in {"foul", "timeout"} or action.get("subType") == "in":
            counted["substitution" if word == "substitution" else word] += 1

    incidents = the_report(PLAYS).incidents or ()
    assert Counter(each.kind for each in incidents) == counted
    assert counted == {
        "two_points": 54,
        "three_points": 25,
        "free_throw": 41,
        "foul": 46,
        "timeout": 9,
        "substitution": 48,
    }
    assert all(each.player and each.other_player for each in incidents if each.kind == "substitution")
    assert [each.order for each in incidents] == sorted(each.order for each in incidents)


@recorded
def test_the_statistics_agree_with_the_plays():
    told = {each.kind: (each.home, each.away) for each in the_report(BOXSCORE).statistics or ()}
    kinds = Counter((each.kind, each.side) for each in the_report(PLAYS).incidents or ())

    assert told["three_pointers"] == (kinds["three_points", "home"], kinds["three_points", "away"])
    assert told["free_throws"] == (kinds["free_throw", "home"], kinds["free_throw", "away"])
    assert told["field_goals_percent"] == (45.7, 37.4)
    assert len(told) == 23


@recorded
def test_the_line_ups_are_those_who_are_active():
    lineups = the_report(BOXSCORE).lineups or ()

    game = raw(BOXSCORE)["game"]
    active = [
        each for side in ("home", "away") for each in game[f"{side}Team"]["players"] if each["status"] == "ACTIVE"
    ]
    assert [player.name for player in lineups] == [each["name"] for each in active]
    assert Counter((player.side, player.starter) for player in lineups) == {
        ("home", True): 5,
        ("home", False): 10,
        ("away", True): 5,
        ("away", False): 8,
    }
    assert lineups[1] == PlayerReport(side="home", name="Kevin Durant", number="7", position="PF", starter=True)


@recorded
def test_a_board_agrees_with_its_file():
    parsed = parse(body(BOARD), NOW)

    games = raw(BOARD)["scoreboard"]["games"]
    assert (len(games), parsed.problems, parsed.ignored) == (11, (), 0)
    assert [(report.key, report.score, report.status) for report in parsed.reports] == [
        (game["gameId"], ScoreReport(home=game["homeTeam"]["score"], away=game["awayTeam"]["score"]), Status.ENDED)
        for game in games
    ]
    assert [[(part.home, part.away) for part in report.periods or ()] for report in parsed.reports] == [
        [
            (one["score"], other["score"])
            for one, other in zip(game["homeTeam"]["periods"], game["awayTeam"]["periods"], strict=True)
        ]
        for game in games
    ]
    assert {report.competition.season for report in parsed.reports} == {"2025/26"}


@recorded
@pytest.mark.django_db
@pytest.mark.parametrize("names", [(BOARD,), (BOXSCORE,), (BOXSCORE, PLAYS)], ids="+".join)
def test_what_is_recorded_is_taken_once(names):
    first = take(*names)
    updates = Update.objects.count()

    again = take(*names, at=NOW + timedelta(seconds=10))

    assert first == [(11 if name == BOARD else 1, 0, 0, 0) for name in names]
    assert again == [(0, 0, 0, 0)] * len(names)
    assert Update.objects.count() == updates


@recorded
@pytest.mark.django_db
def test_a_game_of_two_documents_ends_whole():
    take(BOXSCORE, PLAYS)

    match = Match.objects.get()
    assert (match.status, match.home_score, match.away_score) == (Status.ENDED, 125, 99)
    assert (match.incidents.count(), match.lineups.count(), match.statistics.count()) == (223, 28, 23)
    assert [(part.home_score, part.away_score) for part in match.periods.order_by("number")] == [
        (40, 25),
        (23, 20),
        (36, 26),
        (26, 28),
    ]
    assert not match.score_disagrees


@recorded
@pytest.mark.django_db
def test_plays_of_a_game_that_is_not_known_make_no_match():
    assert take(PLAYS) == [(0, 0, 1, 0)]

    assert not Match.objects.exists()
