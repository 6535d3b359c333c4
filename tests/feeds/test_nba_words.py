from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from feeds.providers import ParseError
from feeds.providers.nba import PROVIDER, parse
from feeds.providers.nba_clubs import CLUBS
from scores.reports import ClockReport, IncidentReport, MatchReport, PeriodKey, ScoreReport
from scores.sports import PeriodKind, Status
from tests.feeds.bodies import NOW, encoded
from tests.feeds.nba_bodies import AWAY, GAME, HOME, START, action, basket, board, nba_game, plays


def report_of(game: dict[str, Any]) -> MatchReport:
    (report,) = parse(encoded(board(game)), NOW).reports
    return report


def incidents_of(*actions: dict[str, Any]) -> tuple[IncidentReport, ...]:
    (report,) = parse(encoded(plays(START, *actions)), NOW).reports
    return report.incidents or ()


@pytest.mark.parametrize(
    ("number", "text", "status"),
    [
        (1, "7:30 pm ET", Status.SCHEDULED),
        (1, "TBD", Status.SCHEDULED),
        (1, "PPD", Status.POSTPONED),
        (1, "Postponed", Status.POSTPONED),
        (1, "Cancelled", Status.CANCELLED),
        (2, "Q1 06:54", Status.LIVE),
        (2, "Q1 12.3", Status.LIVE),
        (2, "Q1", Status.BREAK),
        (2, "END Q3   ", Status.BREAK),
        (2, "Half", Status.BREAK),
        (2, "Halftime", Status.BREAK),
        (2, "OT2", Status.BREAK),
        (2, "OT 02:11", Status.LIVE),
        (2, "something new", Status.LIVE),
        (3, "Final/OT", Status.ENDED),
    ],
)
def test_the_number_is_the_machine_and_the_text_its_detail(number, text, status):
    parsed = parse(encoded(board(nba_game(number, text))), NOW)

    assert ([report.status for report in parsed.reports], parsed.problems) == ([status], ())


def test_an_unknown_number_keeps_the_status_and_is_counted():
    parsed = parse(encoded(board(nba_game(7, "Warp"))), NOW)

    assert (parsed.reports[0].status, parsed.reports[0].score) == (None, ScoreReport(home=30, away=28))
    assert [str(problem) for problem in parsed.problems] == [f"match {GAME}: unknown status 7 'Warp'"]


def test_a_score_is_a_number_in_a_text_too():
    assert report_of(nba_game(score=("30", "28"))).score == ScoreReport(home=30, away=28)


def test_a_null_score_in_play_says_nothing_and_is_counted():
    parsed = parse(encoded(board(nba_game(score=(None, 0)))), NOW)

    assert parsed.reports[0].score is None
    assert [str(problem) for problem in parsed.problems] == [f"match {GAME}: no score in a match that is live"]


@pytest.mark.parametrize("text", ["7:30 pm ET", "PPD"])
def test_nil_nil_in_a_game_that_is_not_played_is_no_score(text):
    report = report_of(nba_game(1, text, score=(0, 0), period=0))

    assert (report.score, report.periods) == (None, ())


def test_quarters_that_are_to_come_are_no_parts_of_the_score():
    report = report_of(nba_game())

    assert [(part.number, part.home, part.away) for part in report.periods or ()] == [(1, 20, 18), (2, 10, 10)]


@pytest.mark.parametrize(
    ("clock", "seconds"), [("PT04M21.00S", 261), ("PT00M17.80S", 17), ("PT12M", 720), ("PT5M3S", 303)]
)
def test_the_clock_counts_down_and_is_shown_as_it_stood(clock, seconds):
    report = report_of(nba_game(gameClock=clock))

    assert report.clock == ClockReport(seconds=seconds, at=NOW, running=False)


@pytest.mark.parametrize("clock", ["", None, "4:21"])
def test_a_clock_that_cannot_be_read_is_no_clock(clock):
    assert report_of(nba_game(gameClock=clock)).clock is None


def test_the_fifth_quarter_is_the_first_overtime():
    report = report_of(nba_game(period=5, text="OT 02:11"))

    assert report.period == PeriodKey(kind=PeriodKind.EXTRA, number=1)


