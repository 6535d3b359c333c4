from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest

from feeds.providers import ParseError
from feeds.providers.espn import parse
from scores.reports import (
    ClockReport,
    CompetitionReport,
    IncidentReport,
    MatchReport,
    PeriodKey,
    ScoreReport,
    StatisticReport,
    TeamReport,
)
from scores.sports import PeriodKind, Status
from tests.feeds.bodies import NOW, encoded, espn, espn_event
from tests.feeds.recordings import body_of, recorded


def reports_of(name: str) -> dict[str, MatchReport]:
    return {report.key: report for report in parse(body_of(f"espn/{name}"), NOW).reports}


@recorded
def test_a_football_match_in_play_is_read_into_a_report():
    report = reports_of("all.json.gz")["623574"]

    assert report == MatchReport(
        key="623574",
        sport="football",
        competition=CompetitionReport(
            name="Major League Soccer", key="s:600~l:770", country="United States", season="2022"
        ),
        home=TeamReport(name="CF Montréal", key="s:600~t:9720", short_name="CF Montréal", code="MTL"),
        away=TeamReport(name="Columbus Crew", key="s:600~t:183", short_name="Columbus", code="CLB"),
        kick_off=datetime(2022, 9, 9, 23, 30, tzinfo=UTC),
        venue="Stade Saputo",
        city="Montreal",
        status=Status.LIVE,
        period=PeriodKey(kind=PeriodKind.PERIOD, number=2),
        clock=ClockReport(seconds=4080, at=NOW, running=True),  # 69'
        score=ScoreReport(home=0, away=2),
        incidents=(
            IncidentReport(
                key="yellow_card:9720:152660:1",
                kind="yellow_card",
                side="home",
                period=PeriodKey(kind=PeriodKind.PERIOD, number=1),
                minute=11,
                player="Rudy Camacho",
            ),
            IncidentReport(
                key="yellow_card:9720:236890:1",
                kind="yellow_card",
                side="home",
                period=PeriodKey(kind=PeriodKind.PERIOD, number=2),
                minute=64,
                player="Joel Waterman",
                order=1,
            ),
            IncidentReport(
                key="goal:66+0:183:136638:1",
                keeps_key=False,
                kind="goal",
                side="away",
                period=PeriodKey(kind=PeriodKind.PERIOD, number=2),
                minute=66,
                player="Jonathan Mensah",
                detail="header",
                order=2,
            ),
        ),
        statistics=(
            StatisticReport(kind="possession", home=51.8, away=48.2),
            StatisticReport(kind="shots", home=15, away=11),
            StatisticReport(kind="shots_on_target", home=8, away=5),
            StatisticReport(kind="corners", home=3, away=5),
            StatisticReport(kind="fouls", home=5, away=7),
        ),
    )


@recorded
def test_every_sport_with_two_sides_is_read_and_the_others_are_left_out():
    parsed = parse(body_of("espn/all.json.gz"), NOW)

    assert Counter(report.sport for report in parsed.reports) == {
        "american-football": 4,
        "baseball": 3,
        "basketball": 4,
        "cricket": 3,
        "football": 5,
        "ice-hockey": 4,
        "tennis": 277,
        "volleyball": 3,
    }
    assert (parsed.problems, parsed.ignored) == ((), 3)


@recorded
@pytest.mark.parametrize(
    ("key", "score", "parts"),
    [
        ("401356263", (3, 4), [(0, 0)] * 4 + [(1, 0), (1, 0), (0, 1), (1, 1), (0, 2)]),  # baseball, innings
        ("401423258", (2, 1), [(0, 0), (0, 0), (0, 1), (2, 0), (0, 0), (None, 0)]),  # the home half is to come
        ("401465776", (1, 3), [(22, 25), (19, 25), (25, 14), (22, 25)]),  # volleyball, sets
        ("401474846", (47, 41), [(22, 22), (25, 19)]),  # basketball, quarters
        ("401461502", (0, 1), [(0, 0), (0, 1)]),  # ice hockey
        ("401403868", (16, 17), [(3, 10), (7, 0), (3, 0), (3, 7)]),  # American football
        ("128727", (2, 0), [(7, 6), (6, 3)]),  # tennis: sets won are counted
        ("633850", (3, 3), [(4, 2)]),  # a shoot-out is a part, and not in the total
    ],
)
def test_the_score_and_its_parts_are_each_sports_own(key, score, parts):
    report = reports_of("all.json.gz")[key]

    assert report.score == ScoreReport(home=score[0], away=score[1])
    assert [(part.home, part.away) for part in report.periods or ()] == parts


