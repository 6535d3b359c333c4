from __future__ import annotations

import pytest

from feeds.ingest import ingest
from feeds.providers.cricsheet import PROVIDER, parse
from scores.models import Match
from scores.reports import (
    IncidentReport,
    MatchReport,
    PeriodKey,
    ScoreReport,
    StatisticReport,
)
from scores.sports import PeriodKind
from tests.feeds.bodies import NOW
from tests.feeds.cricsheet_bodies import FIRST, SECOND, ball, file, innings


def report_of(payload: bytes) -> MatchReport:
    (report,) = parse(payload, NOW).reports
    return report


def test_a_match_without_a_ball_has_no_score():
    report = report_of(file(outcome={"result": "no result"}))

    assert (report.score, report.periods, report.incidents) == (None, (), ())


def test_a_super_over_is_a_part_of_its_own_and_not_in_the_score():
    overs = (
        innings("Mules", [ball(6), ball(1)], super_over=True),
        innings("Herons", [ball(4), ball(3)], super_over=True),
        innings("Herons", [ball(1)], super_over=True),
        innings("Mules", [ball(2)], super_over=True),
    )

    report = report_of(file(FIRST, SECOND, *overs, outcome={"result": "tie", "eliminator": "Mules"}))

    assert report.score == ScoreReport(home=6, away=4)
    assert [(part.kind, part.number, part.home, part.away) for part in report.periods or ()] == [
        (PeriodKind.INNINGS, 1, 6, None),
        (PeriodKind.INNINGS, 2, None, 4),
        (PeriodKind.SHOOTOUT, 1, 7, 7),
        (PeriodKind.SHOOTOUT, 2, 1, 2),
    ]
    assert report.statistics and report.statistics[0] == StatisticReport(kind="fours", home=1, away=1)


@pytest.mark.django_db
def test_the_total_agrees_with_the_innings_where_a_super_over_decided():
    tied = innings("Mules", [ball(4), ball(2)])
    overs = innings("Mules", [ball(6)], super_over=True), innings("Herons", [ball(1)], super_over=True)

    ingest(
        PROVIDER,
        file(FIRST, tied, *overs, outcome={"result": "tie", "eliminator": "Mules"}),
        received_at=NOW,
        create=True,
    )

    match = Match.objects.get()
    assert (match.home_score, match.away_score, match.winner, match.score_disagrees) == (6, 6, "away", False)


def test_a_declaration_and_an_innings_forfeited_are_told():
    played = innings("Herons", [ball(4)], declared=True), {"team": "Mules", "forfeited": True}

    report = report_of(file(*played, outcome={"result": "draw"}))

    first, second = report.periods or ()
    assert first.home_detail == {"wickets": 0, "overs": "0.1", "declared": True}
    assert (second.away, second.away_detail) == (0, {"wickets": 0, "overs": "0", "forfeited": True})
    assert [(each.key, each.side, each.detail) for each in report.incidents or () if each.kind == "declaration"] == [
        ("1:declaration", "home", ""),
        ("2:declaration", "away", "forfeited"),
    ]


def test_runs_of_penalties_before_and_after_are_in_the_innings():
    report = report_of(file(innings("Herons", [ball(4)], penalty_runs={"pre": 5, "post": 1})))

    assert report.score == ScoreReport(home=10, away=0)


def test_wides_and_no_balls_are_no_part_of_an_over():
    over = [ball(), ball(extras={"wides": 1}), ball(4, extras={"noballs": 1}), ball(extras={"legbyes": 2})]

    (period,) = report_of(file(innings("Herons", over))).periods or ()

    assert (period.home, period.home_detail["overs"]) == (8, "0.2")


@pytest.mark.parametrize(
    ("balls", "size", "miscounted", "overs"),
    [
        (5, 6, {}, "0.5"),
        (6, 6, {}, "1"),
        (7, 6, {}, "1"),
        (5, 5, {}, "1"),
        (5, 6, {"0": {"balls": 5}}, "1"),
    ],
)
def test_an_over_has_as_many_balls_as_the_umpire_says(balls, size, miscounted, overs):
    played = innings("Herons", [ball()] * balls, miscounted_overs=miscounted)

    (period,) = report_of(file(played, balls_per_over=size)).periods or ()

    assert period.home_detail["overs"] == overs


@pytest.mark.parametrize(
    ("kind", "wickets", "bowler"),
    [
        ("bowled", 1, "Z Nine"),
        ("run out", 1, ""),
        ("retired out", 1, ""),
        ("retired hurt", 0, None),
        ("retired not out", 0, None),
    ],
)
def test_a_batter_who_may_come_back_is_no_wicket(kind, wickets, bowler):
    report = report_of(file(innings("Herons", [ball(out="A One", kind=kind)])))

    found = [each.other_player for each in report.incidents or () if each.kind == "wicket"]
    assert (report.periods or ())[0].home_detail["wickets"] == wickets
    assert found == ([] if bowler is None else [bowler])


def test_a_catch_names_the_bowler_and_the_fielder():
    out = {"player_out": "A One", "kind": "caught", "fielders": [{"name": "Y Eight"}]}

    (incident,) = (
        report_of(file(innings("Herons", [ball(), ball(extras={"wides": 1}), ball(wickets=[out])]))).incidents or ()
    )

    assert incident == IncidentReport(
        key="1:wicket:A One",
        kind="wicket",
        side="home",
        period=PeriodKey(kind=PeriodKind.INNINGS, number=1),
        player="A One",
        other_player="Z Nine",
        detail="0.2 · caught by Y Eight",
    )


def test_four_that_were_run_are_no_boundary():
    run = ball(4)
    run["runs"]["non_boundary"] = True

    report = report_of(file(innings("Herons", [run])))

    assert (report.incidents, report.score) == ((), ScoreReport(home=4, away=0))


def test_a_delivery_that_is_put_in_later_moves_no_key():
    boundaries = [ball(4), ball(out="A One"), ball(6, batter="C Three"), ball(4, batter="C Three")]

    keys = [
        [incident.key for incident in report_of(file(innings("Herons", over))).incidents or ()]
        for over in (boundaries, [ball(extras={"wides": 1}), *boundaries])
    ]

    assert keys == [["1:four:A One:1", "1:wicket:A One", "1:six:C Three:1", "1:four:C Three:1"]] * 2


def test_a_player_who_is_spelled_anew_is_the_same():
    keys = [
        report_of(file(innings("Herons", [ball(out=name, batter=name)]), registry={"people": {name: "ab12"}})).incidents
        for name in ("A One", "Al One")
    ]

    assert [(each[0].key, each[0].player) for each in keys if each] == [
        ("1:wicket:ab12", "A One"),
        ("1:wicket:ab12", "Al One"),
    ]


def test_a_review_is_of_the_side_that_asked_for_it():
    asked = ball(review={"by": "Mules", "batter": "A One", "umpire": "U", "decision": "struck down"})

    (incident,) = report_of(file(innings("Herons", [asked]))).incidents or ()

    assert (incident.kind, incident.side, incident.detail) == ("review", "away", "0.1 · struck down")


def test_who_came_for_another_did_not_start():
    came = ball(replacements={"match": [{"in": "S Sub", "out": "B Two", "team": "Herons", "reason": "concussion"}]})

    lineups = report_of(file(innings("Herons", [came]), players={"Herons": ["A One", "S Sub"], "Mules": []})).lineups

    assert [(player.name, player.starter) for player in lineups or ()] == [("A One", True), ("S Sub", False)]
