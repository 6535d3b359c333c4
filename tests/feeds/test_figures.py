"""NaN and Infinity: JSON has neither, Python's reader takes both, and no reader of ours may see them."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from feeds.providers import PROVIDERS
from feeds.providers.provider import figure_of
from scores.reports import MatchReport, ScoreReport, StatisticReport
from tests.feeds import api_football_bodies
from tests.feeds.bodies import NOW, espn, espn_event, football_data, football_data_match

ENDLESS = [float("nan"), float("inf"), float("-inf")]


@pytest.mark.parametrize("number", ENDLESS)
@pytest.mark.parametrize("side", ["home", "away"])
def test_a_report_takes_no_endless_figure(side, number):
    with pytest.raises(ValidationError, match="finite number"):
        StatisticReport.model_validate({"kind": "possession", "home": 50, "away": 50} | {side: number})


@pytest.mark.parametrize(("told", "number"), [(55, 55), ("55%", 55), ("1.23", 1.23), (0, 0)])
def test_a_figure_is_a_number_or_a_text(told, number):
    assert figure_of(told) == number


@pytest.mark.parametrize("told", [None, "", "-", "4/7", "NaN", "Infinity", "1e999", *ENDLESS])
def test_what_is_no_number_tells_nothing(told):
    assert figure_of(told) is None


def the_report(provider: str, body: bytes) -> MatchReport:
    (report,) = PROVIDERS[provider].parse(body, NOW).reports
    return report


def with_statistics(told: Any) -> bytes:
    event = espn_event(score=("1", "0"))
    for side in event["competitions"][0]["competitors"]:
        side["statistics"] = [
            {"name": "possessionPct", "displayValue": told},
            {"name": "foulsCommitted", "displayValue": "9"},
        ]
    return espn(event)


@pytest.mark.parametrize("number", ["NaN", "Infinity"])
def test_an_endless_figure_of_espn_costs_no_more_than_itself(number):
    usual = the_report("espn", with_statistics("50"))

    report = the_report("espn", with_statistics(number))

    assert report.score == ScoreReport(home=1, away=0)
    assert {each.kind for each in usual.statistics or ()} - {each.kind for each in report.statistics or ()} == {
        "possession"
    }


@pytest.mark.parametrize("number", ENDLESS)
def test_an_endless_clock_of_espn_spoils_its_match_and_no_other(number):
    broken, whole = espn_event(event_id="501"), espn_event(event_id="502")
    broken["competitions"][0]["status"]["clock"] = number

    parsed = PROVIDERS["espn"].parse(espn(broken, whole), NOW)

    assert [report.key for report in parsed.reports] == ["502"]
    assert [problem.where for problem in parsed.problems] == ["event 501"]


@pytest.mark.parametrize("number", ENDLESS)
def test_an_endless_figure_of_football_data_costs_no_more_than_itself(number):
    match = football_data_match()
    match["homeTeam"] = match["homeTeam"] | {"statistics": {"ball_possession": number, "corner_kicks": 3}}
    match["awayTeam"] = match["awayTeam"] | {"statistics": {"ball_possession": 40, "corner_kicks": 4}}

    report = the_report("football-data", football_data(match))

    assert report.statistics == (StatisticReport(kind="corners", home=3, away=4),)


def test_an_endless_figure_of_api_football_costs_no_more_than_itself():
    told = [
        {"team": {"id": team}, "statistics": api_football_bodies.figures(possession, 3, None, None)}
        for team, possession in ((api_football_bodies.HOME, "NaN"), (api_football_bodies.AWAY, "45%"))
    ]

    report = the_report("api-football", api_football_bodies.answer(api_football_bodies.fixture(statistics=told)))

    assert [each.kind for each in report.statistics or ()] == ["shots_on_target"]
