from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from feeds.providers import ParseError
from feeds.providers.nhl import PROVIDER, parse
from feeds.providers.nhl_incidents import kind_by_situation
from scores.reports import MatchReport, PeriodKey, PlayerReport, ScoreReport
from scores.sports import PeriodKind, Status
from tests.feeds.bodies import NOW, encoded
from tests.feeds.nhl_bodies import GOAL, PENALTY, landing, nhl_game, period, play, rail


def report_of(document: dict[str, Any]) -> MatchReport:
    (report,) = parse(encoded(document), NOW).reports
    return report


@pytest.mark.parametrize(
    ("state", "planned", "status"),
    [
        ("FUT", "OK", Status.SCHEDULED),
        ("PRE", "OK", Status.SCHEDULED),
        ("FUT", "TBD", Status.SCHEDULED),
        ("LIVE", "OK", Status.LIVE),
        ("CRIT", "OK", Status.LIVE),
        ("OVER", "OK", Status.ENDED),
        ("FINAL", "OK", Status.ENDED),
        ("OFF", "OK", Status.CLOSED),
        ("off", "COMPLETED", Status.CLOSED),
        ("FUT", "PPD", Status.POSTPONED),
        ("FUT", "CNCL", Status.CANCELLED),
        ("LIVE", "SUSP", Status.SUSPENDED),
    ],
)
def test_every_word_for_a_status_is_known(state, planned, status):
    parsed = parse(encoded({"games": [nhl_game(state, gameScheduleState=planned)]}), NOW)

    assert ([report.status for report in parsed.reports], parsed.problems) == ([status], ())


@pytest.mark.parametrize(("state", "planned"), [("WARP", "OK"), ("LIVE", "WARP")])
def test_an_unknown_word_keeps_the_status_and_is_counted(state, planned):
    parsed = parse(encoded(landing(state, gameScheduleState=planned)), NOW)

    assert (parsed.reports[0].status, parsed.reports[0].score) == (None, ScoreReport(home=1, away=0))
    assert [str(problem) for problem in parsed.problems] == [f"match 77: unknown status '{state}', '{planned}'"]


def test_a_null_score_in_play_says_nothing_and_is_counted():
    parsed = parse(encoded({"games": [nhl_game("LIVE", home=None)]}), NOW)

    assert parsed.reports[0].score is None
    assert [str(problem) for problem in parsed.problems] == ["match 77: no score in a match that is LIVE"]


def test_a_name_that_is_null_in_every_language_says_nothing():
    assert report_of(landing(venue={"default": None})).venue == ""


def test_a_nil_nil_before_play_is_no_score():
    assert report_of(landing("PRE", home=0, away=0)).score is None


def test_the_clock_of_an_intermission_is_not_that_of_play():
    clock = {"timeRemaining": "16:09", "secondsRemaining": 969, "running": True, "inIntermission": True}

    report = report_of(landing("LIVE", clock=clock, periodDescriptor={"number": 1, "periodType": "REG"}))

    assert (report.status, report.clock) == (Status.BREAK, None)
    assert report.period == PeriodKey(kind=PeriodKind.PERIOD, number=1)


def test_a_game_without_a_clock_is_told_without_one():
    document = landing("LIVE")
    del document["clock"]

    assert (report_of(document).status, report_of(document).clock) == (Status.LIVE, None)


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"periodDescriptor": {"number": 2, "periodType": "REG"}}, (PeriodKind.PERIOD, 2)),
        ({"periodDescriptor": {"number": 4, "periodType": "OT"}}, (PeriodKind.EXTRA, 1)),
        ({"periodDescriptor": {"number": 5, "periodType": "SO"}}, (PeriodKind.SHOOTOUT, 1)),
        ({"periodDescriptor": {"number": 5, "periodType": "OT"}, "gameType": 3}, (PeriodKind.EXTRA, 2)),
        ({"periodDescriptor": None, "period": 3}, (PeriodKind.PERIOD, 3)),  # as it was told until 2024
        ({"periodDescriptor": None, "period": 5}, (PeriodKind.SHOOTOUT, 1)),
        ({"periodDescriptor": None, "period": 5, "gameType": 3}, (PeriodKind.EXTRA, 2)),
    ],
)
def test_the_period_is_told_in_the_words_of_two_years(fields, key):
    report = report_of(landing("LIVE", **fields))

    assert report.period == PeriodKey(kind=key[0], number=key[1])