@pytest.mark.parametrize(
    ("detail", "last"),
    [
        ("Final/SO", (PeriodKind.SHOOTOUT, 1)),
        ("Shootout", (PeriodKind.SHOOTOUT, 1)),
        ("Final/2OT", (PeriodKind.EXTRA, 2)),
    ],
)
def test_the_fifth_period_of_ice_hockey_is_a_shoot_out_or_a_second_overtime(detail, last):
    event = espn_event("STATUS_FINAL", "post", score=("3", "2")) | {"uid": "s:70~l:90~e:501"}
    game = event["competitions"][0]
    game["status"]["type"]["detail"] = detail
    for side, goals in zip(game["competitors"], ((1, 1, 0, 0, 1), (0, 1, 1, 0, 0)), strict=True):
        side["linescores"] = [{"value": made} for made in goals]

    parts = parse(espn(event), NOW).reports[0].periods or ()

    assert [(part.kind, part.number) for part in parts] == [
        (PeriodKind.PERIOD, 1),
        (PeriodKind.PERIOD, 2),
        (PeriodKind.PERIOD, 3),
        (PeriodKind.EXTRA, 1),
        last,
    ]


@recorded
def test_cricket_is_read_from_its_innings():
    live, test = (reports_of("all.json.gz")[key] for key in ("1324647", "1340849"))

    assert live.score == ScoreReport(home=155, away=125)
    assert [(part.home, part.home_detail, part.away, part.away_detail) for part in live.periods or ()] == [
        (155, {"wickets": 6, "overs": "20"}, None, {}),
        (None, {}, 125, {"wickets": 3, "overs": "16"}),
    ]
    assert (live.note, live.situation) == (
        "Scorchers require 31 runs",
        {"batting": "away", "target": 156, "balls_left": 24},
    )
    assert (test.score, test.winner) == (ScoreReport(home=458, away=459), None)
    assert [(part.home, part.away) for part in test.periods or ()] == [
        (227, None),
        (None, 314),
        (231, None),
        (None, 145),
    ]
    assert (live.competition.name, live.competition.round) == ("Big Bash League", "24th Match")


@pytest.mark.parametrize(
    ("uid", "season", "named", "stage"),
    [
        ("s:40~l:46", {"year": 2023, "slug": "regular-season"}, "2022/23", ""),
        ("s:70~l:90", {"year": 2023, "slug": "preseason"}, "2022/23", "Preseason"),
        ("s:20~l:28", {"year": 2022, "slug": "post-season"}, "2022", "Post-season"),
        ("s:600~l:720", {"year": 2022, "slug": "2022-23-german-bundesliga"}, "2022/23", ""),
        ("s:600~l:606", {"year": 2026, "slug": "round-of-16"}, "2026", "Round of 16"),
    ],
)
def test_the_season_and_the_stage_are_in_our_words(uid, season, named, stage):
    event = espn_event() | {"uid": f"{uid}~e:501", "season": season}

    competition = parse(espn(event), NOW).reports[0].competition

    assert (competition.season, competition.stage) == (named, stage)


@recorded
def test_a_tournament_of_tennis_has_many_matches():
    reports = [report for report in reports_of("all.json.gz").values() if report.competition.name == "Olympics"]
    doubles = [report for report in reports if report.home.kind == "pair"]

    assert Counter(report.competition.stage for report in reports) == {
        "Women's Singles": 64,
        "Men's Singles": 64,
        "Men's Doubles": 32,
        "Women's Doubles": 32,
        "Mixed Doubles": 16,
    }
    assert {report.competition.stage for report in doubles} == {"Men's Doubles", "Women's Doubles", "Mixed Doubles"}
    assert any(report.home.placeholder and report.away.placeholder for report in reports)
    assert all(report.home.key != report.away.key for report in reports)


@recorded
def test_a_walkover_and_a_retirement_name_their_winner():
    reports = reports_of("all.json.gz")

    assert (reports["128754"].status, reports["128754"].winner) == (Status.WALKOVER, "away")
    assert (reports["140276"].status, reports["140276"].winner) == (Status.RETIRED, "away")


@recorded
def test_a_clock_that_counts_down_is_shown_as_it_stood():
    report = reports_of("nfl.json")["401437650"]

    assert report.clock == ClockReport(seconds=48, at=NOW, running=False)
    last_play = (report.situation or {}).pop("last_play")
    assert str(last_play).startswith("(:54) B.Pinion punts 37 yards to NO 10")
    assert report.situation == {
        "down": 1,
        "distance": 10,
        "possession": "away",
        "place": "NO 10",
        "home_timeouts": 3,
        "away_timeouts": 0,
    }


@pytest.mark.parametrize(
    ("name", "state", "status"),
    [
        ("STATUS_SCHEDULED", "pre", Status.SCHEDULED),
        ("STATUS_POSTPONED", "post", Status.POSTPONED),
        ("STATUS_CANCELED", "post", Status.CANCELLED),
        ("STATUS_HALFTIME", "in", Status.BREAK),
        ("STATUS_END_PERIOD", "in", Status.BREAK),
        ("STATUS_RAIN_DELAY", "in", Status.INTERRUPTED),
        ("STATUS_IN_PROGRESS_2", "in", Status.LIVE),
        ("STATUS_SOMETHING_NEW", "in", Status.LIVE),
        ("STATUS_FULL_TIME", "post", Status.ENDED),
        ("STATUS_WALKOVER", "post", Status.WALKOVER),
    ],
)
def test_the_state_is_the_machine_and_the_name_its_detail(name, state, status):
    report = parse(espn(espn_event(name, state)), NOW).reports[0]

    assert report.status == status