@pytest.mark.parametrize(
    ("key", "season", "stage"),
    [
        ("0012600001", "2026/27", "Preseason"),
        ("0022600001", "2026/27", ""),
        ("0042500401", "2025/26", "Post-season"),
        ("0052500101", "2025/26", "Play-in"),
        ("0062400001", "2024/25", "NBA Cup"),
        ("0029900001", "1999/00", ""),
    ],
)
def test_the_id_of_a_game_says_its_season_and_stage(key, season, stage):
    competition = report_of(nba_game(gameId=key)).competition

    assert (competition.season, competition.stage) == (season, stage)


@pytest.mark.parametrize("key", ["0032600001", "1022600001", "game-1"])
def test_a_game_of_all_stars_or_of_another_league_is_left_out(key):
    parsed = parse(encoded(board(nba_game(gameId=key))), NOW)

    assert (parsed.reports, parsed.problems, parsed.ignored) == ((), (), 1)


def test_a_game_of_the_finals_is_told_with_its_number():
    report = report_of(nba_game(gameLabel="NBA Finals", gameSubLabel="Game 3", seriesText="BKN leads 2-0"))

    assert (report.competition.round, report.note) == ("NBA Finals, Game 3", "BKN leads 2-0")


def test_a_team_that_is_not_decided_is_a_placeholder():
    report = report_of(nba_game(1, "TBD", homeTeam={"teamId": 0, "teamName": "", "periods": []}))

    assert (report.home.placeholder, report.home.key, report.kick_off_precision) == (True, f"{GAME}:home", "date")


def test_a_game_that_is_broken_does_not_spoil_the_others():
    parsed = parse(encoded(board({"gameId": "9"}, "nonsense", nba_game())), NOW)

    assert [report.key for report in parsed.reports] == [GAME]
    assert [problem.where for problem in parsed.problems] == ["match 9", "match 2"]


def test_a_broken_player_and_a_broken_figure_do_not_spoil_the_boxscore():
    team = nba_game()["homeTeam"] | {
        "players": [{"name": None}, {"name": "N. Body", "status": "ACTIVE"}],
        "statistics": {"assists": None, "steals": 3},
    }
    other = nba_game()["awayTeam"] | {"statistics": {"assists": 4, "steals": 5}}

    parsed = parse(encoded({"game": nba_game(homeTeam=team, awayTeam=other)}), NOW)

    (report,) = parsed.reports
    assert [player.name for player in report.lineups or ()] == ["N. Body"]
    assert [(each.kind, each.home, each.away) for each in report.statistics or ()] == [("steals", 3, 5)]
    assert [problem.where for problem in parsed.problems] == [f"match {GAME}, home player 1", f"match {GAME}, assists"]


def test_a_boxscore_before_the_line_ups_are_known_says_nothing_of_them():
    (report,) = parse(encoded({"game": nba_game()}), NOW).reports

    assert (report.lineups, report.statistics, report.incidents) == (None, None, None)


def test_the_home_side_of_the_plays_is_the_one_whose_baskets_raise_the_home_score():
    incidents = incidents_of(
        basket(2, AWAY, "3pt", (0, 3)), basket(3, HOME, "2pt", (2, 3)), basket(4, AWAY, "2pt", (2, 5))
    )

    assert [(each.side, each.kind) for each in incidents] == [
        ("away", "three_points"),
        ("home", "two_points"),
        ("away", "two_points"),
    ]


def test_one_basket_is_enough_to_know_both_sides():
    foul = action(2, "foul", teamId=HOME, subType="personal", descriptor="shooting", playerNameI="H. Ome")

    incidents = incidents_of(foul, basket(3, AWAY, "freethrow", (0, 1), subType="1 of 2"))

    assert [(each.side, each.kind, each.detail) for each in incidents] == [
        ("home", "foul", "shooting"),
        ("away", "free_throw", "1 of 2"),
    ]


@pytest.mark.parametrize(
    "actions",
    [
        [],
        [action(2, "jumpball", teamId=HOME), action(3, "foul", teamId=AWAY)],
        [basket(2, HOME, "2pt", (2, 0))],  # against whom?
    ],
)
def test_before_both_sides_are_seen_nothing_can_be_told(actions):
    parsed = parse(encoded(plays(START, *actions)), NOW)

    assert (parsed.reports, parsed.problems, parsed.ignored) == ((), (), 1)


