from __future__ import annotations

from datetime import UTC, datetime

import pytest

from feeds.ingest import ingest
from feeds.providers import ParseError
from feeds.providers.mlb import PROVIDER, addresses, parse
from scores.models import Match
from scores.reports import (
    MatchReport,
    PeriodKey,
)
from scores.sports import PeriodKind, Status
from tests.feeds.bodies import NOW, encoded
from tests.feeds.mlb_bodies import feed, game, innings, linescore, person, play, runner, schedule, schedules, status


def report_of(payload: bytes) -> MatchReport:
    (report,) = parse(payload, NOW).reports
    return report


def inning(number: int) -> PeriodKey:
    return PeriodKey(kind=PeriodKind.INNINGS, number=number)


def test_a_game_in_play_tells_its_inning_and_who_is_on_base():
    report = report_of(schedule(game(linescore=linescore())))

    assert (report.status, report.period) == (Status.LIVE, inning(3))
    assert report.situation == {
        "half": "bottom",
        "balls": 3,
        "strikes": 2,
        "outs": 1,
        "on_first": False,
        "on_second": True,
        "on_third": False,
    }


@pytest.mark.parametrize("half", ["Middle", "End"])
def test_between_halves_the_count_of_the_last_batter_is_not_told(half):
    report = report_of(schedule(game(linescore=linescore(inningState=half, outs=3))))

    assert report.situation == {"half": half.lower()}


@pytest.mark.parametrize(
    ("letter", "why", "detailed", "expected", "note"),
    [
        ("S", "", "Scheduled", Status.SCHEDULED, ""),
        ("P", "", "Pre-Game", Status.SCHEDULED, ""),
        ("P", "W", "Warmup", Status.SCHEDULED, ""),
        ("P", "R", "Delayed Start: Rain", Status.DELAYED, "Delayed Start: Rain"),
        ("P", "O", "Delayed Start", Status.DELAYED, "Delayed Start"),
        ("I", "", "In Progress", Status.LIVE, ""),
        ("I", "H", "Instant Replay", Status.LIVE, "Instant Replay"),
        ("I", "R", "Delayed: Rain", Status.INTERRUPTED, "Delayed: Rain"),
        ("I", "Z", "Delayed: About to Resume", Status.INTERRUPTED, "Delayed: About to Resume"),
        ("M", "F", "Manager challenge: Close play at 1st", Status.LIVE, "Manager challenge: Close play at 1st"),
        ("N", "P", "Umpire review: Home-plate collision", Status.LIVE, "Umpire review: Home-plate collision"),
        ("U", "R", "Suspended: Rain", Status.SUSPENDED, "Suspended: Rain"),
        ("T", "", "Suspended", Status.SUSPENDED, "Suspended"),
        ("D", "R", "Postponed", Status.POSTPONED, "Postponed: Rain"),
        ("C", "R", "Cancelled: Rain", Status.CANCELLED, "Cancelled: Rain"),
        ("O", "", "Game Over", Status.ENDED, ""),
        ("F", "", "Final", Status.CLOSED, ""),
        ("F", "R", "Completed Early: Rain", Status.CLOSED, "Completed Early: Rain"),
        ("F", "", "A word of next year", Status.CLOSED, "A word of next year"),
        ("Q", "R", "Forfeit: Rule", Status.AWARDED, "Forfeit: Rule"),
    ],
)
def test_the_letter_is_the_machine_and_the_text_is_only_shown(letter, why, detailed, expected, note):
    state = status(letter, why, detailed, reason="Rain" if letter == "D" else None)

    report = report_of(schedule(game(state=state)))

    assert (report.status, report.note) == (expected, note)


@pytest.mark.parametrize("letter", ["W", "X", "?"])
def test_an_unknown_letter_keeps_the_status_and_is_counted(letter):
    parsed = parse(schedule(game(state=status(letter, "", "Final"))), NOW)

    assert (parsed.reports[0].status, parsed.reports[0].note) == (None, None)
    assert [str(problem) for problem in parsed.problems] == [f"game 7001: unknown status '{letter}'"]


@pytest.mark.parametrize("letter", ["S", "P", "D", "C"])
def test_nil_nil_in_a_game_that_was_not_played_is_no_score(letter):
    report = report_of(schedule(game(state=status(letter), score=(0, 0))))

    assert report.score is None


@pytest.mark.parametrize(("letter", "word"), [("I", "live"), ("O", "ended"), ("F", "closed")])
def test_no_score_in_a_game_that_has_begun_says_nothing_and_is_counted(letter, word):
    parsed = parse(schedule(game(state=status(letter), score=None)), NOW)

    assert parsed.reports[0].score is None
    assert [str(problem) for problem in parsed.problems] == [f"game 7001: no score in a match that is {word}"]


