"""SportsML in made-up documents: what no recording shows."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from feeds.providers import ParseError
from feeds.providers.sportsml import parse
from scores.reports import ClockReport, PeriodReport, ScoreReport
from scores.sports import PeriodKind, Status
from tests.feeds.bodies import NOW
from tests.feeds.sportsml_bodies import action, document, player, substitution


def report_of(payload: bytes):
    parsed = parse(payload, NOW)
    assert parsed.problems == ()
    return parsed.reports[0]


def problems_of(payload: bytes) -> list[str]:
    return [str(problem) for problem in parse(payload, NOW).problems]


def test_a_document_alone_says_what_an_item_says():
    assert report_of(document(classic=True)) == report_of(document())


def test_a_message_has_many_items_and_the_bad_ones_spoil_no_other():
    body = document(key="e.1", more=document(key="e.2", home="", alone=False) + document(key="e.3", alone=False))

    parsed = parse(body, NOW)

    assert [report.key for report in parsed.reports] == ["e.1", "e.3"]
    assert [problem.where for problem in parsed.problems] == ["event e.2"]


@pytest.mark.parametrize(
    ("attendance", "officials", "told"),
    [
        ("1200", [("assistant", "B. Line"), ("main-official", "A. Taylor")], (1200, "A. Taylor")),
        ("1,200", [("assistant", "B. Line")], (None, "")),
        ("0", [], (None, "")),
    ],
)
def test_how_many_watched_and_who_was_the_referee_are_told_where_they_are_sure(attendance, officials, told):
    report = parse(document(attendance=attendance, officials=officials), NOW).reports[0]

    assert (report.attendance, report.referee) == told


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("pre-event", Status.SCHEDULED),
        ("mid-event", Status.LIVE),
        ("intermission", Status.BREAK),
        ("post-event", Status.ENDED),
        ("delayed", Status.DELAYED),
        ("halted", Status.INTERRUPTED),
        ("suspended", Status.SUSPENDED),
        ("postponed", Status.POSTPONED),
        ("rescheduled", Status.SCHEDULED),
        ("canceled", Status.CANCELLED),
        ("forfeited", Status.AWARDED),
        ("discarded", Status.CANCELLED),
        ("if-necessary", Status.SCHEDULED),
    ],
)
def test_every_word_for_a_status_is_known(word, status):
    assert report_of(document(status=f"speventstatus:{word}")).status == status
    assert report_of(document(status=word)).status == status


def test_an_unknown_word_keeps_the_status_and_is_counted():
    parsed = parse(document(status="speventstatus:teleported"), NOW)

    assert (parsed.reports[0].status, parsed.reports[0].score) == (None, ScoreReport(home=1, away=0))
    assert problems_of(document(status="speventstatus:teleported")) == [
        "event e.1: unknown status 'speventstatus:teleported'"
    ]


def test_a_delay_of_a_match_that_has_begun_is_an_interruption():
    assert report_of(document(status="delayed", event='minutes-elapsed="12"')).status == Status.INTERRUPTED


def test_nil_nil_before_the_start_is_no_score():
    report = report_of(document(status="pre-event", score=("0", "0")))

    assert (report.score, report.periods) == (None, ())


def test_a_score_that_is_empty_in_play_is_counted():
    assert problems_of(document(score=("", ""))) == ["event e.1: no score in a match that is live"]


def test_a_clock_that_counts_up_runs_on_into_added_time():
    report = report_of(document(event='period-value="1" minutes-elapsed="47"'))

    assert report.clock == ClockReport(
        seconds=45 * 60, at=datetime(2026, 11, 22, 15, 30, tzinfo=UTC), running=True, added=2
    )


@pytest.mark.parametrize(("elapsed", "minute", "added"), [(44, 45, 0), (46, 45, 2), (12, 13, 0)])
def test_a_goal_in_added_time_is_told_in_the_last_minute_of_its_half(elapsed, minute, added):
    scored = action("score", 'score-attempt-type="regular"', shooter="Ash", team="H", minute=elapsed)

    report = report_of(document(players=player("Ash", team="H"), actions=scored))

    assert [(goal.minute, goal.added) for goal in report.incidents or ()] == [(minute, added)]


def test_an_own_goal_is_of_the_side_whose_player_scored_it():
    own_goal = action("score", 'score-attempt-type="own-goal"', shooter="A1", team="H")

    incidents = report_of(document(actions=own_goal, players=player("A1", team="A"))).incidents or ()

    assert [(each.kind, each.side) for each in incidents] == [("own_goal", "away")]


@pytest.mark.parametrize("on_and_off", [("H1", "H2"), ("H2", "H1")])
def test_who_goes_off_is_known_by_the_line_up(on_and_off):
    goal = action("score", 'score-attempt-type="regular"', shooter="H1", team="H")
    players = player("H1", team="H") + player("H2", team="H", status="bench")

    incidents = report_of(document(actions=goal + substitution(*on_and_off), players=players)).incidents or ()

    assert [(each.player, each.other_player) for each in incidents if each.kind == "substitution"] == [("H1", "H2")]


def test_who_has_come_on_can_go_off():
    goal = action("score", 'score-attempt-type="regular"', shooter="H1", team="H")
    players = player("H1", team="H") + "".join(player(name, team="H", status="bench") for name in ("H2", "H3"))
    actions = goal + substitution("H2", "H1") + substitution("H3", "H2", minute=44)

    incidents = report_of(document(actions=actions, players=players)).incidents or ()

    assert [(each.player, each.other_player) for each in incidents[1:]] == [("H1", "H2"), ("H2", "H3")]


def test_a_substitution_of_nobody_known_is_a_problem_and_not_a_guess():
    assert problems_of(document(actions=substitution("X1", "X2"))) == [
        "event e.1: action on.X1: who goes off is not in the line-up, or nobody does"
    ]


def test_a_score_that_is_not_known_leaves_the_list_unsaid():
    payload = document(actions=action("score", 'score-attempt-type="telekinesis"', shooter="H1", team="H"))

    assert parse(payload, NOW).reports[0].incidents is None
    assert "a score by 'telekinesis' with the result '' is not known" in problems_of(payload)[0]


def test_a_shoot_out_in_football_is_refused():
    parsed = parse(document(status="post-event", event='event-outcome-type="speventoutcometype:shootout"'), NOW)

    assert parsed.reports[0].score is None
    assert "the kicks of the shoot-out" in str(parsed.problems[0])


def test_a_forfeit_names_its_winner():
    assert report_of(document(status="forfeited", outcome=("loss", "win"))).winner == "away"


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"sport": "15062000"}, "the sport 'Played' is not read: football, basketball, ice-hockey are"),
        ({"publication": "stat:canceled"}, "its publisher has withdrawn it (stat:canceled)"),
        ({"home": "none"}, "a team's alignment is 'none'"),
        ({"score": ("-1", "0")}, "greater than or equal to 0"),
        ({"start": "tomorrow"}, "Invalid isoformat string"),
    ],
)
def test_what_is_not_sure_is_refused(changed, problem):
    parsed = parse(document(**changed), NOW)

    assert parsed.reports == ()
    assert problem in str(parsed.problems[0])


def test_a_match_of_periods_that_do_not_exist_keeps_the_others():
    parsed = parse(document(parts=[(1, "1", "0"), (14, "0", "0")]), NOW)

    assert parsed.reports[0].periods == (PeriodReport(kind=PeriodKind.PERIOD, number=1, home=1, away=0),)
    assert "the score of period 14" in str(parsed.problems[0])


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        (b"", "is empty"),
        (b'{"reports": []}', "begins with"),
        (b"HTTP/1.1 200 OK\r\n\r\n<newsItem/>", "begins with 'HTTP/1.1 200 OK'"),
        (document()[:900], "cut off"),
        (b"<rss/>", "another XML than SportsML: it begins with <rss>"),
        (b"<newsItem/>", "without sports-content"),
        (b"<!DOCTYPE html><html></html>", "document type"),
        (b'<?xml version="1.0" encoding="nonsense"?><newsItem/>', "unknown encoding"),
        (b"<newsItem>" + b"<a>" * 200, "in each other"),
        (b"<newsItem>" + b"<a/>" * 500_001 + b"</newsItem>", "more than 500,000 elements"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_body_that_is_not_the_document_is_refused(payload, words):
    with pytest.raises(ParseError, match=words):
        parse(payload, NOW)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_before_anything_is_expanded(encoding):
    laughs = '<!DOCTYPE newsItem [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><newsItem>&b;</newsItem>'

    with pytest.raises(ParseError, match="document type"):
        parse(laughs.encode(encoding), NOW)
