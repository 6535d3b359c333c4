from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from feeds.ingest import ingest
from feeds.providers import PROVIDERS, ParseError
from feeds.providers.openfootball import parse
from scores.models import Incident, Match
from scores.reports import CompetitionReport, MatchReport, PeriodReport, ScoreReport, TeamReport
from scores.sports import PeriodKind, Status
from tests.feeds.bodies import NOW, fixture, openfootball
from tests.feeds.recordings import body_of, recorded


@recorded
def test_a_season_file_is_read_into_reports():
    parsed = parse(body_of("openfootball/2024-25_en.1.json"), NOW)

    assert (len(parsed.reports), parsed.problems, parsed.ignored) == (380, (), 0)
    assert parsed.reports[0] == MatchReport(
        key="English Premier League 2024/25||manchester united|fulham",
        sport="football",
        competition=CompetitionReport(
            name="Premier League",
            key="English Premier League",
            country="England",
            season="2024/25",
            round="Matchday 1",
        ),
        home=TeamReport(name="Manchester United FC", country="England"),
        away=TeamReport(name="Fulham FC", country="England"),
        kick_off=datetime(2024, 8, 16, 19, 0, tzinfo=UTC),
        status=Status.ENDED,
        score=ScoreReport(home=1, away=0),
        periods=(
            PeriodReport(kind=PeriodKind.PERIOD, number=1, home=0, away=0),
            PeriodReport(kind=PeriodKind.PERIOD, number=2, home=1, away=0),
        ),
    )


@recorded
def test_a_final_decided_by_penalties_has_its_goals_and_its_shoot_out_apart():
    final = parse(body_of("openfootball-worldcup/2022_worldcup.json"), NOW).reports[-1]

    assert final.competition.stage == "Final"
    assert final.competition.stage_kind == "knockout"
    assert final.score == ScoreReport(home=3, away=3)
    assert final.winner == "home"
    assert [(part.kind, part.number, part.home, part.away) for part in final.periods or ()] == [
        ("period", 1, 2, 0),
        ("period", 2, 0, 2),
        ("extra", 1, 1, 1),
        ("shootout", 1, 4, 2),
    ]


@recorded
def test_all_own_goals_of_2018_are_of_the_side_that_did_not_profit():
    reports = parse(body_of("openfootball-worldcup/2018_worldcup.json"), NOW).reports
    goals = [(report, goal) for report in reports for goal in report.incidents or ()]

    own_goals = [goal for _, goal in goals if goal.kind == "own_goal"]
    made = {(id(report), side): 0 for report in reports for side in ("home", "away")}
    for report, goal in goals:
        profits = goal.side if goal.kind != "own_goal" else {"home": "away", "away": "home"}[goal.side or ""]
        made[id(report), profits or ""] += 1

    assert len(own_goals) == 12
    assert all(
        (made[id(report), "home"], made[id(report), "away"]) == (report.score.home, report.score.away)
        for report in reports
        if report.score
    )


@recorded
def test_groups_and_rounds_of_a_world_cup_are_stages():
    reports = parse(body_of("openfootball-worldcup/2022_worldcup.json"), NOW).reports

    stages = {(report.competition.stage, report.competition.stage_kind) for report in reports}

    assert stages == {
        *((f"Group {letter}", "group") for letter in "ABCDEFGH"),
        ("Round of 16", "knockout"),
        ("Quarter-finals", "knockout"),
        ("Semi-finals", "knockout"),
        ("Third place", "knockout"),
        ("Final", "knockout"),
    }


@recorded
def test_an_awarded_match_and_clubs_of_several_countries_are_told():
    awarded = [r for r in parse(body_of("openfootball/2024-25_de.1.json"), NOW).reports if r.status == Status.AWARDED]
    liverpool = {
        team
        for report in parse(body_of("openfootball/2024-25_uefa.cl.json"), NOW).reports
        for team in (report.home, report.away)
        if "Liverpool" in team.name
    }

    assert [report.score for report in awarded] == [ScoreReport(home=0, away=2)]
    assert liverpool == {TeamReport(name="Liverpool FC", country="England")}