@pytest.mark.parametrize("name", ["STATUS_POSTPONED", "STATUS_CANCELED", "STATUS_DELAYED"])
def test_nil_nil_in_a_match_that_was_not_played_is_no_score(name):
    event = espn_event(name, "in" if name == "STATUS_DELAYED" else "post", score=("0", "0"))
    event["competitions"][0]["status"]["period"] = 0

    assert parse(espn(event), NOW).reports[0].score is None


def test_a_delay_before_play_is_a_delay():
    event = espn_event("STATUS_DELAYED", "in")
    event["competitions"][0]["status"]["period"] = 0

    assert parse(espn(event), NOW).reports[0].status == Status.DELAYED


@pytest.mark.parametrize(("name", "state"), [("STATUS_NEW", "limbo"), ("STATUS_NEW", "post")])
def test_a_word_that_leaves_doubt_keeps_the_status_and_is_counted(name, state):
    event = espn_event(name, state)
    event["competitions"][0]["status"]["type"]["completed"] = False

    parsed = parse(espn(event), NOW)

    assert parsed.reports[0].status is None
    assert [str(problem) for problem in parsed.problems] == ["match 501: unknown status 'STATUS_NEW'"]


@pytest.mark.parametrize("score", [(None, "0"), ("", "0")])
def test_a_null_score_in_play_says_nothing_and_is_counted(score):
    parsed = parse(espn(espn_event(score=score)), NOW)

    assert parsed.reports[0].score is None
    assert [str(problem) for problem in parsed.problems] == ["match 501: no score in a match that is live"]


@pytest.mark.parametrize(
    "field", ["venue", "notes", "format", "attendance", "details", "situation", "timeValid", "type"]
)
def test_what_is_null_says_nothing_and_costs_no_score(field):
    event = espn_event()
    event["competitions"][0][field] = None

    parsed = parse(espn(event), NOW)

    assert (parsed.reports[0].score, parsed.problems) == (ScoreReport(home=1, away=0), ())


def test_a_player_and_a_word_that_are_null_cost_no_score():
    booked = {
        "type": {"text": None},
        "clock": None,
        "team": {"id": "359"},
        "yellowCard": True,
        "athletesInvolved": None,
    }
    event = espn_event(details=[booked], status={"type": {"name": None, "state": "in", "description": None}})

    (report,) = parse(espn(event), NOW).reports

    assert (report.status, report.score) == (Status.LIVE, ScoreReport(home=1, away=0))
    assert [(each.kind, each.player) for each in report.incidents or ()] == [("yellow_card", "")]


def test_an_event_that_is_broken_does_not_spoil_the_others():
    alone = espn_event(event_id="502")
    del alone["competitions"][0]["competitors"][1]

    parsed = parse(espn({"id": "9"}, alone, espn_event()), NOW)

    assert [report.key for report in parsed.reports] == ["501"]
    assert [problem.where for problem in parsed.problems] == ["event 9", "match 502"]


@pytest.mark.parametrize("midnight", ["2026-11-22T05:00Z", "2026-07-22T04:00Z"])
def test_a_match_of_which_only_the_day_is_sure_is_of_the_day_of_new_york(midnight):
    report = parse(espn(espn_event(date=midnight, timeValid=False)), NOW).reports[0]

    assert (report.kick_off, report.kick_off_precision) == (
        datetime.fromisoformat(midnight).replace(hour=12, tzinfo=UTC),
        "date",
    )


def test_the_week_is_that_of_the_event_or_of_its_board():
    board = {"leagues": [], "week": {"number": 3}, "events": [espn_event(), espn_event() | {"week": {"number": 4}}]}

    reports = parse(encoded(board), NOW).reports

    assert [report.competition.round for report in reports] == ["Week 3", "Week 4"]


def test_two_matches_of_one_pair_on_one_day_have_two_keys():
    reports = parse(espn(espn_event(), espn_event(event_id="502", date="2026-11-22T19:00Z")), NOW).reports

    assert [report.key for report in reports] == ["501", "502"]


@recorded
def test_a_race_is_left_out():
    parsed = parse(body_of("espn/sample.json"), NOW)

    assert (parsed.reports, parsed.ignored) == ((), 1)


@pytest.mark.parametrize("body", [{"events": []}, {"events": {}, "leagues": []}, {"events": {}, "team": {}}])
def test_another_resource_is_refused(body):
    with pytest.raises(ParseError, match="another resource"):
        parse(encoded(body), NOW)