def test_the_home_half_of_the_last_inning_may_be_missing():
    line = linescore(2, 1, innings=innings((2, 0), (0, 1), (None, 0)))

    report = report_of(schedule(game(state=status("F"), score=(2, 1), linescore=line)))

    assert [(part.home, part.away) for part in report.periods or ()] == [(2, 0), (0, 1), (None, 0)]


def test_innings_that_nobody_played_are_left_out_of_a_game_cut_short():
    line = linescore(2, 1, innings=innings((2, 0), (None, 1), (None, None), (None, None)))

    report = report_of(schedule(game(state=status("F", "R", "Completed Early: Rain"), score=(2, 1), linescore=line)))

    assert [part.number for part in report.periods or ()] == [1, 2]


def test_extra_innings_go_on_counting():
    line = linescore(1, 0, innings=innings(*[(0, 0)] * 10, (1, 0)), currentInning=11)

    report = report_of(schedule(game(linescore=line)))

    assert (report.period, (report.periods or ())[-1].number) == (inning(11), 11)


def test_a_time_that_is_to_be_decided_is_only_a_day_and_that_day_is_the_official_one():
    night = "2026-07-05T07:33:00Z"
    first = game(state=status("S", startTimeTBD=True), gameDate=night)
    second = game(7002, state=status("S", startTimeTBD=True), gameDate=night, gameNumber=2, doubleHeader="Y")

    reports = parse(schedule(first, second), NOW).reports

    assert [(each.key, each.kick_off, each.kick_off_precision) for each in reports] == [
        ("7001", datetime(2026, 7, 4, 16, tzinfo=UTC), "date"),
        ("7002", datetime(2026, 7, 4, 17, tzinfo=UTC), "date"),
    ]


@pytest.mark.django_db
def test_both_games_of_a_doubleheader_are_there():
    second = game(7002, gameDate="2026-07-05T02:35:00Z", gameNumber=2, doubleHeader="S", score=(0, 4))

    tally = ingest(PROVIDER, schedule(game(), second), received_at=NOW, create=True)

    assert (tally.applied, tally.unmatched, tally.held) == (2, 0, 0)
    assert list(Match.objects.order_by("kick_off").values_list("home_score", "away_score")) == [(1, 0), (0, 4)]


def test_a_game_that_was_moved_is_the_one_of_its_new_date():
    postponed = game(state=status("D", "R", "Postponed"), score=None, rescheduleDate="2026-12-05T17:05:00Z")
    listed_again = game(state=status("S"), gameDate="2026-12-05T17:05:00Z", officialDate="2026-12-05", score=None)

    alone = parse(schedule(postponed), NOW)
    both = parse(schedules({"2026-07-04": [postponed], "2026-12-05": [listed_again]}), NOW)

    assert [(each.status, each.kick_off) for each in alone.reports] == [
        (Status.POSTPONED, datetime(2026, 7, 4, 23, 5, tzinfo=UTC))
    ]
    assert [(each.status, each.kick_off) for each in both.reports] == [
        (Status.SCHEDULED, datetime(2026, 12, 5, 17, 5, tzinfo=UTC))
    ]
    assert both.ignored == 1


def test_a_suspended_game_began_when_it_began():
    resumed = game(gameDate="2026-07-05T20:05:00Z", officialDate="2026-07-04", resumedFrom="2026-07-04T23:05:00Z")

    assert report_of(schedule(resumed)).kick_off == datetime(2026, 7, 4, 23, 5, tzinfo=UTC)


@pytest.mark.parametrize("name", ["AL High", "NL Wild Card #2", "NLCS Winner", "TBD"])
def test_a_seed_is_nobody_yet(name):
    report = report_of(schedule(game(away={"id": 4615, "name": name}, gameType="D")))

    assert (report.away.placeholder, report.away.key) == (True, "7001:away")
    assert not report.home.placeholder


def test_the_all_stars_of_a_league_are_a_team():
    report = report_of(schedule(game(away={"id": 159, "name": "AL All-Stars"}, gameType="A")))

    assert not report.away.placeholder


def test_a_game_of_a_series_has_its_number():
    report = report_of(schedule(game(gameType="W", seriesGameNumber=5)))

    assert (report.competition.stage, report.competition.round) == ("World Series", "Game 5")


def test_a_type_of_game_that_is_not_known_is_refused():
    parsed = parse(schedule(game(gameType="Z"), game(7002)), NOW)

    assert [report.key for report in parsed.reports] == ["7002"]
    assert [str(each) for each in parsed.problems] == ["game 7001: ValueError: unknown type of game 'Z'"]


