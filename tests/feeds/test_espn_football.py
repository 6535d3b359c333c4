"""ESPN's football: the course of a match, what happened in it, and places that stand open."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from feeds.ingest import ingest
from feeds.providers import PROVIDERS
from feeds.providers.espn import parse
from scores.models import Match
from scores.reports import ClockReport, PeriodKey, ScoreReport
from scores.sports import PeriodKind, Status
from tests.feeds.bodies import NOW, espn, espn_event
from tests.feeds.recordings import body_of, recorded


def reports_of(name: str):
    return {report.key: report for report in parse(body_of(f"espn/{name}"), NOW).reports}


def detail(text: str, minute: str, *, team: str = "359", player: str = "9", **told: bool) -> dict[str, Any]:
    """One line of a match's details: 359 are at home, 363 away."""
    kinds = ("scoringPlay", "redCard", "yellowCard", "penaltyKick", "ownGoal", "shootout")
    return {
        "type": {"text": text},
        "clock": {"displayValue": minute},
        "team": {"id": team},
        "athletesInvolved": [{"id": player, "displayName": f"Player {player}"}],
    } | {kind: told.get(kind, False) for kind in kinds}


@pytest.mark.parametrize(
    ("line", "kind", "said"),
    [
        (detail("Goal - Header", "45'+2'", scoringPlay=True), "goal", "header"),
        (detail("Penalty - Scored", "60'", scoringPlay=True, penaltyKick=True), "penalty", ""),
        (detail("Penalty - Saved", "60'", penaltyKick=True), "missed_penalty", ""),
        (detail("Yellow Card", "60'", yellowCard=True), "yellow_card", ""),
        (detail("Red Card", "60'", redCard=True), "red_card", ""),
        (detail("Red Card - Second Yellow", "60'", redCard=True), "second_yellow_card", ""),
        (detail("Red Card", "60'", redCard=True, yellowCard=True), "second_yellow_card", ""),
    ],
)
def test_what_happened_is_told_in_our_words(line, kind, said):
    (incident,) = parse(espn(espn_event(details=[line])), NOW).reports[0].incidents or ()

    assert (incident.kind, incident.detail, incident.side, incident.player) == (kind, said, "home", "Player 9")


def test_a_goal_that_is_broken_costs_neither_the_score_nor_the_goals_we_know():
    lines = [detail("Goal", "12'", scoringPlay=True), {"clock": "13'"}]

    parsed = parse(espn(espn_event(details=lines)), NOW)

    assert (parsed.reports[0].score, parsed.reports[0].incidents) == (ScoreReport(home=1, away=0), None)
    assert [problem.where for problem in parsed.problems] == ["match 501"]


@pytest.mark.parametrize(
    ("minute", "at", "period"),
    [
        ("45'+2'", (45, 2), (PeriodKind.PERIOD, 1)),
        ("46'", (46, 0), (PeriodKind.PERIOD, 2)),
        ("90'+5'", (90, 5), (PeriodKind.PERIOD, 2)),
        ("105'+1'", (105, 1), (PeriodKind.EXTRA, 1)),
        ("106'", (106, 0), (PeriodKind.EXTRA, 2)),
    ],
)
def test_a_minute_says_its_period(minute, at, period):
    lines = [detail("Goal", minute, scoringPlay=True)]

    (goal,) = parse(espn(espn_event(details=lines)), NOW).reports[0].incidents or ()

    assert (goal.minute, goal.added) == at
    assert goal.period == PeriodKey(kind=period[0], number=period[1])


@recorded
def test_an_own_goal_is_of_the_side_whose_player_scored_it():
    report = reports_of("mls.json")["623600"]

    own_goals = [(goal.side, goal.player) for goal in report.incidents or () if goal.kind == "own_goal"]

    assert own_goals == [("away", "Lukas MacNaughton")]
    assert report.score == ScoreReport(home=3, away=0)


@recorded
def test_the_kicks_of_a_shoot_out_are_no_goals():
    final = reports_of("all.json.gz")["633850"]

    assert Counter(goal.side for goal in final.incidents or () if goal.kind in {"goal", "penalty"}) == {
        "home": 3,
        "away": 3,
    }
    assert final.winner == "home"


@pytest.mark.parametrize(
    ("clock", "shown", "seconds", "added"),
    [(4140, "69'", 4080, 0), (2700, "45'+2'", 2640, 2), (5400, "90'+10'", 5340, 10)],
)
def test_a_clock_of_football_runs_in_the_minute_it_shows_and_tells_added_time(clock, shown, seconds, added):
    event = espn_event()
    event["competitions"][0]["status"] |= {"clock": clock, "displayClock": shown}

    report = parse(espn(event), NOW).reports[0]

    assert report.clock == ClockReport(seconds=seconds, at=NOW, running=True, added=added)


@pytest.mark.parametrize(
    ("name", "kind", "number"),
    [
        ("STATUS_HALFTIME", PeriodKind.PERIOD, 1),
        ("STATUS_END_OF_REGULATION", PeriodKind.PERIOD, 2),
        ("STATUS_HALFTIME_ET", PeriodKind.EXTRA, 1),
        ("STATUS_END_OF_EXTRATIME", PeriodKind.EXTRA, 2),
    ],
)
def test_a_break_of_football_is_after_the_period_that_its_name_says(name, kind, number):
    report = parse(espn(espn_event(name)), NOW).reports[0]

    assert (report.status, report.period) == (Status.BREAK, PeriodKey(kind=kind, number=number))


def test_that_extra_time_was_played_is_noted():
    reports = parse(espn(espn_event("STATUS_FINAL_AET", "post"), espn_event("STATUS_FULL_TIME", "post")), NOW).reports

    assert [report.note for report in reports] == ["After extra time", None]


@pytest.mark.django_db
def test_an_open_place_becomes_the_team_that_got_there():
    seeded, decided = (espn_event("STATUS_SCHEDULED", "pre", date="2026-11-29T15:00Z") for _ in range(2))
    for side, name in zip(
        seeded["competitions"][0]["competitors"], ("Group A 2nd Place", "Round of 32 1 Winner"), strict=True
    ):
        side["team"] |= {"id": name, "uid": f"s:600~t:{name}", "displayName": name}
    ingest(PROVIDERS["espn"], espn(seeded), received_at=NOW, create=True)
    open_places = [str(team) for match in Match.objects.all() for team in (match.home, match.away)]

    ingest(PROVIDERS["espn"], espn(decided), received_at=NOW, create=True)

    match = Match.objects.get()
    assert open_places == ["Group A 2nd Place", "Round of 32 1 Winner"]
    assert (match.home.name, match.away.name) == ("Arsenal", "Chelsea")
