from __future__ import annotations

from typing import Any

import pytest

from feeds.providers import PROVIDERS
from feeds.providers.api_football import details, parse
from scores.reports import PlayerReport, StatisticReport
from tests.feeds.api_football_bodies import AWAY, HOME, answer, figures, fixture, report_of
from tests.feeds.bodies import NOW


def test_a_fixture_asked_for_by_its_id_has_line_ups_and_statistics():
    lineups = [
        {
            "team": {"id": team},
            "startXI": [{"player": {"id": 1, "name": f"Keeper {team}", "number": 1, "pos": "G"}}],
            "substitutes": [{"player": {"id": 2, "name": f"Spare {team}", "number": None, "pos": None}}],
        }
        for team in (AWAY, HOME)
    ]
    statistics = [
        {"team": {"id": HOME}, "statistics": figures("55%", 3, None, None)},
        {"team": {"id": AWAY}, "statistics": figures("45%", 1, 1, None)},
    ]
    body = answer(fixture(lineups=lineups, statistics=statistics), parameters={"id": "900"})

    parsed = parse(body, NOW)

    assert (parsed.resource, parsed.problems) == ("fixture", ())
    assert set(parsed.reports[0].lineups or ()) == {
        PlayerReport(side="home", name="Keeper 11", number="1", position="G"),
        PlayerReport(side="home", name="Spare 11", starter=False),
        PlayerReport(side="away", name="Keeper 22", number="1", position="G"),
        PlayerReport(side="away", name="Spare 22", starter=False),
    }
    assert parsed.reports[0].statistics == (
        StatisticReport(kind="possession", home=55, away=45),
        StatisticReport(kind="shots_on_target", home=3, away=1),
        StatisticReport(kind="red_cards", home=0, away=1),
    )
    assert details(parsed.reports[0]) == ["https://v3.football.api-sports.io/fixtures?ids=900"]


def test_twenty_fixtures_are_asked_for_at_once():
    reports = [report_of().model_copy(update={"key": str(key)}) for key in range(101, 126)]

    addresses = PROVIDERS["api-football"].details_of(reports)

    asked = [(*address.partition("?ids=")[2].split("-"),) for address in addresses]
    assert asked == [tuple(map(str, range(101, 121))), tuple(map(str, range(121, 126)))]
    assert list(addresses.values()) == asked


def test_without_matches_no_details_are_asked_for():
    assert PROVIDERS["api-football"].details_of([]) == {}


def test_a_line_up_that_is_not_published_takes_none_away():
    report = report_of(lineups=[], statistics=[])

    assert (report.lineups, report.statistics) == (None, None)


def test_a_line_up_of_another_team_is_left_out_and_counted():
    parsed = parse(answer(fixture(lineups=[{"team": {"id": 99}, "startXI": []}, {"team": 4}])), NOW)

    assert parsed.reports[0].lineups is None
    assert [problem.where for problem in parsed.problems] == ["match 900", "lineup of match 900"]


@pytest.mark.parametrize(
    ("text", "stage", "kind", "matchday"),
    [
        ("Regular Season - 26", "", "league", "Matchday 26"),
        ("Group A - 3", "Group A", "group", "Matchday 3"),
        ("Apertura - 4", "Apertura", "league", "Matchday 4"),
        ("8th Finals", "Round of 16", "knockout", ""),
        ("Quarter-finals", "Quarter-finals", "knockout", ""),
        ("1st Round", "1st Round", "knockout", ""),
        (None, "", "league", ""),
    ],
)
def test_a_round_is_a_stage_or_a_matchday(text, stage, kind, matchday):
    competition = report_of(round=text).competition

    assert (competition.stage, competition.stage_kind, competition.round) == (stage, kind, matchday)


@pytest.mark.parametrize(
    ("country", "season"), [("England", "2026/27"), ("Iceland", "2026"), ("World", "2026"), (None, "2026")]
)
def test_a_season_spans_two_years_where_it_is_known_to(country, season):
    league = {"id": 1, "name": "Cup", "country": country, "season": 2026, "round": None}

    assert report_of(league=league).competition.season == season


def test_a_team_that_is_not_decided_is_a_placeholder():
    teams = {"home": {"id": None, "name": None}, "away": {"id": AWAY, "name": "Southtown"}}

    report = report_of("NS", (None, None), teams=teams)

    assert (report.home.placeholder, report.home.key, report.periods) == (True, "900:home", ())


def test_standings_are_tables_and_of_groups_one_each():
    def row(rank: int, name: str, group: str) -> dict[str, Any]:
        games = {"played": 2, "win": 1, "draw": 1, "lose": 0, "goals": {"for": 3, "against": 1}}
        return {"rank": rank, "team": {"id": rank, "name": name}, "points": 4, "group": group, "all": games}

    groups = [[row(1, "Northtown", "Group A"), row(2, "Easttown", "Group A")], [row(1, "Southtown", "Group B")]]
    league = {"id": 2, "name": "Champions Cup", "country": "World", "season": 2026, "standings": groups}

    parsed = parse(answer({"league": league}, get="standings", parameters={"league": "2"}), NOW)

    assert (parsed.reports, parsed.problems) == ((), ())
    assert [(table.competition.stage, table.competition.season) for table in parsed.tables] == [
        ("Group A", "2026/27"),
        ("Group B", "2026/27"),
    ]
    first = parsed.tables[0].rows[0]
    assert (first.position, first.team.name, first.played, first.won, first.drawn, first.lost) == (
        (1, "Northtown", 2, 1, 1, 0)
    )
    assert (first.scored, first.conceded, first.points) == (3, 1, 4)
