from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest

from feeds.ingest import ingest
from feeds.providers import ParseError
from feeds.recordings import Recorded, read_lines
from scores.live.models import Update
from scores.models import Match
from scores.reports import (
    ClockReport,
    CompetitionReport,
    IncidentReport,
    MatchReport,
    PeriodKey,
    PeriodReport,
    ScoreReport,
    TeamReport,
)
from scores.sports import SPORTS, PeriodKind, Status
from tests.feeds.adapters.sport1 import PROVIDER, parse
from tests.feeds.bodies import NOW
from tests.feeds.recordings import path_of, recorded
from tests.feeds.sport1_boards import board, game

BOARDS = ("2015-02-22", "2016-02-06")
KICK_OFF = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


def lines_of(name: str) -> list[Recorded]:
    return list(read_lines(path_of(f"sequences/sport1-live-xml/{name}.jsonl.xz")))


def report_of(text: str, at: datetime = KICK_OFF + timedelta(hours=1)) -> MatchReport:
    parsed = parse(board(text), at)
    assert parsed.problems == ()
    (report,) = parsed.reports
    return report


def problems_of(text: str, at: datetime = NOW) -> list[str]:
    return [str(problem) for problem in parse(board(text), at).problems]


@recorded
def test_a_match_in_play_is_read_into_a_report():
    line = next(line for line in lines_of("2016-02-06") if f"{line.observed_at:%H:%M:%S}" == "15:06:52")

    report = next(report for report in parse(line.payload, line.observed_at).reports if report.key == "2415968")

    first = PeriodKey(kind=PeriodKind.PERIOD, number=1)
    assert report == MatchReport(
        key="2415968",
        sport="football",
        competition=CompetitionReport(
            name="Bundesliga", key="1", country="Germany", season="2015/16", round="Matchday 20"
        ),
        home=TeamReport(name="Eintracht Frankfurt", key="530", short_name="Frankfurt"),
        away=TeamReport(name="VfB Stuttgart", key="2076", short_name="Stuttgart"),
        kick_off=datetime(2016, 2, 6, 14, 30, tzinfo=UTC),  # the board says 15:30:00Z
        status=Status.LIVE,
        period=first,
        clock=ClockReport(seconds=33 * 60, at=line.observed_at, running=True),  # the 34th minute
        score=ScoreReport(home=0, away=1),
        periods=(PeriodReport(kind=PeriodKind.PERIOD, number=1, home=0, away=1),),
        incidents=(IncidentReport(key="away:Gentner:1", kind="goal", side="away", minute=27, player="Gentner"),),
    )


@recorded
@pytest.mark.parametrize(
    ("name", "sports"),
    [
        ("2015-02-22", {"football": 31, "ice-hockey": 25, "basketball": 11, "handball": 6, "tennis": 6}),
        ("2016-02-06", {"football": 54, "basketball": 17, "tennis": 13, "ice-hockey": 8}),
    ],
)
def test_the_last_board_of_an_evening_is_read_whole(name, sports):
    last = lines_of(name)[-1]
    said = Counter(item.attrib["activestate"] for item in ElementTree.fromstring(last.payload).iter("game"))

    parsed = parse(last.payload, last.observed_at)

    statuses = Counter(report.status for report in parsed.reports)
    assert parsed.problems == ()
    assert Counter(report.sport for report in parsed.reports) == sports
    assert statuses[Status.LIVE] + statuses[Status.BREAK] == said["1"]
    assert (statuses[Status.SCHEDULED], statuses[Status.ENDED], statuses[Status.POSTPONED]) == (
        said["0"],
        said["2"],
        said["-2"],
    )


@recorded
@pytest.mark.parametrize("name", BOARDS)
def test_scores_and_parts_are_those_of_the_file(name):
    last = lines_of(name)[-1]
    reports = {report.key: report for report in parse(last.payload, last.observed_at).reports}

    for item in ElementTree.fromstring(last.payload).iter("game"):
        report = reports[item.attrib["id"]]
        if item.attrib["activestate"] != "2":
            continue
        names = ["half1", "half2", "half3", "half4", "overtime"]
        pairs = [tuple(int(item.attrib[f"{each}-score-{side}"]) for side in ("home", "guest")) for each in names]
        played = [pair for pair in pairs if pair != (-1, -1)]
        total = [sum(column) for column in zip(*played, strict=True)]
        if report.sport == "tennis":
            total = [int(item.attrib[f"penalty-score-{side}"]) for side in ("home", "guest")]
        told = [(part.home, part.away) for part in report.periods or ()]
        assert report.score == ScoreReport(home=total[0], away=total[1])
        assert told == played[: len(told)] or told[-1] == pairs[4]
        assert len(told) >= SPORTS[report.sport].periods[0].count or report.sport == "tennis"
        assert [pair for pair in played if pair not in told and pair != (0, 0)] == []


