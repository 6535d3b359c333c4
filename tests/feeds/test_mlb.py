from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest

from feeds.ingest import ingest
from feeds.providers.mlb import PROVIDER, parse
from scores.live.models import Update
from scores.models import Incident, Match
from scores.reports import (
    CompetitionReport,
    IncidentReport,
    MatchReport,
    PeriodKey,
    PeriodReport,
    PlayerReport,
    ScoreReport,
    StatisticReport,
    TeamReport,
)
from scores.sports import SPORTS, PeriodKind, Status
from tests.feeds.bodies import NOW
from tests.feeds.recordings import body_of, recorded

FEED, SCHEDULE = "mlb/feed_live_715720.json.gz", "mlb/schedule_date.json"


THAT_DAY = datetime(2022, 4, 7, 23, 30, tzinfo=UTC)


WORLD_SERIES = CompetitionReport(
    name="Major League Baseball",
    key="1",
    country="United States",
    season="2022",
    stage="World Series",
    stage_kind="knockout",
    stage_order=97,
)


def raw(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(body_of(name).decode("utf-8-sig"))
    return document


def report_of(payload: bytes) -> MatchReport:
    (report,) = parse(payload, NOW).reports
    return report


def inning(number: int) -> PeriodKey:
    return PeriodKey(kind=PeriodKind.INNINGS, number=number)


@recorded
def test_the_feed_of_a_game_is_read_into_a_report():
    parsed = parse(body_of(FEED), NOW)

    (report,) = parsed.reports
    runs = tuple(each for each in report.incidents or () if each.kind in {"run", "home_run", "review"})
    assert (parsed.problems, parsed.resource) == ((), "feed")
    assert report.model_copy(update={"incidents": runs, "lineups": None}) == MatchReport(
        key="715720",
        sport="baseball",
        competition=WORLD_SERIES,
        home=TeamReport(name="Philadelphia Phillies", key="143", short_name="Phillies", code="PHI"),
        away=TeamReport(name="Houston Astros", key="117", short_name="Astros", code="HOU"),
        kick_off=datetime(2022, 11, 4, 0, 3, tzinfo=UTC),
        venue="Citizens Bank Park",
        city="Philadelphia",
        attendance=45693,
        referee="Jordan Baker",
        status=Status.CLOSED,
        score=ScoreReport(home=2, away=3),
        periods=tuple(
            PeriodReport(kind=PeriodKind.INNINGS, number=number, home=home, away=away)
            for number, (home, away) in enumerate(
                [(1, 1), (0, 0), (0, 0), (0, 1), (0, 0), (0, 0), (0, 0), (1, 1), (0, 0)], start=1
            )
        ),
        incidents=(
            _run("1:514888:run", "away", 1, "Jose Altuve", "Jeremy Pena", "Single", 0),
            _run("4:656941:run", "home", 1, "Kyle Schwarber", "", "Home Run", 4),
            _run("26:665161:run", "away", 4, "Jeremy Pena", "", "Home Run", 20),
            IncidentReport(
                key="44:review",
                kind="review",
                side="away",
                period=inning(6),
                player="Alex Bregman",
                detail="Astros challenged (hit by pitch), call on the field was overturned",
                order=37,
            ),
            _run("60:514888:run", "away", 8, "Jose Altuve", "Yordan Alvarez", "Groundout", 53),
            _run("67:592206:run", "home", 8, "Nick Castellanos", "Jean Segura", "Single", 59),
        ),
        statistics=tuple(
            StatisticReport(kind=kind, home=home, away=away)
            for kind, home, away in [
                ("at_bats", 33, 34),
                ("home_runs", 1, 1),
                ("walks", 6, 2),
                ("strikeouts", 12, 12),
                ("stolen_bases", 0, 1),
                ("pitches", 149, 165),
                ("hits", 6, 9),
                ("errors", 1, 0),
                ("left_on_base", 12, 7),
            ]
        ),
        situation={},
        note="",
        as_of=datetime(2022, 11, 4, 4, 3, 16, tzinfo=UTC),
    )


def _run(key: str, side: Any, number: int, player: str, batter: str, detail: str, order: int) -> IncidentReport:
    return IncidentReport(
        key=key,
        kind="home_run" if detail == "Home Run" else "run",
        side=side,
        period=inning(number),
        player=player,
        other_player=batter,
        detail=detail,
        order=order,
    )


@recorded
def test_the_incidents_are_those_of_the_plays():
    plays = raw(FEED)["liveData"]["plays"]["allPlays"]
    ends = Counter(runner["movement"]["end"] == "score" for play in plays for runner in play["runners"])
    outs = sum(runner["movement"]["isOut"] for play in plays for runner in play["runners"])
    changes = Counter(event["details"].get("eventType") for play in plays for event in play["playEvents"])

    incidents = report_of(body_of(FEED)).incidents or ()

    counted = Counter(incident.kind for incident in incidents)
    assert (counted["run"] + counted["home_run"], counted["home_run"]) == (ends[True], 2) == (5, 2)
    assert counted["out"] == outs == 54
    assert counted["substitution"] == changes["pitching_substitution"] + changes["offensive_substitution"] == 10


@recorded
def test_the_points_of_the_incidents_add_up_to_the_score_inning_by_inning():
    report = report_of(body_of(FEED))

    points: Counter[tuple[str, int]] = Counter()
    for incident in report.incidents or ():
        assert incident.side and incident.period
        points[incident.side, incident.period.number] += SPORTS["baseball"].incidents[incident.kind].points

    for part in raw(FEED)["liveData"]["linescore"]["innings"]:
        assert points["home", part["num"]] == part["home"]["runs"]
        assert points["away", part["num"]] == part["away"]["runs"]


@recorded
def test_a_line_up_is_those_who_bat_in_their_order_the_pitcher_and_the_others():
    lineups = report_of(body_of(FEED)).lineups or ()

    home = [player for player in lineups if player.side == "home"]
    assert Counter((player.side, player.starter) for player in lineups) == {
        ("home", True): 10,
        ("home", False): 16,
        ("away", True): 10,
        ("away", False): 16,
    }
    assert [player.name for player in home[:3]] == ["Kyle Schwarber", "Rhys Hoskins", "J.T. Realmuto"]
    assert home[9] == PlayerReport(side="home", name="Noah Syndergaard", number="43", position="P")
    assert [player.starter for player in lineups] == ([True] * 10 + [False] * 16) * 2


@recorded
def test_a_schedule_is_read_with_its_postponed_games():
    parsed = parse(body_of(SCHEDULE), THAT_DAY)

    expected = {
        str(item["gamePk"]): (item["teams"]["home"].get("score"), item["teams"]["away"].get("score"))
        for item in raw(SCHEDULE)["dates"][0]["games"]
    }
    scores = {each.key: (each.score.home, each.score.away) if each.score else (None, None) for each in parsed.reports}
    assert (parsed.problems, parsed.resource) == ((), "schedule")
    assert scores == expected
    assert Counter(each.status for each in parsed.reports) == {Status.CLOSED: 7, Status.POSTPONED: 2}
    assert parsed.reports[-1] == MatchReport(
        key="661750",
        sport="baseball",
        competition=WORLD_SERIES.model_copy(update={"stage": "", "stage_kind": "league", "stage_order": 0}),
        home=TeamReport(name="Minnesota Twins", key="142"),
        away=TeamReport(name="Seattle Mariners", key="136"),
        kick_off=datetime(2022, 4, 7, 20, 10, tzinfo=UTC),
        venue="Target Field",
        status=Status.POSTPONED,
        situation={},
        note="Postponed: Inclement Weather",
    )


@recorded
def test_what_has_been_played_on_another_day_since_is_left_to_the_listing_of_that_day():
    parsed = parse(body_of(SCHEDULE), NOW)

    assert (len(parsed.reports), parsed.ignored) == (7, 2)
    assert {report.status for report in parsed.reports} == {Status.CLOSED}


@recorded
@pytest.mark.django_db
@pytest.mark.parametrize(("name", "matches"), [(FEED, 1), (SCHEDULE, 9)])
def test_a_recording_is_taken_in_once(name, matches):
    first = ingest(PROVIDER, body_of(name), received_at=THAT_DAY, create=True)
    updates = Update.objects.count()
    second = ingest(PROVIDER, body_of(name), received_at=THAT_DAY, create=True)

    assert (first.applied, first.unreadable, first.held) == (matches, 0, 0)
    assert (second.applied, second.unchanged, second.unreadable) == (0, matches, 0)
    assert Update.objects.count() == updates
    assert Match.objects.count() == matches
    assert not Match.objects.filter(score_disagrees=True).exists()


@recorded
@pytest.mark.django_db
def test_the_database_holds_the_final_score_and_every_incident():
    ingest(PROVIDER, body_of(FEED), received_at=THAT_DAY, create=True)

    match = Match.objects.get()
    assert (match.home_score, match.away_score, match.status) == (2, 3, "closed")
    assert Counter(Incident.objects.values_list("kind", flat=True)) == {
        "out": 54,
        "substitution": 10,
        "run": 3,
        "home_run": 2,
        "review": 1,
    }
    assert [(part.home_score, part.away_score) for part in match.periods.order_by("number")] == [
        (part["home"]["runs"], part["away"]["runs"]) for part in raw(FEED)["liveData"]["linescore"]["innings"]
    ]