@pytest.mark.parametrize("state", ["OVER", "FINAL", "OFF"])
def test_a_game_that_is_over_tells_the_period_that_decided_it(state):
    report = report_of(landing(state, periodDescriptor={"number": 4, "periodType": "OT"}))

    assert report.period == PeriodKey(kind=PeriodKind.EXTRA, number=1)


def test_a_goal_of_a_play_off_overtime_is_timed_from_twenty_minutes():
    overtime = period(4, "OT", goals=[GOAL | {"timeInPeriod": "04:00"}])

    regular, play_off = (report_of(landing("OFF", [overtime], gameType=number)) for number in (2, 3))

    assert [each.incidents[0].clock for each in (regular, play_off) if each.incidents] == [60, 960]


def test_a_broken_goal_is_counted_and_does_not_spoil_the_others():
    goals = [GOAL | {"strength": "wild"}, GOAL | {"teamAbbrev": "QQQ"}, {"eventId": 3}, GOAL]

    parsed = parse(encoded(landing("LIVE", [period(1, goals=goals)])), NOW)

    assert [incident.key for incident in parsed.reports[0].incidents or ()] == ["goal:31"]
    assert [problem.where for problem in parsed.problems] == [
        f"match 77, goal {number} of 1 period" for number in (1, 2, 3)
    ]


def test_two_penalties_of_one_second_have_two_keys():
    penalties = [period(1, penalties=[PENALTY, PENALTY | {"committedByPlayer": "T. Second"}])]

    report = report_of(landing("LIVE", penalties=penalties))

    assert [incident.key for incident in report.incidents or ()] == [
        "penalty:away:period1:133:1",
        "penalty:away:period1:133:2",
    ]


def test_a_power_play_is_the_situation_and_even_strength_is_none():
    power_play = {"homeTeam": {"situationDescriptions": ["PP"], "strength": 5}, "awayTeam": {"strength": 4}}

    reports = [report_of(landing("LIVE", situation=power_play)), report_of(landing("LIVE"))]

    assert [report.situation for report in reports] == [{"text": "Power play", "possession": "home"}, {}]


@pytest.mark.parametrize(
    ("code", "side", "kind"),
    [
        ("1551", "home", "goal"),
        ("1451", "home", "power_play_goal"),
        ("1451", "away", "short_handed_goal"),
        ("0651", "away", "goal"),  # with the goalkeeper off for a sixth skater
        ("0641", "away", "power_play_goal"),
        ("0651", "home", "empty_net_goal"),
    ],
)
def test_who_is_on_the_ice_says_what_kind_of_goal_it_is(code, side, kind):
    assert kind_by_situation(code, side) == kind


def test_the_plays_tell_the_incidents_of_the_landing_under_the_same_keys():
    goals, penalties = [GOAL | {"assists": [{"name": "P. Helper"}]}], [PENALTY]
    told = report_of(landing("LIVE", [period(1, goals=goals)], penalties=[period(1, penalties=penalties)]))

    parsed = parse(encoded(nhl_game("LIVE") | play()), NOW)

    assert (parsed.resource, parsed.problems) == ("plays", ())
    strip = {"player": "", "other_player": ""}
    assert [each.model_copy(update=strip) for each in parsed.reports[0].incidents or ()] == [
        each.model_copy(update=strip) for each in told.incidents or ()
    ]
    assert [(each.player, each.other_player) for each in parsed.reports[0].incidents or ()] == [
        ("Tom Second", ""),
        ("Max First", "Paul Helper"),
    ]


def test_of_the_goals_of_a_shoot_out_the_plays_count_the_one_that_decided_it():
    made = [("home", 41), ("away", 42), ("home", 43)]
    document = nhl_game("OFF", home=1, away=0) | play(shootout=made)

    over, during = report_of(document), report_of(document | {"gameState": "LIVE"})

    assert [each.key for each in over.incidents or () if each.period and each.period.kind == "shootout"] == ["goal:43"]
    assert [each.key for each in during.incidents or () if each.period and each.period.kind == "shootout"] == []


def test_a_play_of_nobody_is_refused():
    document = nhl_game("LIVE") | play()
    document["plays"][0]["details"]["eventOwnerTeamId"] = 999

    parsed = parse(encoded(document), NOW)

    assert [str(problem) for problem in parsed.problems] == [
        "match 77, goal 31: ValueError: 999 is neither of the two teams"
    ]


