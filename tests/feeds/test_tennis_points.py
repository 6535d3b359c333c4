from __future__ import annotations

import csv
from datetime import UTC, datetime

import pytest

from feeds.ingest import ingest
from feeds.providers import ParseError
from scores.live.models import Update
from scores.models import Match
from scores.reports import (
    CompetitionReport,
    IncidentReport,
    MatchReport,
    PeriodKey,
    PeriodReport,
    ScoreReport,
    StatisticReport,
    TeamReport,
)
from scores.sports import PeriodKind, Status
from tests.feeds.adapters.tennis_points import PROVIDER, parse
from tests.feeds.bodies import NOW
from tests.feeds.recordings import body_of, recorded

MATCHES = ("2012-wimbledon-1701", "2023-wimbledon-5101")
COUNTS = ("Ace", "DoubleFault", "Winner", "UnfErr", "BreakPoint", "BreakPointWon")
COLUMNS = ["match_id", "SetNo", "P1GamesWon", "P2GamesWon", "SetWinner", "GameNo", "GameWinner", "PointNumber"]
COLUMNS += ["PointWinner", "PointServer", "P1Score", "P2Score"] + [
    f"P{side}{name}" for name in COUNTS for side in (1, 2)
]


def payload_of(name: str, *, points: int | None = None) -> bytes:
    """A recorded match up to a row."""
    header, rows = (body_of(f"tennis/{name}-{part}.csv").decode().strip() for part in ("match", "points"))
    lines = rows.splitlines()
    return f"{header}\n\n{chr(10).join(lines[: None if points is None else points + 1])}\n".encode()


def rows_of(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(body_of(f"tennis/{name}-points.csv").decode().splitlines()))


def report_of(payload: bytes) -> MatchReport:
    parsed = parse(payload, NOW)
    assert parsed.problems == ()
    return parsed.reports[0]


def header(number: str = "2101", slam: str = "wimbledon") -> str:
    return f"match_id,year,slam,match_num,player1,player2\n2026-{slam}-{number},2026,{slam},{number},Ames,Boyd"


def payload(*rows: str, number: str = "2101") -> bytes:
    return "\n".join([header(number), "", ",".join(COLUMNS), *rows]).encode()


def point(
    winner: int,
    *,
    score: str = "0-0",
    games: tuple[int, int] = (0, 0),
    set_number: int = 1,
    game: int = 1,
    server: int = 1,
    game_winner: int = 0,
    set_winner: int = 0,
    number: str = "1",
    number_of_match: str = "2101",
) -> str:
    home, away = score.split("-")
    given = [f"2026-wimbledon-{number_of_match}", set_number, *games, set_winner, game, game_winner, number]
    return ",".join(map(str, [*given, winner, server, home, away, *[0] * 12]))


@recorded
def test_a_match_is_folded_up_to_any_point():
    assert report_of(payload_of("2012-wimbledon-1701", points=11)) == MatchReport(
        key="2012-wimbledon-1701",
        sport="tennis",
        competition=CompetitionReport(
            name="Wimbledon", key="wimbledon", season="2012", stage="Men's Singles", stage_kind="knockout"
        ),
        home=TeamReport(name="Roger Federer", kind="player"),
        away=TeamReport(name="Andy Murray", kind="player"),
        kick_off=datetime(2012, 7, 1, tzinfo=UTC),
        kick_off_precision="tbd",
        status=Status.LIVE,
        period=PeriodKey(kind=PeriodKind.SET, number=1),
        score=ScoreReport(home=0, away=0),
        periods=(PeriodReport(kind=PeriodKind.SET, number=1, home=0, away=1),),
        incidents=(
            IncidentReport(
                key="break:1:1",
                kind="break",
                side="away",
                period=PeriodKey(kind=PeriodKind.SET, number=1),
                detail="0-1",
            ),
        ),
        statistics=(
            StatisticReport(kind="points_won", home=4, away=7),
            StatisticReport(kind="aces", home=0, away=0),
            StatisticReport(kind="double_faults", home=0, away=0),
            StatisticReport(kind="winners", home=1, away=1),
            StatisticReport(kind="unforced_errors", home=4, away=0),
            StatisticReport(kind="break_points", home=0, away=1),
            StatisticReport(kind="break_points_won", home=0, away=1),
        ),
        situation={"points": "30-40", "serving": "away"},
    )


@recorded
@pytest.mark.parametrize(
    ("name", "score", "sets"),
    [(MATCHES[0], (3, 1), [(4, 6), (7, 5), (6, 3), (6, 4)]), (MATCHES[1], (0, 2), [(1, 6), (4, 6)])],
)
def test_a_match_ends_with_the_right_score_in_every_set(name, score, sets):
    report = report_of(payload_of(name))

    assert report.status == Status.ENDED
    assert report.score == ScoreReport(home=score[0], away=score[1])
    assert [(part.home, part.away) for part in report.periods or ()] == sets
    assert (report.situation, report.period) == ({}, None)


