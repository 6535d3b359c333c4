"""What football-data.org unfolds of a match, its standings, and its recordings on the road."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from feeds.ingest import ingest
from feeds.models import Alias, Kind
from feeds.providers import PROVIDERS
from feeds.providers.football_data import parse
from feeds.recordings import read_body
from scores.live.models import Update
from scores.models import Flag, Match
from scores.reports import (
    ClockReport,
    CompetitionReport,
    MatchReport,
    PlayerReport,
    StandingReport,
    StatisticReport,
    TeamReport,
)
from scores.sports import SPORTS
from tests.feeds.bodies import NOW, encoded, football_data, football_data_match
from tests.feeds.recordings import path_of, recorded

HOME, AWAY = {"id": 57}, {"id": 61}
MATCHES = ("Match_Matches", "Match_Match-417211", "Match_Match-418515", "Competition_Competition-2001-Matches")


def response(name: str) -> bytes:
    return read_body(path_of(f"static/football-data.org/{name}.json"))


def goal(minute: int, kind: str = "REGULAR", *, team: dict[str, int] = HOME, **fields: Any) -> dict[str, Any]:
    return {"minute": minute, "type": kind, "team": team, "scorer": {"id": 7, "name": "A. Able"}} | fields


def booking(minute: int, card: str = "YELLOW", *, team: dict[str, int] = HOME) -> dict[str, Any]:
    return {"minute": minute, "team": team, "player": {"id": 7, "name": "A. Able"}, "card": card}


def report_of(home: int = 1, away: int = 0, **fields: Any) -> MatchReport:
    (report,) = parse(football_data(football_data_match("IN_PLAY", home, away, **fields)), NOW).reports
    return report


def points(report: MatchReport) -> dict[str | None, int]:
    made: Counter[str | None] = Counter()
    for incident in report.incidents or ():
        kind = SPORTS["football"].incidents[incident.kind]
        other = "away" if incident.side == "home" else "home"
        made[other if kind.for_opponent else incident.side] += kind.points
    return dict(+made)


@recorded
@pytest.mark.django_db
@pytest.mark.parametrize("name", MATCHES)
def test_a_recorded_document_changes_nothing_the_second_time(name):
    provider, body = PROVIDERS["football-data"], response(name)
    document = json.loads(body)
    entries = {str(entry["id"]): entry["score"] for entry in document.get("matches", [document])}

    first = ingest(provider, body, received_at=NOW, create=True)
    updates = Update.objects.count()
    second = ingest(provider, body, received_at=NOW, create=True)

    shown = {
        alias.key: alias.match
        for alias in Alias.objects.filter(kind=Kind.MATCH).select_related("match")
        if alias.match is not None
    }
    assert (first.applied, first.unreadable, first.held, first.unmatched) == (len(entries), 0, 0, 0)
    assert (second.applied, second.unchanged, second.unreadable) == (0, len(entries), 0)
    assert Update.objects.count() == updates
    assert {key: parts_shown(match) for key, match in shown.items()} == {
        key: parts_by_hand(score) for key, score in entries.items()
    }


def parts_shown(match: Match) -> dict[str, tuple[int | None, int | None]]:
    parts = {f"{part.kind} {part.number}": (part.home_score, part.away_score) for part in match.periods.all()}
    return parts | {"total": (match.home_score, match.away_score)}


def parts_by_hand(score: dict[str, Any]) -> dict[str, tuple[int | None, int | None]]:
    """The score and its parts, from the raw document and nothing of ours: `fullTime` has the kicks in it."""
    given = {name: (score[name]["home"], score[name]["away"]) for name in score if isinstance(score[name], dict)}
    if given["fullTime"] == (None, None):
        return {"total": (None, None)}
    nothing = (0, 0)
    kicks, extra, half = given.get("penalties", nothing), given.get("extraTime", nothing), given["halfTime"]
    total = tuple(given["fullTime"][side] - kicks[side] for side in (0, 1))
    second = tuple(total[side] - extra[side] - half[side] for side in (0, 1))
    told = {"extra 1": given.get("extraTime"), "shootout 1": given.get("penalties")}
    return {"total": total, "period 1": half, "period 2": second} | {name: pair for name, pair in told.items() if pair}


@recorded
def test_recorded_standings_are_the_tables_of_the_groups():
    parsed = parse(response("Competition_Competition-2001-Standings"), NOW)

    given = json.loads(response("Competition_Competition-2001-Standings"))["standings"]
    assert (parsed.reports, parsed.problems, parsed.resource) == ((), (), "standings")
    assert parsed.tables[0].competition == CompetitionReport(
        name="UEFA Champions League",
        key="2001",
        country="Europe",
        season="2022/23",
        stage="Group A",
        stage_kind="group",
        stage_order=21,
    )
    assert parsed.tables[0].rows[0] == StandingReport(
        position=1,
        team=TeamReport(name="AFC Ajax", key="678", short_name="Ajax", code="AJA"),
        played=1,
        won=1,
        drawn=0,
        lost=0,
        scored=4,
        conceded=0,
        points=3,
    )
    assert [[(row.team.key, row.points) for row in table.rows] for table in parsed.tables] == [
        [(str(row["team"]["id"]), row["points"]) for row in each["table"]] for each in given
    ]


@recorded
@pytest.mark.django_db
def test_recorded_standings_are_those_that_we_count():
    provider = PROVIDERS["football-data"]
    ingest(provider, response("Competition_Competition-2001-Matches"), received_at=NOW, create=True)

    ingest(provider, response("Competition_Competition-2001-Standings"), received_at=NOW)

    assert [flag.text for flag in Flag.objects.filter(part="table")] == []


def test_of_several_tables_the_whole_one_is_read_and_a_broken_one_is_counted():
    row = {"position": 1, "team": HOME | {"name": "Arsenal FC"}, "playedGames": 2, "won": 1, "draw": 1, "lost": 0}
    tables = [
        {"stage": "REGULAR_SEASON", "type": kind, "group": None, "table": [row | {"points": points}]}
        for kind, points in (("TOTAL", 4), ("HOME", 3), ("AWAY", 1))
    ]
    about = {name: football_data_match()[name] for name in ("area", "competition", "season")}

    parsed = parse(encoded(about | {"standings": [*tables, {"type": "TOTAL", "table": [{}]}]}), NOW)

    assert [[(each.position, each.points) for each in table.rows] for table in parsed.tables] == [[(1, 4)]]
    assert parsed.tables[0].competition.stage == ""
    assert [problem.where for problem in parsed.problems] == ["table 4"]


def test_what_is_not_unfolded_is_not_said():
    bare = report_of()
    another_plan = report_of(goals=[], bookings=[], substitutions=[])

    assert (bare.incidents, bare.lineups, bare.statistics) == (None, None, None)
    assert another_plan.incidents is None
    assert report_of(0, 0, goals=[]).incidents == ()


def test_goals_cards_and_substitutions_are_told_in_order():
    change = {"minute": 60, "team": HOME, "playerOut": {"id": 5, "name": "O. Out"}, "playerIn": {"name": "I. In"}}
    report = report_of(
        2,
        1,
        goals=[
            goal(20, assist={"id": 8, "name": "B. Baker"}),
            goal(45, "PENALTY", team=AWAY, injuryTime=2),
            goal(70, "OWN", team=AWAY),
        ],
        bookings=[booking(12), booking(80, "YELLOW_RED"), booking(81, "RED", team=AWAY)],
        substitutions=[change],
    )

    assert [(each.key, each.kind, each.side, each.minute, each.added) for each in report.incidents or ()] == [
        ("yellow_card:home:7:1", "yellow_card", "home", 12, 0),
        ("goal:home:20+0:7:1", "goal", "home", 20, 0),
        ("goal:away:45+2:7:1", "penalty", "away", 45, 2),
        ("substitution:home:5:i in:1", "substitution", "home", 60, 0),
        ("goal:home:70+0:7:1", "own_goal", "away", 70, 0),
        ("second_yellow_card:home:7:1", "second_yellow_card", "home", 80, 0),
        ("red_card:away:7:1", "red_card", "away", 81, 0),
    ]
    assert [(each.player, each.other_player) for each in report.incidents or ()][1:4:2] == [
        ("A. Able", "B. Baker"),
        ("O. Out", "I. In"),
    ]
    assert points(report) == {"home": 2, "away": 1}


@pytest.mark.parametrize("team", [HOME, AWAY])
def test_the_score_that_a_goal_tells_says_whose_own_goal_it_was(team):
    report = report_of(goals=[goal(30, "OWN", team=team, score={"home": 1, "away": 0})])

    assert [(each.kind, each.side) for each in report.incidents or ()] == [("own_goal", "away")]
    assert points(report) == {"home": 1}


def test_a_word_or_a_team_that_is_unknown_is_left_out_and_counted():
    match = football_data_match(
        goals=[goal(1, "GOLDEN"), goal(2, team={"id": 99}), {"minute": 3}, goal(4)], bookings=[booking(5, "GREEN")]
    )

    parsed = parse(football_data(match), NOW)

    assert [incident.key for incident in parsed.reports[0].incidents or ()] == ["goal:home:4+0:7:1"]
    assert [problem.text.split(":")[0] for problem in parsed.problems] == [
        "unknown goal 'GOLDEN'",
        "a goal of a team that does not play",
        "type",
        "unknown card 'GREEN'",
    ]


def test_line_ups_and_statistics_are_those_of_both_teams():
    home = {
        "id": 57,
        "name": "Arsenal FC",
        "lineup": [{"id": 1, "name": "K. Keeper", "position": "Goalkeeper", "shirtNumber": 1}],
        "bench": [{"id": 2, "name": "S. Spare", "position": None, "shirtNumber": None}, {"name": None}],
        "statistics": {"ball_possession": 41, "shots_on_goal": 3, "throw_ins": None},
    }
    away = {"id": 61, "name": "Chelsea FC", "statistics": {"ball_possession": 59, "shots_on_goal": 2, "throw_ins": 4}}

    report = report_of(homeTeam=home, awayTeam=away)

    assert report.lineups == (
        PlayerReport(side="home", name="K. Keeper", number="1", position="Goalkeeper"),
        PlayerReport(side="home", name="S. Spare", starter=False),
    )
    assert report.statistics == (
        StatisticReport(kind="possession", home=41, away=59),
        StatisticReport(kind="shots_on_target", home=3, away=2),
    )


@pytest.mark.parametrize(
    ("minute", "clock"), [(67, (66, 0)), ("67", (66, 0)), ("45+2", (44, 2)), ("HT", None), ("4²", None)]
)
def test_a_minute_is_a_number_or_a_text(minute, clock):
    told = clock and ClockReport(seconds=60 * clock[0], at=NOW, running=True, added=clock[1])

    assert report_of(minute=minute).clock == told


@recorded
def test_only_a_match_itself_tells_its_venue_and_it_is_asked_for_now_and_then():
    provider, (report,) = PROVIDERS["football-data"], parse(response("Match_Match-417211"), NOW).reports

    listed = parse(response("Match_Matches"), NOW).reports
    (address,) = provider.details_of([report])

    assert (report.venue, {each.venue for each in listed}) == ("Stade Francis-Le Blé", {""})
    assert address == "https://api.football-data.org/v4/matches/417211"
    assert provider.detail_seconds(address) > provider.poll_seconds


def test_what_is_unfolded_is_asked_for_with_every_request():
    assert PROVIDERS["football-data"].headers == {
        "X-Unfold-Goals": "true",
        "X-Unfold-Bookings": "true",
        "X-Unfold-Subs": "true",
        "X-Unfold-Lineups": "true",
    }
