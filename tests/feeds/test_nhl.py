from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from feeds.ingest import ingest
from feeds.providers.nhl import PROVIDER, parse
from feeds.providers.nhl_incidents import kind_by_situation
from scores.live.models import Update
from scores.models import Match
from scores.reports import (
    ClockReport,
    CompetitionReport,
    MatchReport,
    PeriodKey,
    PeriodReport,
    ScoreReport,
    StandingReport,
    TeamReport,
)
from scores.sports import SPORTS, PeriodKind, Status
from tests.feeds.bodies import NOW, encoded
from tests.feeds.recordings import body_of, recorded

LANDINGS = ["landing-2023020195", "landing-2023020206-recorded-2023-11-14", "landing-2023020207"]
CRITICAL = "landing-2023020206"


def raw(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(body_of(f"nhl/{name}.json"))
    return document


def recorded_report(name: str) -> MatchReport:
    parsed = parse(body_of(f"nhl/{name}.json"), NOW)
    assert parsed.problems == ()
    (report,) = parsed.reports
    return report


def points_of(report: MatchReport) -> tuple[int, int]:
    kinds = SPORTS["ice-hockey"].incidents
    made = Counter({"home": 0, "away": 0})
    for incident in report.incidents or ():
        made[incident.side or ""] += kinds[incident.kind].points
    return made["home"], made["away"]


@recorded
def test_a_landing_near_the_end_is_read_into_a_report():
    report = recorded_report(CRITICAL)

    assert report.model_copy(update={"incidents": None}) == MatchReport(
        key="2023020206",
        sport="ice-hockey",
        competition=CompetitionReport(
            name="National Hockey League", key="NHL", country="United States", season="2023/24"
        ),
        home=TeamReport(name="New Jersey Devils", key="NJD", short_name="Devils", code="NJD"),
        away=TeamReport(name="Washington Capitals", key="WSH", short_name="Capitals", code="WSH"),
        kick_off=datetime(2023, 11, 11, tzinfo=UTC),
        venue="Prudential Center",
        city="Newark",
        status=Status.LIVE,
        period=PeriodKey(kind=PeriodKind.PERIOD, number=3),
        clock=ClockReport(seconds=62, at=NOW, running=False),
        score=ScoreReport(home=2, away=4),
        situation={},
    )


@recorded
def test_a_right_rail_is_read_into_the_parts_of_the_score():
    report = recorded_report("right-rail-2023020207")

    assert report.model_copy(update={"statistics": None}) == MatchReport(
        key="2023020207",
        sport="ice-hockey",
        competition=CompetitionReport(
            name="National Hockey League", key="NHL", country="United States", season="2023/24"
        ),
        home=TeamReport(name="Toronto Maple Leafs", key="TOR", short_name="Maple Leafs", code="TOR"),
        away=TeamReport(name="Calgary Flames", key="CGY", short_name="Flames", code="CGY"),
        kick_off=datetime(2023, 11, 11, tzinfo=UTC),
        referee="Chris Lee",
        periods=(
            PeriodReport(kind=PeriodKind.PERIOD, number=1, home=2, away=1),
            PeriodReport(kind=PeriodKind.PERIOD, number=2, home=2, away=2),
            PeriodReport(kind=PeriodKind.PERIOD, number=3, home=0, away=1),
            PeriodReport(kind=PeriodKind.EXTRA, number=1, home=0, away=0),
            PeriodReport(
                kind=PeriodKind.SHOOTOUT, number=1, home=1, away=0, home_detail={"made": 2}, away_detail={"made": 1}
            ),
        ),
    )


@recorded
def test_the_statistics_of_both_recorded_shapes_are_numbers():
    rail_of_today, landing_of_2023 = (recorded_report(name) for name in ("right-rail-2023020207", LANDINGS[1]))

    assert {each.kind: (each.home, each.away) for each in rail_of_today.statistics or ()} == {
        "shots": (36, 28),
        "faceoffs_won_percent": (59.3, 40.7),
        "power_play_goals": (1, 0),
        "power_plays": (1, 2),
        "power_play_percent": (100, 0),
        "penalty_minutes": (6, 4),
        "hits": (29, 25),
        "blocked_shots": (15, 19),
        "giveaways": (11, 7),
        "takeaways": (10, 13),
    }
    told = {each.kind: (each.home, each.away) for each in landing_of_2023.statistics or ()}
    assert (told["faceoffs_won_percent"], told["power_plays"], told["shots"]) == ((50.8, 49.2), (4, 4), (26, 27))


@recorded
@pytest.mark.parametrize("name", [*LANDINGS, CRITICAL])
def test_goals_and_penalties_agree_with_the_file(name):
    document, report = raw(name), recorded_report(name)

    goals = [goal for part in document["summary"]["scoring"] for goal in part["goals"]]
    penalties = [each for part in document["summary"]["penalties"] for each in part["penalties"]]
    kinds = Counter(incident.kind for incident in report.incidents or ())
    assert kinds.pop("penalty_minutes") == len(penalties)
    assert kinds == Counter(
        "empty_net_goal"
        if goal["goalModifier"] == "empty-net"
        else {"ev": "goal", "pp": "power_play_goal", "sh": "short_handed_goal"}[goal["strength"]]
        for goal in goals
    )
    assert points_of(report) == (document["homeTeam"]["score"], document["awayTeam"]["score"])
    assert report.score == ScoreReport(home=points_of(report)[0], away=points_of(report)[1])
    told = [(each.player, each.other_player) for each in report.incidents or () if "goal" in each.kind]
    assert told == [(full_name(goal), ", ".join(map(full_name, goal["assists"]))) for goal in goals]


def full_name(person: dict[str, Any]) -> str:
    return f"{text(person['firstName'])} {text(person['lastName'])}"


def text(name: Any) -> str:
    return str(name["default"] if isinstance(name, dict) else name)


@recorded
def test_the_goal_that_ended_overtime_stopped_the_clock_where_it_stands():
    report = recorded_report("landing-2023020195")

    last = [incident for incident in report.incidents or () if incident.kind != "penalty_minutes"][-1]

    assert (last.key, last.kind) == ("goal:1165", "power_play_goal")
    assert (last.period, last.clock) == (PeriodKey(kind=PeriodKind.EXTRA, number=1), 44)
    assert last.clock == raw("landing-2023020195")["clock"]["secondsRemaining"]


@recorded
def test_the_situation_of_every_recorded_goal_makes_its_strength():
    told = {"ev": "goal", "pp": "power_play_goal", "sh": "short_handed_goal"}
    goals = [
        (goal, part["periodDescriptor"]["periodType"], document["homeTeam"]["abbrev"])
        for document in (raw(name) for name in (*LANDINGS, CRITICAL))
        for part in document["summary"]["scoring"]
        for goal in part["goals"]
    ]

    judged = [
        (kind_by_situation(goal["situationCode"], "home" if text(goal["teamAbbrev"]) == home else "away"), goal)
        for goal, period_type, home in goals
        if period_type != "SO"
    ]

    assert len(judged) == 25
    assert [kind for kind, _ in judged] == [
        "empty_net_goal" if goal["goalModifier"] == "empty-net" else told[goal["strength"]] for _, goal in judged
    ]


@recorded
def test_a_week_is_read_with_the_full_names_of_its_teams():
    parsed = parse(body_of("nhl/schedule-2023-11-11.json"), NOW)

    games = raw("schedule-2023-11-11")["gameWeek"][0]["games"]
    assert (parsed.problems, parsed.ignored) == ((), 0)
    assert [(report.key, report.home.key, report.away.key, report.status) for report in parsed.reports] == [
        (str(game["id"]), game["homeTeam"]["abbrev"], game["awayTeam"]["abbrev"], Status.SCHEDULED) for game in games
    ]
    assert {report.score for report in parsed.reports} == {None}
    assert "New York Islanders" in {report.home.name for report in parsed.reports}


@recorded
def test_the_standings_are_one_table_of_the_league():
    parsed = parse(body_of("nhl/standings-2023-11-08.json"), NOW)

    (table,) = parsed.tables
    told = raw("standings-2023-11-08")["standings"]
    assert (parsed.reports, parsed.problems, table.competition.season) == ((), (), "2023/24")
    assert table.rows[0] == StandingReport(
        position=1,
        team=TeamReport(name="Vegas Golden Knights", key="VGK", short_name="Golden Knights", code="VGK"),
        played=14,
        won=11,
        lost=3,
        scored=53,
        conceded=32,
        points=23,
    )
    assert [row.position for row in table.rows] == list(range(1, 33))
    assert {row.team.key: (row.won, row.points) for row in table.rows} == {
        each["teamAbbrev"]["default"]: (each["wins"], each["points"]) for each in told
    }
    assert all(row.played == row.won + row.drawn + row.lost for row in table.rows)


@recorded
@pytest.mark.django_db
@pytest.mark.parametrize(
    "names",
    [
        ["schedule-2023-11-11"],
        *([name] for name in LANDINGS),
        [CRITICAL],
        ["right-rail-2023020207"],
        ["landing-2023020207", "right-rail-2023020207"],
    ],
    ids="+".join,
)
def test_what_is_recorded_is_taken_once(names):
    bodies = [body_of(f"nhl/{name}.json") for name in names]
    first = [ingest(PROVIDER, body, received_at=NOW, create=True) for body in bodies]
    updates = Update.objects.count()

    again = [ingest(PROVIDER, body, received_at=NOW + timedelta(seconds=20), create=True) for body in bodies]

    assert all(tally.applied and not (tally.held + tally.unmatched + tally.unreadable) for tally in first)
    assert [(tally.applied, tally.held, tally.unreadable) for tally in again] == [(0, 0, 0)] * len(bodies)
    assert Update.objects.count() == updates


@recorded
@pytest.mark.django_db
def test_a_game_decided_by_shoot_out_ends_with_the_winners_goal_in_the_total():
    for name in ("landing-2023020207", "right-rail-2023020207"):
        ingest(PROVIDER, body_of(f"nhl/{name}.json"), received_at=NOW, create=True)

    match = Match.objects.get()
    assert (match.status, match.home_score, match.away_score) == (Status.CLOSED, 5, 4)
    assert match.incidents.exclude(kind="penalty_minutes").count() == 9
    assert not match.score_disagrees


@recorded
@pytest.mark.django_db
def test_a_document_without_ids_and_a_later_one_with_them_tell_the_same_goals():
    ingest(PROVIDER, body_of(f"nhl/{LANDINGS[1]}.json"), received_at=NOW, create=True)
    later = raw(CRITICAL) | {"gameState": "OFF"}

    ingest(PROVIDER, encoded(later), received_at=NOW + timedelta(days=1))

    goals = Match.objects.get().incidents.exclude(kind="penalty_minutes")
    assert Counter(goals.values_list("state", flat=True)) == {"active": 6}
    assert goals.filter(key="nhl:goal:155").exists()