@recorded
@pytest.mark.parametrize("name", MATCHES)
def test_games_sets_points_and_breaks_are_those_of_the_file(name):
    rows = rows_of(name)
    report = report_of(payload_of(name))

    last = {row["SetNo"]: (int(row["P1GamesWon"]), int(row["P2GamesWon"])) for row in rows}
    sets = [sum(row["SetWinner"] == side for row in rows) for side in "12"]
    won = [sum(row["PointWinner"] == side for row in rows) for side in "12"]
    breaks = [sum(row[f"P{side}BreakPointWon"] == "1" for row in rows) for side in "12"]
    told = {each.kind: (each.home, each.away) for each in report.statistics or ()}
    assert [(part.home, part.away) for part in report.periods or ()] == list(last.values())
    assert report.score == ScoreReport(home=sets[0], away=sets[1])
    assert told["points_won"] == tuple(won)
    assert [sum(each.side == side for each in report.incidents or ()) for side in ("home", "away")] == breaks
    for kind, column in (("aces", "Ace"), ("double_faults", "DoubleFault"), ("break_points", "BreakPoint")):
        assert told[kind] == tuple(sum(int(row[f"P{side}{column}"]) for row in rows) for side in "12")


@recorded
@pytest.mark.parametrize("name", MATCHES)
def test_who_serves_next_is_who_serves_the_next_point(name):
    rows = rows_of(name)
    played = [number for number, row in enumerate(rows, start=1) if row["PointNumber"].isdigit()]

    told = [(report_of(payload_of(name, points=number)).situation or {})["serving"] for number in played[:-1]]

    assert told == ["home" if rows[number - 1]["PointServer"] in "13" else "away" for number in played[1:]]


@recorded
def test_markers_before_the_first_point_are_none():
    report = report_of(payload_of("2023-wimbledon-5101", points=2))

    assert (report.status, report.score, report.periods) == (Status.SCHEDULED, None, ())
    assert report.home == TeamReport(name="Andres Molteni / Yana Sizikova", kind="pair")


@recorded
@pytest.mark.django_db
@pytest.mark.parametrize("name", MATCHES)
def test_a_match_point_by_point_changes_nothing_the_second_time(name):
    count = len(rows_of(name))
    for points in [*range(2, count, 9), count]:
        tally = ingest(PROVIDER, payload_of(name, points=points), received_at=NOW, create=True)
        assert (tally.applied, tally.held, tally.unreadable) == (1, 0, 0)
    updates = Update.objects.count()

    again = ingest(PROVIDER, payload_of(name), received_at=NOW, create=True)

    report, match = report_of(payload_of(name)), Match.objects.get()
    assert (again.applied, again.unchanged, Update.objects.count()) == (0, 1, updates)
    assert report.score == ScoreReport(home=match.home_score or 0, away=match.away_score or 0)
    assert [(part.home_score, part.away_score) for part in match.periods.order_by("number")] == [
        (part.home, part.away) for part in report.periods or ()
    ]
    assert (match.status, match.score_disagrees) == ("ended", False)


def test_a_tie_break_is_counted_by_its_points_and_is_no_break():
    served = [
        point(1, score=f"{number}-0", games=(6, 6), game=13, server=2, number=str(number)) for number in range(1, 7)
    ]
    before = point(2, games=(6, 6), game=12, game_winner=2, server=2, number="0")
    last = point(1, games=(7, 6), game=13, game_winner=1, set_winner=1, server=1, number="8")
    lost = point(2, score="6-1", games=(6, 6), game=13, server=1, number="7")

    during, after = report_of(payload(before, *served, lost)), report_of(payload(before, *served, lost, last))

    assert during.situation == {"points": "6-1", "serving": "home"}
    assert after.periods == (
        PeriodReport(
            kind=PeriodKind.SET, number=1, home=7, away=6, home_detail={"tiebreak": 7}, away_detail={"tiebreak": 1}
        ),
    )
    assert (after.score, after.incidents) == (ScoreReport(home=1, away=0), ())
    assert after.situation == {"points": "0-0", "serving": "home"}  # the other one began the tie-break


def test_a_set_that_is_won_by_two_games_has_no_tie_break():
    report = report_of(payload(point(1, games=(6, 5)), point(1, games=(7, 5), game=12, game_winner=1, set_winner=1)))

    assert (report.periods or ())[0].home_detail == {}


@pytest.mark.parametrize(("number", "sets", "status"), [("2101", 2, Status.ENDED), ("1101", 2, Status.LIVE)])
def test_how_many_sets_win_is_of_the_draw(number, sets, status):
    rows = [
        point(1, games=(6, 0), set_number=each, game_winner=1, set_winner=1, number_of_match=number)
        for each in range(1, sets + 1)
    ]

    assert report_of(payload(*rows, number=number)).status == status


def test_a_row_that_is_cut_off_is_not_there_yet():
    whole, next_one = point(1, score="15-0"), point(1, score="30-0", number="2")

    assert report_of(payload(whole, next_one[:30])) == report_of(payload(whole))


def test_a_point_that_is_broken_does_not_spoil_the_others():
    parsed = parse(payload(point(1, score="15-0"), point(9, number="2"), point(1, score="30-0", number="3")), NOW)

    assert parsed.reports[0].situation == {"points": "30-0", "serving": "home"}
    assert [problem.where for problem in parsed.problems] == ["point 2"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not the header of one match"),
        (b"<html></html>", "not the header of one match"),
        (b"match_id,player1\nx,Ames", "cannot be read"),
        (header("3101").encode(), "how many sets|How many sets"),
        (header(slam="harbour").encode(), "How many sets"),
        (payload(point(1, number_of_match="2102")), "another match"),
        (f"{header()}\n\nteam,points\nA,3".encode(), "not the header of one match"),
    ],
)
def test_a_body_that_is_not_a_match_is_refused(body, reason):
    with pytest.raises(ParseError, match=reason):
        parse(body, NOW)