@recorded
@pytest.mark.parametrize("name", BOARDS)
def test_the_goals_of_a_match_that_names_them_make_its_score(name):
    goals: dict[str, Counter[str]] = defaultdict(Counter)
    last = lines_of(name)[-1]
    reports = [report for report in parse(last.payload, last.observed_at).reports if report.incidents]

    for report in reports:
        for goal in report.incidents or ():
            side = goal.side if goal.kind == "goal" else {"home": "away", "away": "home"}[str(goal.side)]
            goals[report.key][str(side)] += 1

    assert reports
    assert {report.key: report.score for report in reports} == {
        key: ScoreReport(home=count["home"], away=count["away"]) for key, count in goals.items()
    }


@recorded
@pytest.mark.django_db
@pytest.mark.parametrize("name", BOARDS)
def test_a_board_changes_nothing_the_second_time(name):
    last = lines_of(name)[-1]
    first = ingest(PROVIDER, last.payload, received_at=last.observed_at, create=True)
    updates = Update.objects.count()

    second = ingest(PROVIDER, last.payload, received_at=last.observed_at + timedelta(seconds=8), create=True)

    count = len(parse(last.payload, last.observed_at).reports)
    assert (first.applied, first.held, first.unmatched, first.unreadable) == (count, 0, 0, 0)
    assert (second.applied, second.unchanged, Match.objects.count()) == (0, count, count)
    assert Update.objects.count() == updates


@pytest.mark.parametrize(
    ("state", "reason", "status"),
    [
        ("0", "", Status.SCHEDULED),
        ("1", "", Status.LIVE),
        ("2", "", Status.ENDED),
        ("-2", "verl.", Status.POSTPONED),
        ("-2", "annul.", Status.CANCELLED),
        ("-1", "abgebr.", Status.ABANDONED),
        ("2", "Aufgabe", Status.RETIRED),
        ("2", "w.o.", Status.WALKOVER),
        ("0", "Start verzoegert", Status.DELAYED),
        ("1", "Start verzögert", Status.LIVE),  # and then it began
    ],
)
def test_every_word_for_a_status_is_known(state, reason, status):
    assert report_of(game(state=state, cancel_reason=reason)).status == status


@pytest.mark.parametrize(("state", "reason"), [("-1", ""), ("9", ""), ("1", "Teleportation")])
def test_an_unknown_word_keeps_the_status_and_is_counted(state, reason):
    text = game((1, 0), state=state, cancel_reason=reason)

    (report,) = parse(board(text), NOW).reports

    assert (report.status, report.score) == (None, ScoreReport(home=1, away=0))
    assert problems_of(text) == [f"match 7001: unknown state {state!r}, reason {reason!r}"]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (game((16, 23), (0, -2), league="11", period=2), "period 2 0:-2"),
        (game((16, 25), (16, 53), (14, 0), (5, 0), (-7, 0), league="11", period=4), "extra 1 -7:0"),
        (game((33, 21), (10, 9), (-1, -5), league="11", period=3), "period 3 -1:-5"),
    ],
)
def test_a_part_below_zero_tells_no_parts_and_leaves_the_total(text, part):
    parsed = parse(board(text), NOW)

    assert parsed.reports[0].periods is None
    assert parsed.reports[0].score is not None
    assert [str(problem) for problem in parsed.problems] == [f"match 7001: a part below zero: {part}"]


def test_a_total_below_zero_is_no_score():
    parsed = parse(board(game((1, -2), league="11")), NOW)

    assert parsed.reports[0].score is None
    assert "match 7001: a score below zero: 1:-2" in [str(problem) for problem in parsed.problems]


def test_parts_that_were_not_played_are_left_out():
    report = report_of(game((6, 4), (2, 1), league="36", penalty=(1, 0), unplayed=-1, period=3))

    assert report.score == ScoreReport(home=1, away=0)
    assert [(part.number, part.home, part.away) for part in report.periods or ()] == [(1, 6, 4), (2, 2, 1)]
    assert report.period == PeriodKey(kind=PeriodKind.SET, number=2)  # whatever number the state has


def test_parts_to_come_read_nil_nil_and_are_left_out():
    report = report_of(game((0, 0), league="18", period=1))

    assert [(part.number, part.home) for part in report.periods or ()] == [(1, 0)]


def test_a_shoot_out_is_a_part_and_not_in_the_total():
    report = report_of(game((1, 0), (0, 1), state="2", period=99, penalty=(4, 2)))

    assert report.score == ScoreReport(home=1, away=1)
    assert (report.periods or ())[-1] == PeriodReport(kind=PeriodKind.SHOOTOUT, number=1, home=4, away=2)


@pytest.mark.parametrize(
    ("date", "kick_off", "precision"),
    [
        ("2026-11-22T15:30:00Z", datetime(2026, 11, 22, 14, 30, tzinfo=UTC), "time"),
        ("2026-07-22T15:30:00Z", datetime(2026, 7, 22, 13, 30, tzinfo=UTC), "time"),
        ("2026-11-22T00:00:00Z", datetime(2026, 11, 21, 23, 0, tzinfo=UTC), "date"),
    ],
)
def test_a_kick_off_is_german_time_whatever_it_says(date, kick_off, precision):
    report = report_of(game(date=date))

    assert (report.kick_off, report.kick_off_precision) == (kick_off, precision)