def test_plays_come_in_their_order_and_not_in_that_of_their_numbers():
    late = basket(2, HOME, "2pt", (2, 3)) | {"orderNumber": 35_000}

    incidents = incidents_of(late, basket(3, AWAY, "3pt", (0, 3)))

    assert [(each.key, each.order, each.side) for each in incidents] == [("3", 30_000, "away"), ("2", 35_000, "home")]


def test_of_an_action_that_is_there_twice_the_copy_edited_last_counts():
    three = basket(2, HOME, "3pt", (3, 0), edited="2026-11-22T15:01:00Z")
    two = basket(2, HOME, "2pt", (2, 0), edited="2026-11-22T15:09:00Z")
    foul = action(3, "foul", (2, 0), teamId=AWAY)

    told = [[each.kind for each in incidents_of(*pair, foul)] for pair in ((three, two), (two, three))]

    assert told == [["two_points", "foul"]] * 2


def test_the_moment_of_the_plays_is_that_of_the_last_edit():
    actions = [basket(2, HOME, "2pt", (2, 0), edited="2026-11-22T15:09:00Z"), action(3, "foul", teamId=AWAY)]

    (report,) = parse(encoded(plays(START, *actions)), NOW).reports

    assert report.as_of == datetime(2026, 11, 22, 15, 9, tzinfo=UTC)


def test_who_goes_off_and_who_comes_on_are_one_substitution():
    def change(number: int, team: int, word: str, player: str) -> dict[str, Any]:
        return action(number, "substitution", (2, 0), teamId=team, subType=word, playerNameI=player)

    changes = [
        change(3, HOME, "out", "A. Off"),
        change(4, AWAY, "out", "C. Off"),
        change(5, HOME, "out", "B. Off"),
        change(6, HOME, "in", "A. On"),
        change(7, AWAY, "in", "C. On"),
    ]

    incidents = incidents_of(basket(2, HOME, "2pt", (2, 0)), *changes)

    assert [(each.key, each.side, each.player, each.other_player) for each in incidents[1:]] == [
        ("3", "home", "A. Off", "A. On"),
        ("4", "away", "C. Off", "C. On"),
        ("5", "home", "B. Off", ""),
    ]


def test_a_score_of_an_unknown_kind_is_counted():
    actions = [basket(2, HOME, "2pt", (2, 0)), basket(3, AWAY, "fourpointer", (2, 4))]

    parsed = parse(encoded(plays(START, *actions)), NOW)

    assert [str(problem) for problem in parsed.problems] == [f"match {GAME}, action 3: unknown score 'fourpointer'"]
    assert [each.key for each in parsed.reports[0].incidents or ()] == ["2"]


def test_a_broken_action_does_not_spoil_the_others():
    actions = [{"actionNumber": 8}, "nonsense", basket(2, HOME, "2pt", (2, 0)), action(3, "foul", teamId=AWAY)]

    parsed = parse(encoded(plays(START, *actions)), NOW)

    assert len(parsed.reports[0].incidents or ()) == 2
    assert [problem.where for problem in parsed.problems] == [f"match {GAME}, action 8", f"match {GAME}, action 3"]


def test_plays_of_a_team_without_a_name_are_refused():
    with pytest.raises(ParseError, match="has no name for it"):
        parse(encoded(plays(START, basket(2, 5, "2pt", (2, 0)), action(3, "foul", teamId=AWAY))), NOW)


def test_every_club_has_its_own_letters():
    assert len({club.letters for club in CLUBS.values()}) == len({club.name for club in CLUBS.values()}) == 30


@pytest.mark.parametrize("body", [b"", b"<html>Access Denied</html>", b"[]", b'{"game": {"gameId": "1"}}', b'{"x": 1}'])
def test_another_body_is_refused(body):
    with pytest.raises(ParseError):
        parse(body, NOW)


def test_a_day_and_a_game_have_addresses():
    live = "https://cdn.nba.com/static/json/liveData"

    assert PROVIDER.addresses(date(2026, 11, 22)) == [f"{live}/scoreboard/todaysScoreboard_00.json"]
    assert PROVIDER.details(report_of(nba_game())) == [
        f"{live}/boxscore/boxscore_{GAME}.json",
        f"{live}/playbyplay/playbyplay_{GAME}.json",
    ]
