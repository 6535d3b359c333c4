from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest

from feeds.ingest import ingest
from feeds.providers.cricsheet import PROVIDER, parse
from scores.live.models import Update
from scores.models import Incident, Match
from scores.reports import (
    CompetitionReport,
    MatchReport,
    PeriodReport,
    PlayerReport,
    ScoreReport,
    StatisticReport,
    TeamReport,
)
from scores.sports import PeriodKind, Status
from tests.feeds.bodies import NOW
from tests.feeds.recordings import body_of, recorded

T20, ODI, NO_RESULT, TEST = (f"cricsheet/{number}.json" for number in (1252701, 1262756, 1263164, 1239543))


FILES = (T20, ODI, NO_RESULT, TEST)


def raw(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(body_of(name))
    return document


def report_of(payload: bytes) -> MatchReport:
    (report,) = parse(payload, NOW).reports
    return report


def counted(innings: dict[str, Any], balls_per_over: int) -> tuple[str, int, int, int]:
    """Who bats, the runs, the wickets and the legal balls of an innings, from its deliveries and nothing of ours."""
    balls = [ball for over in innings["overs"] for ball in over["deliveries"]]
    runs = sum(ball["runs"]["batter"] + sum(ball.get("extras", {}).values()) for ball in balls)
    out = [wicket for ball in balls for wicket in ball.get("wickets", []) if wicket["kind"] != "retired hurt"]
    legal = [
        ball for ball in balls if "wides" not in ball.get("extras", {}) and "noballs" not in ball.get("extras", {})
    ]
    return innings["team"], runs, len(out), len(legal)


def told(report: MatchReport, balls_per_over: int) -> list[tuple[str, int, int, int]]:
    """The same of a report."""
    found = []
    for period in report.periods or ():
        side = "home" if period.home is not None else "away"
        detail = getattr(period, f"{side}_detail")
        overs, _, balls = detail["overs"].partition(".")
        legal = int(overs) * balls_per_over + int(balls or 0)
        found.append((getattr(report, side).name, getattr(period, side), detail["wickets"], legal))
    return found


@recorded
def test_a_file_is_read_into_a_report():
    parsed = parse(body_of(T20), NOW)

    (report,) = parsed.reports
    assert parsed.problems == ()
    assert report.model_copy(update={"incidents": None, "lineups": None}) == MatchReport(
        key="2021-07-23:female:T20:2:birmingham phoenix:london spirit",
        sport="cricket",
        competition=CompetitionReport(
            name="The Hundred Women's Competition",
            key="female:the hundred womens competition",
            season="2021",
            round="Match 2",
        ),
        home=TeamReport(name="Birmingham Phoenix", key="female:club:birmingham phoenix"),
        away=TeamReport(name="London Spirit", key="female:club:london spirit"),
        kick_off=datetime(2021, 7, 23, 12, tzinfo=UTC),
        kick_off_precision="date",
        venue="Edgbaston, Birmingham",
        referee="J Naeem",
        status=Status.ENDED,
        score=ScoreReport(home=128, away=132),
        periods=(
            PeriodReport(kind=PeriodKind.INNINGS, number=1, home=128, home_detail={"wickets": 6, "overs": "20"}),
            PeriodReport(
                kind=PeriodKind.INNINGS,
                number=2,
                away=132,
                away_detail={"wickets": 7, "overs": "19.1", "target": 129},
            ),
        ),
        statistics=(
            StatisticReport(kind="fours", home=19, away=16),
            StatisticReport(kind="sixes", home=1, away=1),
            StatisticReport(kind="extras", home=4, away=9),
        ),
        situation={},
        winner="away",
        note="London Spirit won by 3 wickets. London Spirit won the toss and chose to field. "
        "Player of the match: E Jones",
        as_of=datetime(2021, 7, 24, 0, 0, 1, tzinfo=UTC),
    )


@recorded
@pytest.mark.parametrize(
    ("name", "score", "innings", "status", "winner", "result"),
    [
        (T20, (128, 132), ["128/6 (20)", "132/7 (19.1)"], Status.ENDED, "away", "London Spirit won by 3 wickets"),
        (ODI, (275, 277), ["275/9 (50)", "277/7 (49.1)"], Status.ENDED, "away", "India won by 3 wickets"),
        (NO_RESULT, (85, 0), ["85/5 (9)"], Status.ABANDONED, None, "No result"),
        (
            TEST,
            (486, 330),
            ["183/10 (65.4)", "278/10 (84.5)", "303/10 (85.5)", "52/1 (14)"],
            Status.ENDED,
            "draw",
            "Match drawn",
        ),
    ],
)
def test_every_file_ends_with_the_right_score_in_every_part(name, score, innings, status, winner, result):
    report = report_of(body_of(name))

    written = [
        f"{period.home if period.away is None else period.away}/{detail['wickets']} ({detail['overs']})"
        for period in report.periods or ()
        for detail in (period.home_detail or period.away_detail,)
    ]
    assert report.score == ScoreReport(home=score[0], away=score[1])
    assert written == innings
    assert (report.status, report.winner) == (status, winner)
    assert (report.note or "").startswith(f"{result}. ")


@recorded
@pytest.mark.parametrize("name", FILES)
def test_the_innings_agree_with_a_count_of_their_deliveries(name):
    file = raw(name)
    size = file["info"]["balls_per_over"]

    report = report_of(body_of(name))

    by_hand = [counted(innings, size) for innings in file["innings"]]
    home, away = (sum(runs for team, runs, _, _ in by_hand if team == name) for name in file["info"]["teams"])
    assert told(report, size) == by_hand
    assert report.score == ScoreReport(home=home, away=away)


@recorded
@pytest.mark.parametrize("name", FILES)
def test_the_incidents_agree_with_a_count_of_the_deliveries(name):
    balls = [ball for innings in raw(name)["innings"] for over in innings["overs"] for ball in over["deliveries"]]
    runs = Counter(ball["runs"]["batter"] for ball in balls if not ball["runs"].get("non_boundary"))
    out = sum(wicket["kind"] != "retired hurt" for ball in balls for wicket in ball.get("wickets", []))

    kinds = Counter(incident.kind for incident in report_of(body_of(name)).incidents or ())

    expected = {"four": runs[4], "six": runs[6], "wicket": out, "review": sum("review" in ball for ball in balls)}
    assert dict(kinds) == {kind: number for kind, number in expected.items() if number}


@recorded
def test_a_line_up_is_those_who_are_listed():
    lineups = report_of(body_of(TEST)).lineups or ()

    assert Counter((player.side, player.starter) for player in lineups) == {("home", True): 11, ("away", True): 11}
    assert lineups[0] == PlayerReport(side="home", name=raw(TEST)["info"]["players"]["England"][0])


@recorded
def test_a_tour_has_a_stage_for_each_format_and_no_table():
    said = report_of(body_of(TEST)).competition

    assert said == CompetitionReport(
        name="India tour of England",
        key="male:india tour of england",
        season="2021",
        stage="Test",
        stage_kind="knockout",
        round="1st Test",
    )
    assert report_of(body_of(TEST)).home == TeamReport(
        name="England", key="male:international:england", country="England", kind="nation"
    )


@recorded
@pytest.mark.django_db
@pytest.mark.parametrize("name", FILES)
def test_a_recording_is_taken_in_once(name):
    first = ingest(PROVIDER, body_of(name), received_at=NOW, create=True)
    updates = Update.objects.count()
    second = ingest(PROVIDER, body_of(name), received_at=NOW, create=True)

    match, report = Match.objects.get(), report_of(body_of(name))
    assert (first.applied, first.unreadable, first.held) == (1, 0, 0)
    assert (second.applied, second.unchanged) == (0, 1)
    assert Update.objects.count() == updates
    assert report.score is not None
    assert (report.score.home, report.score.away) == (match.home_score, match.away_score)
    assert (match.winner or None, match.score_disagrees) == (report.winner, False)
    assert Incident.objects.count() == len(report.incidents or ())
    assert [(part.home_score, part.away_score) for part in match.periods.order_by("number")] == [
        (period.home, period.away) for period in report.periods or ()
    ]