def test_a_boxscore_tells_who_is_dressed():
    keeper = {"name": {"default": "K. One"}, "sweaterNumber": 30, "position": "G", "starter": True}
    skater = {"name": {"default": "S. Two"}, "sweaterNumber": 7, "position": "D"}
    home = {"forwards": [], "defense": [skater], "goalies": [keeper, keeper | {"name": "K. Two", "starter": False}]}

    parsed = parse(encoded(nhl_game("LIVE") | {"playerByGameStats": {"homeTeam": home, "awayTeam": {}}}), NOW)

    assert parsed.resource == "boxscore"
    assert (parsed.reports[0].status, parsed.reports[0].score, parsed.reports[0].incidents) == (None, None, None)
    assert parsed.reports[0].lineups == (
        PlayerReport(side="home", name="K. One", number="30", position="G", starter=True),
        PlayerReport(side="home", name="K. Two", number="30", position="G", starter=False),
        PlayerReport(side="home", name="S. Two", number="7", position="D", starter=True),
    )


def test_a_right_rail_in_play_is_of_the_game_that_has_its_score():
    earlier, other = nhl_game("OFF", game_id=70, home=1, away=0), nhl_game("LIVE", game_id=78, home=0, away=3)

    parsed = parse(encoded(rail(earlier, nhl_game("LIVE"), other, files=False)), NOW)

    assert [report.key for report in parsed.reports] == ["77"]


def test_a_right_rail_is_of_the_game_whose_files_it_links():
    games = [nhl_game("OFF", game_id=number) for number in (2026020077, 2026020078)]

    parsed = parse(encoded(rail(*games)), NOW)

    assert [report.key for report in parsed.reports] == ["2026020077"]


@pytest.mark.parametrize("state", ["OFF", "LIVE"])
def test_a_right_rail_that_may_be_of_two_games_is_refused(state):
    with pytest.raises(ParseError, match="does not say which"):
        parse(encoded(rail(nhl_game(state), nhl_game(state, game_id=78), files=False)), NOW)


def test_a_right_rail_before_its_game_says_nothing():
    parsed = parse(encoded({"seasonSeries": [nhl_game("FUT")], "gameInfo": {}}), NOW)

    assert (parsed.reports, parsed.problems, parsed.ignored) == ((), (), 1)


def test_a_game_that_is_broken_does_not_spoil_the_others():
    nameless = nhl_game(game_id=78, homeTeam={"id": 1, "abbrev": "QQQ", "score": 0})

    parsed = parse(encoded({"games": [{"id": 9}, "nonsense", nameless, nhl_game()]}), NOW)

    assert [report.key for report in parsed.reports] == ["77"]
    assert [problem.where for problem in parsed.problems] == ["match 9", "match 2", "match 78"]


def test_a_team_is_named_as_its_document_names_it():
    renamed = {
        "id": 59,
        "abbrev": "UTA",
        "commonName": {"default": "Utah Hockey Club"},
        "placeName": {"default": "Utah"},
    }

    report = report_of(landing("FUT", homeTeam=renamed, awayTeam={"id": 10, "abbrev": "TOR"}))

    assert (report.home.name, report.away.name) == ("Utah Hockey Club", "Toronto Maple Leafs")


def test_a_team_that_is_not_decided_is_a_placeholder():
    report = report_of(landing("FUT", homeTeam={"id": 0, "abbrev": "TBD"}, gameScheduleState="TBD"))

    assert (report.home.placeholder, report.home.key, report.kick_off_precision) == (True, "77:home", "date")


@pytest.mark.parametrize(("number", "stage"), [(1, "Preseason"), (2, ""), (3, "Post-season")])
def test_a_game_is_in_the_stage_of_its_type(number, stage):
    series = {"round": 2, "gameNumberOfSeries": 5}

    report = report_of(landing("FUT", gameType=number, seriesStatus=series))

    assert (report.competition.stage, report.competition.round) == (stage, "Round 2, game 5")


def test_a_game_of_all_stars_is_left_out():
    parsed = parse(encoded({"games": [nhl_game(gameType=4)]}), NOW)

    assert (parsed.reports, parsed.problems, parsed.ignored) == ((), (), 1)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"goalies": []}', b'{"id": 1, "homeTeam": {}}'])
def test_another_body_is_refused(body):
    with pytest.raises(ParseError):
        parse(body, NOW)


def test_a_day_and_a_game_have_addresses():
    report = report_of(landing())

    assert PROVIDER.addresses(date(2026, 11, 22)) == [
        "https://api-web.nhle.com/v1/score/2026-11-21",
        "https://api-web.nhle.com/v1/score/2026-11-22",
        "https://api-web.nhle.com/v1/schedule/2026-11-23",
    ]
    assert PROVIDER.details(report) == [
        f"https://api-web.nhle.com/v1/gamecenter/77/{name}" for name in ("landing", "right-rail", "boxscore")
    ]
