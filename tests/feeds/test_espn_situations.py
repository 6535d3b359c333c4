"""What ESPN tells beside the score: statistics, and where a match stands."""

from __future__ import annotations

import pytest

from feeds.providers.espn import parse
from scores.reports import PeriodKey, StatisticReport
from scores.sports import PeriodKind, Status
from tests.feeds.bodies import NOW, espn, espn_event
from tests.feeds.recordings import body_of, recorded


def reports_of_all():
    return {report.key: report for report in parse(body_of("espn/all.json.gz"), NOW).reports}


def test_a_season_s_numbers_before_the_start_are_no_statistics():
    event = espn_event("STATUS_SCHEDULED", "pre", score=("0", "0"))
    for side in event["competitions"][0]["competitors"]:
        side["statistics"] = [{"name": "foulsCommitted", "displayValue": "412"}]

    assert parse(espn(event), NOW).reports[0].statistics is None


def test_a_number_that_one_side_has_not_is_left_out():
    event = espn_event()
    home, away = event["competitions"][0]["competitors"]
    home["statistics"] = [{"name": "wonCorners", "displayValue": "4"}, {"name": "totalShots", "displayValue": "7"}]
    away["statistics"] = [{"name": "wonCorners", "displayValue": "2"}, {"name": "totalShots", "displayValue": "--"}]

    assert parse(espn(event), NOW).reports[0].statistics == (StatisticReport(kind="corners", home=4, away=2),)


@recorded
def test_the_period_that_ended_is_named_in_a_break():
    report = reports_of_all()["401404125"]

    assert (report.status, report.period) == (Status.BREAK, PeriodKey(kind=PeriodKind.PERIOD, number=2))
    assert "down" not in (report.situation or {})


@recorded
def test_the_one_who_serves_is_told_by_a_mark_or_by_a_reference():
    reports = reports_of_all()

    assert [reports[key].situation for key in ("128753", "140272")] == [{"serving": "away"}, {"serving": "away"}]


@pytest.mark.parametrize(("detail", "half"), [("Middle 6th", "middle"), ("End 6th", "end")])
def test_between_halves_the_count_of_the_last_batter_is_not_told(detail, half):
    event = espn_event(situation={"balls": 1, "strikes": 3, "outs": 3, "onFirst": True}) | {"uid": "s:1~l:10~e:501"}
    event["competitions"][0]["status"]["type"]["detail"] = detail

    assert parse(espn(event), NOW).reports[0].situation == {"half": half}


@recorded
def test_outs_runners_and_who_bats_are_told():
    situation = reports_of_all()["401423258"].situation

    assert situation == {
        "balls": 1,
        "strikes": 3,
        "outs": 2,
        "on_first": False,
        "on_second": False,
        "on_third": False,
        "half": "top",
        "pitcher": "Corbin Burnes",
        "batter": "Mike Yastrzemski",
        "last_play": "Yastrzemski struck out looking.",
    }