@pytest.mark.parametrize(
    ("league", "state", "minutes", "minute", "period"),
    [
        ("1", 1, 20, "20", (PeriodKind.PERIOD, 1)),
        ("1", 2, 20, "20", (PeriodKind.PERIOD, 1)),  # counted from 2 on
        ("1", 2, 2, "1", None),  # so is this, and there is no minute to tell
        ("1", 2, 65, "1", (PeriodKind.PERIOD, 2)),
        ("11", 3, 40, "1", (PeriodKind.PERIOD, 3)),
        ("11", 3, 5, "1", None),
        ("11", 5, 90, "1", None),  # not level, so it is not overtime
        ("8", 2, 40, "1", (PeriodKind.PERIOD, 2)),
    ],
)
def test_a_period_is_told_only_when_it_can_be_that_one(league, state, minutes, minute, period):
    text = game((1, 0), league=league, period=state, minute=minute)

    report = report_of(text, KICK_OFF + timedelta(minutes=minutes))

    assert (report.period and (report.period.kind, report.period.number)) == period


def test_overtime_follows_a_level_score():
    report = report_of(game((1, 0), (0, 1), (1, 1), league="18", period=4), KICK_OFF + timedelta(hours=2))

    assert report.period == PeriodKey(kind=PeriodKind.EXTRA, number=1)


def test_at_half_time_the_second_half_is_announced():
    report = report_of(game((1, 0), period=2, minute="45"))

    assert (report.status, report.period) == (Status.BREAK, PeriodKey(kind=PeriodKind.PERIOD, number=1))
    assert report.clock is None


def test_goals_keep_their_keys_when_their_minute_is_corrected():
    before = report_of(game((2, 1), home_scorer_names="7;Ames|70;Ames", guest_scorer_names="68;Boyd (ET)"))
    after = report_of(game((2, 1), home_scorer_names="7;Ames|71;Ames", guest_scorer_names="68;Boyd (ET)"))

    told = [(goal.key, goal.kind, goal.side, goal.minute) for goal in after.incidents or ()]
    assert told == [
        ("home:Ames:1", "goal", "home", 7),
        ("home:Ames:2", "goal", "home", 71),
        ("away:Boyd:1", "own_goal", "home", 68),
    ]
    assert [goal.key for goal in before.incidents or ()] == [key for key, *_ in told]


@pytest.mark.parametrize(
    ("text", "incidents"),
    [
        (game((1, 0)), None),  # nobody names the scorers
        (game((0, 0)), ()),
        (game((1, 0), league="18"), None),
    ],
)
def test_without_names_there_are_no_goals_or_nobody_tells(text, incidents):
    assert report_of(text).incidents == incidents


def test_a_goal_that_cannot_be_read_is_counted():
    assert problems_of(game((1, 0), home_scorer_names="Ames")) == ["match 7001: unknown goal 'Ames'"]


def test_an_unknown_league_is_refused_and_the_others_are_read():
    parsed = parse(board(game(league="999"), game(id="7002")), NOW)

    assert [report.key for report in parsed.reports] == ["7002"]
    assert [str(problem) for problem in parsed.problems] == ["match 7001: unknown league 999 (Bundesliga 12. Spieltag)"]


def test_a_match_that_is_broken_does_not_spoil_the_others():
    parsed = parse(board("<game id='9'/>", game(half1_score_home="many"), game(id="7002")), NOW)

    assert [report.key for report in parsed.reports] == ["7002"]
    assert [problem.where for problem in parsed.problems] == ["match 9", "match 7001"]


@pytest.mark.parametrize(
    ("description", "name", "stage", "round"),
    [
        ("ATP : Harbour Open Doppel : Halbfinale", "Harbour Open", "Doubles", "Semi-finals"),
        ("Harbour Open (XX) - Doppel Finale", "Harbour Open (XX)", "Doubles", "Final"),
        ("Harbour Open (XX) Viertelfinale", "Harbour Open (XX)", "Singles", "Quarter-finals"),
    ],
)
def test_a_tournament_of_tennis_is_a_competition(description, name, stage, round):
    report = report_of(game(league="36", unplayed=-1, gameday_description=description))

    competition = report.competition
    assert (competition.name, competition.stage, competition.round, competition.season) == (name, stage, round, "2026")


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (board(game())[:300], "cut off"),
        (b"<!DOCTYPE html><html><body>Service unavailable</body></html>", "another document|not XML"),
        (b"HTTP/1.1 200 OK\r\n\r\n" + board(game()), "not XML"),
        (b'{"games": []}', "not XML"),
        (b"<standings/>", "another document"),
    ],
)
def test_a_body_that_is_not_the_board_is_refused(payload, reason):
    with pytest.raises(ParseError, match=reason):
        parse(payload, NOW)