def test_a_forfeit_names_its_winner():
    listed = game(state=status("Q", "R", "Forfeit: Rule"), score=(9, 0))
    listed["teams"]["away"]["isWinner"] = True

    assert report_of(schedule(listed)).winner == "away"


def test_every_runner_of_a_home_run_scores_one_and_only_the_batter_hit_it():
    homer = {"event": "Home Run", "eventType": "home_run"}
    scored = play(0, runner(11, "Abe One"), runner(12, "Bo Two"), runner(13, "Cal Three", "3B"), result=homer)

    report = report_of(encoded(feed(scored)))

    assert [(each.key, each.kind, each.player, each.other_player) for each in report.incidents or ()] == [
        ("0:11:run", "home_run", "Abe One", ""),
        ("0:12:run", "run", "Bo Two", "Abe One"),
    ]


def test_a_play_that_is_rewritten_keeps_the_key_of_its_run():
    before = play(0, runner(12, "Bo Two"))
    after = play(0, runner(12, "Bo Two"), result={"event": "Field Error", "eventType": "field_error"})

    keys = [[each.key for each in report_of(encoded(feed(each))).incidents or ()] for each in (before, after)]

    assert keys == [["0:12:run"], ["0:12:run"]]


@pytest.mark.parametrize(("overturned", "kinds"), [(True, ["out", "review"]), (False, ["out"]), (None, ["out"])])
def test_only_a_call_that_was_overturned_is_an_incident(overturned, kinds):
    reviewed = play(0, runner(11, "Abe One", None, is_out=True), reviewDetails={"isOverturned": overturned})

    report = report_of(encoded(feed(reviewed)))

    assert [each.kind for each in report.incidents or ()] == kinds


def test_a_pitcher_replaces_the_one_before_him():
    change = {"details": {"eventType": "pitching_substitution", "event": "Pitching Substitution"}, "player": {"id": 22}}
    document = feed(play(0, half="top", playEvents=[change]), players={"ID22": person(22, "Dee Four")})
    document["gameData"]["players"]["ID21"] = person(21, "Cy Two")
    document["liveData"]["boxscore"]["teams"]["home"] = {"pitchers": [21, 22]}

    (incident,) = report_of(encoded(document)).incidents or ()

    assert (incident.key, incident.kind, incident.side) == ("on:22", "substitution", "home")
    assert (incident.player, incident.other_player) == ("Cy Two", "Dee Four")


def test_a_play_that_is_broken_does_not_spoil_the_others():
    parsed = parse(encoded(feed({"atBatIndex": 0}, play(1, runner(11, "Abe One")), "nonsense")), NOW)

    assert [each.key for each in parsed.reports[0].incidents or ()] == ["1:11:run"]
    assert [each.where for each in parsed.problems] == ["game 7001, play 0", "game 7001, play ?"]


def test_before_the_line_ups_are_known_nothing_is_said_of_them():
    assert report_of(encoded(feed(state=status("P")))).lineups is None


def test_a_game_that_is_broken_does_not_spoil_the_others():
    parsed = parse(schedule({"gamePk": 1}, "nonsense", game()), NOW)

    assert [report.key for report in parsed.reports] == ["7001"]
    assert [problem.where for problem in parsed.problems] == ["game 1", "game ?"]


@pytest.mark.parametrize(
    ("document", "text"),
    [
        ({"messageNumber": 10, "message": "Object not found"}, "refused: Object not found"),
        ({"metaData": {"wait": 10}}, "neither a schedule nor a game: metaData"),
        ({"gamePk": 5, "gameData": {}, "liveData": {}}, "feed of game 5 is broken"),
    ],
)
def test_a_body_that_is_not_the_document_is_refused(document, text):
    with pytest.raises(ParseError, match=text):
        parse(encoded(document), NOW)


def test_the_board_is_that_of_the_american_day_and_its_neighbours():
    (address,) = addresses(NOW.date())

    assert address == (
        "https://statsapi.mlb.com/api/v1/schedule"
        "?sportId=1&startDate=2026-11-21&endDate=2026-11-23&hydrate=linescore,team"
    )
    assert PROVIDER.details(report_of(schedule(game()))) == ["https://statsapi.mlb.com/api/v1.1/game/7001/feed/live"]


def test_the_board_and_the_feed_say_the_same_of_what_both_know():
    board = report_of(schedule(game(linescore=linescore())))
    details = report_of(encoded(feed()))

    only = {"incidents": None, "lineups": None, "statistics": None, "as_of": None}
    assert details.model_copy(update=only) == board