@pytest.mark.parametrize(
    ("time", "kick_off"),
    [
        ("15:00", datetime(2026, 7, 22, 14, 0, tzinfo=UTC)),  # summer time in England
        ("15:00 UTC", datetime(2026, 7, 22, 15, 0, tzinfo=UTC)),
        ("15:00 UTC-4", datetime(2026, 7, 22, 19, 0, tzinfo=UTC)),
        ("9:30 UTC+5:30", datetime(2026, 7, 22, 4, 0, tzinfo=UTC)),
    ],
)
def test_a_kick_off_is_local_unless_it_says_its_zone(time, kick_off):
    report = parse(openfootball(fixture(date="2026-07-22", time=time)), NOW).reports[0]

    assert report.kick_off == kick_off


def test_a_day_without_a_time_is_a_day_only():
    item = fixture()
    del item["time"]

    report = parse(openfootball(item), NOW).reports[0]

    assert (report.kick_off, report.kick_off_precision) == (datetime(2026, 11, 22, 12, 0, tzinfo=UTC), "date")


def test_the_key_outlives_a_new_spelling_and_a_new_date():
    before = parse(openfootball(fixture("Brighton & Hove Albion", "Aston Villa")), NOW).reports[0]
    after = parse(openfootball(fixture("Brighton and Hove Albion FC", "Aston Villa FC", date="2027-03-01")), NOW)

    assert after.reports[0].key == before.key


def test_a_pair_that_meets_twice_in_a_stage_has_two_keys():
    reports = parse(openfootball(fixture(), fixture(date="2027-04-01", round="Matchday 30")), NOW).reports

    assert len({report.key for report in reports}) == 2


@pytest.mark.parametrize(
    "corrected",
    [
        {"name": "Bukayo Saka", "minute": "90+8"},
        {"name": "Muheim", "minute": "90+7", "owngoal": True},
    ],
    ids=["its scorer and minute", "an own goal after all"],
)
@pytest.mark.django_db
def test_a_corrected_goal_is_the_same_goal_and_none_is_disallowed(corrected):
    provider, goal = PROVIDERS["openfootball"], {"name": "Saka", "minute": "90+7"}
    ingest(provider, openfootball(fixture(ft=(1, 0), goals1=[goal])), received_at=NOW, create=True)

    body = openfootball(fixture(ft=(1, 0), goals1=[corrected]))
    ingest(provider, body, received_at=NOW + timedelta(days=1), create=True)

    incident = Incident.objects.get()
    assert (incident.player, incident.minute, incident.state) == (corrected["name"], 90, Incident.State.CORRECTED)
    assert Match.objects.get().correction == ""


@pytest.mark.parametrize("name", ["1E", "3A/B/C/D/F", "W73", "L101", "UEFA Path D winner"])
def test_a_place_that_is_not_decided_is_a_placeholder(name):
    report = parse(openfootball(fixture(name), name="World Cup 2026"), NOW).reports[0]

    assert report.home.placeholder
    assert report.away.kind == "nation"


def test_an_unknown_status_word_keeps_the_status_and_is_counted():
    parsed = parse(openfootball(fixture(status="teleported", ft=(1, 0))), NOW)

    assert [str(problem) for problem in parsed.problems] == ["Arsenal FC – Chelsea FC: unknown status 'teleported'"]
    assert parsed.reports[0].status is None
    assert parsed.reports[0].score == ScoreReport(home=1, away=0)


def test_a_goal_that_cannot_be_read_is_left_out_and_counted():
    item = fixture(ft=(2, 0), goals1=[{"name": "Saka"}, {"name": "Rice", "minute": 70}], goals2=[])

    parsed = parse(openfootball(item), NOW)

    assert [(each.key, each.player) for each in parsed.reports[0].incidents or ()] == [
        ("goal:home:70+0:rice:1", "Rice")
    ]
    assert [problem.where for problem in parsed.problems] == ["a goal of Arsenal FC – Chelsea FC"]


def test_a_null_where_a_number_was_spoils_one_match_only():
    parsed = parse(openfootball(fixture(ft=(None, 2)), fixture("Leeds United", ft=(3, 1))), NOW)

    assert [report.home.name for report in parsed.reports] == ["Leeds United"]
    assert [problem.where for problem in parsed.problems] == ["match 1"]


@recorded
@pytest.mark.parametrize("name", ["stadiums", "standings", "teams"])
def test_another_resource_is_refused(name):
    with pytest.raises(ParseError, match="another resource"):
        parse(body_of(f"openfootball-worldcup/2018_worldcup.{name}.json"), NOW)
