from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

import pytest

from feeds.ingest import ingest
from feeds.providers import ParseError
from feeds.providers.cricsheet import PROVIDER, parse
from scores.live.models import Update
from scores.models import Incident, Match, Team
from scores.reports import (
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
from scores.sports import PeriodKind, Status
from tests.feeds.bodies import NOW, encoded
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
    assert report.score == ScoreReport(home=match.home_score, away=match.away_score)
    assert (match.winner or None, match.score_disagrees) == (report.winner, False)
    assert Incident.objects.count() == len(report.incidents or ())
    assert [(part.home_score, part.away_score) for part in match.periods.order_by("number")] == [
        (period.home, period.away) for period in report.periods or ()
    ]


def ball(runs: int = 0, *, out: str = "", kind: str = "bowled", batter: str = "A One", **fields: Any) -> dict[str, Any]:
    extras = sum(fields.get("extras", {}).values())
    wickets = [{"player_out": out, "kind": kind}] if out else []
    scored = {"batter": runs, "extras": extras, "total": runs + extras}
    return {"batter": batter, "bowler": "Z Nine", "non_striker": "B Two", "runs": scored, "wickets": wickets} | fields


def innings(team: str, *overs: list[dict[str, Any]], **fields: Any) -> dict[str, Any]:
    listed = [{"over": number, "deliveries": deliveries} for number, deliveries in enumerate(overs)]
    return {"team": team, "overs": listed} | fields


def file(*played: dict[str, Any], outcome: dict[str, Any] | None = None, meta: Any = None, **info: Any) -> bytes:
    return encoded(
        {
            "meta": {"data_version": "1.1.0", "created": "2026-07-05", "revision": 1} if meta is None else meta,
            "info": {
                "balls_per_over": 6,
                "dates": ["2026-07-04"],
                "event": {"name": "Island Cup", "match_number": 3},
                "gender": "male",
                "match_type": "T20",
                "outcome": {"winner": "Herons", "by": {"runs": 2}} if outcome is None else outcome,
                "season": "2026",
                "team_type": "club",
                "teams": ["Herons", "Mules"],
                "players": {},
            }
            | info,
            "innings": list(played),
        }
    )


FIRST, SECOND = innings("Herons", [ball(4), ball(2)]), innings("Mules", [ball(4)])


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

    (incident,) = report_of(file(innings("Herons", [ball(), ball(wickets=[out])]))).incidents or ()

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
    nations = {"team_type": "international", "teams": ["Herons", "Mules"], "event": {"name": "Mules tour of Herons"}}

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
