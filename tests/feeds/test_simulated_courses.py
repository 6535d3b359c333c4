"""The made-up courses of matches: as each sport is played, and as the guard believes it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise

import pytest

from feeds.guard import History, judge
from feeds.simulation.course import course_of, moment_at
from feeds.simulation.planning import SEED, PlannedMatch, next_round, opening, pairs, planned, today
from feeds.simulation.reports import course_for, report_of
from feeds.simulation.world import COMPETITIONS
from scores.reports import MatchReport, PeriodReport
from scores.sports import IN_PLAY, OVER, SPORTS, UPCOMING, Status, period_spec

NOW = datetime(2026, 11, 22, 15, 2, tzinfo=UTC)
FEW = 6  # matches of a sport that are looked at moment by moment
FINAL = {Status.CLOSED, Status.POSTPONED, Status.RETIRED}


def matches_of(sport: str) -> list[PlannedMatch]:
    competition = next(each for each in COMPETITIONS.values() if each.sport == sport)
    return [match for round in (1, 2) for match in next_round(SEED, competition, round, NOW)][:FEW]


@lru_cache(maxsize=512)
def reports_of(match: PlannedMatch) -> list[MatchReport]:
    at = [match.kick_off + timedelta(seconds=moment.at) for moment in course_for(match)]
    return [report_of(match, moment, since=now, as_of=now) for moment, now in zip(course_for(match), at, strict=True)]


def every_report(sport: str) -> Iterator[MatchReport]:
    for match in matches_of(sport):
        yield from reports_of(match)


def last_reports(sport: str, status: Status = Status.CLOSED) -> list[MatchReport]:
    reports = [reports_of(match)[-1] for match in matches_of(sport)]
    return [report for report in reports if report.status == status]


def total(report: MatchReport) -> tuple[int, int]:
    assert report.score is not None
    return report.score.home, report.score.away


def made(report: MatchReport) -> tuple[int, int]:
    """What the parts make of the total: added up, or sets won."""
    parts = [part for part in report.periods or () if is_counted(report, part)]
    if SPORTS[report.sport].total == "sets":
        playing = report.period.number if report.period and report.status != Status.BREAK else None
        done = [part for part in parts if part.number != playing]
        return sum(wins(part, "home") for part in done), sum(wins(part, "away") for part in done)
    return sum(part.home or 0 for part in parts), sum(part.away or 0 for part in parts)


def is_counted(report: MatchReport, part: PeriodReport) -> bool:
    spec = period_spec(report.sport, part.kind)
    assert spec is not None
    return spec.counts_in_total


def wins(part: PeriodReport, side: str) -> bool:
    home, away = part.home or 0, part.away or 0
    return home > away if side == "home" else away > home


@pytest.mark.parametrize("sport", SPORTS)
def test_every_match_ends_well(sport):
    last = [reports_of(match)[-1] for match in matches_of(sport)]

    assert {report.status for report in last} <= FINAL
    assert sum(report.status == Status.CLOSED for report in last) > len(last) / 2


@pytest.mark.parametrize("sport", SPORTS)
def test_the_total_is_what_the_parts_make_at_every_moment(sport):
    begun = [report for report in every_report(sport) if report.status in IN_PLAY | OVER]

    assert [(report.key, total(report), made(report)) for report in begun if total(report) != made(report)] == []


@pytest.mark.parametrize("sport", SPORTS)
def test_the_guard_believes_all_of_it(sport):
    held = []
    for match in matches_of(sport):
        history = History()
        for report in reports_of(match):
            assert report.as_of is not None
            decision = judge(report, history, report.as_of)
            history = decision.history
            held += [(report.key, str(each)) for each in decision.held]

    assert held == []


@pytest.mark.parametrize("sport", SPORTS)
def test_a_score_falls_only_where_something_is_taken_back(sport):
    unexplained = [
        (before.key, before.score, after.score)
        for match in matches_of(sport)
        for before, after in pairwise(reports_of(match))
        if before.score and after.score and sum(total(after)) < sum(total(before))
        if retracted(after) <= retracted(before)
    ]

    assert unexplained == []


def retracted(report: MatchReport) -> int:
    return sum(said.retracted and bool(said.reason) for said in report.incidents or ())


@pytest.mark.parametrize("sport", SPORTS)
def test_time_goes_forward_and_every_moment_shows_something_new(sport):
    for match in matches_of(sport):
        course = course_for(match)
        assert all(before.at < after.at for before, after in pairwise(course))

        reports = [report.model_dump(exclude={"as_of": True}) for report in reports_of(match)]
        assert all(before != after for before, after in pairwise(reports))


@pytest.mark.parametrize("sport", SPORTS)
def test_incidents_are_those_of_the_sport(sport):
    kinds = {said.kind for match in matches_of(sport) for said in reports_of(match)[-1].incidents or ()}

    assert kinds <= set(SPORTS[sport].incidents)
    assert kinds


@pytest.mark.parametrize("sport", [name for name, sport in SPORTS.items() if not sport.draws])
def test_where_there_are_no_draws_somebody_wins(sport):
    assert [report.key for report in last_reports(sport) if total(report)[0] == total(report)[1]] == []


@pytest.mark.parametrize("sport", [name for name, sport in SPORTS.items() if sport.clock != "none"])
def test_a_clock_stays_inside_its_period(sport):
    minutes = max(spec.minutes or 0 for spec in SPORTS[sport].periods)
    longest = minutes * 60 if SPORTS[sport].clock == "down" else 125 * 60

    clocks = [report.clock.seconds for report in every_report(sport) if report.clock]

    assert 0 <= min(clocks) <= max(clocks) <= longest


def test_a_knockout_match_has_a_winner():
    cup = COMPETITIONS["cup"]

    matches = [match for round in range(1, 19) for match in next_round(SEED, cup, round, NOW)]

    level = [report for report in map(last_report, matches) if total(report)[0] == total(report)[1]]
    assert level
    assert {report.winner for report in level} <= {"home", "away"}
    assert all(shoot_out(report) for report in level)


def last_report(match: PlannedMatch) -> MatchReport:
    return report_of(match, course_for(match)[-1], since=NOW, as_of=NOW)


def shoot_out(report: MatchReport) -> bool:
    """Whether the shoot-out's own score says who won it, and its kicks add up to it."""
    part = next(part for part in report.periods or () if part.kind == "shootout")
    kicks = [said for said in report.incidents or () if said.period and said.period.kind == "shootout"]
    home, away = (sum(kick.kind == "penalty" and kick.side == side for kick in kicks) for side in ("home", "away"))
    return (part.home, part.away) == (home, away) and (home > away) == (report.winner == "home") and home != away


def test_the_winners_go_through():
    first, second = (next_round(SEED, COMPETITIONS["open"], round, NOW) for round in (1, 2))

    through = {team for match in second for team in (match.home, match.away)}

    assert [match.stage for match in first + second] == ["Quarter-finals"] * 4 + ["Semi-finals"] * 2
    assert through == {match.home if wins_at_home(match) else match.away for match in first}
    assert len({wins_at_home(match) for match in first}) == 2


def wins_at_home(match: PlannedMatch) -> bool:
    report = last_report(match)
    return report.winner == "home" if report.winner else total(report)[0] > total(report)[1]


def test_in_a_league_everybody_meets_everybody_and_nobody_plays_twice_in_a_round():
    rounds = [pairs(SEED, "premier", round) for round in range(1, 15)]

    assert all(len({team for pair in round for team in pair}) == 8 for round in rounds)
    assert len({pair for round in rounds for pair in round}) == 8 * 7


def test_a_set_of_tennis_ends_as_sets_do():
    legal = {(6, games) for games in range(5)} | {(7, 5), (7, 6)}

    sets = [part for report in last_reports("tennis") for part in report.periods or ()]

    assert {(max(part.home or 0, part.away or 0), min(part.home or 0, part.away or 0)) for part in sets} <= legal
    assert all(tie_break_is_won(part) for part in sets if part.home_detail)


def tie_break_is_won(part: PeriodReport) -> bool:
    points = sorted((int(part.home_detail["tiebreak"]), int(part.away_detail["tiebreak"])))
    return points[1] >= 7 and points[1] - points[0] >= 2


def test_a_set_of_volleyball_goes_to_25_by_two_and_the_fifth_to_15():
    sets = [part for report in last_reports("volleyball") for part in report.periods or ()]

    for part in sets:
        low, high = sorted((part.home or 0, part.away or 0))
        enough = 15 if part.number == 5 else 25
        assert (high == enough and low <= enough - 2) or (high > enough and high - low == 2)
    assert {max(total(report)) for report in last_reports("volleyball")} == {3}


def test_a_side_in_cricket_bats_twenty_overs_or_until_it_is_out_or_has_won():
    for report in last_reports("cricket"):
        first, second = report.periods or ()
        assert [bats(part) for part in (first, second)] in (["home", "away"], ["away", "home"])
        for part in (first, second):
            detail = part.home_detail or part.away_detail
            done = detail["overs"] == "20.0" or detail["wickets"] == 10
            assert done or (part is second and runs(second) > runs(first))
        assert runs(second) <= runs(first) + 6


def bats(part: PeriodReport) -> str:
    return "home" if part.away is None else "away"


def runs(part: PeriodReport) -> int:
    return part.home if part.home is not None else part.away or 0


def test_the_home_side_of_baseball_does_not_bat_when_it_has_won_already():
    for report in last_reports("baseball"):
        innings = report.periods or ()
        before = sum(part.home or 0 for part in innings[:-1])
        away = total(report)[1]
        assert len(innings) >= 9
        assert (innings[-1].home is None) == (before > away)


def test_a_course_follows_from_its_key_alone():
    match = matches_of("football")[0]
    course = course_for(match)
    course_of.cache_clear()

    again = planned(match.key, match.kick_off)

    assert again == match
    assert course_for(again) == course


def test_a_key_that_is_not_ours_is_no_match():
    keys = ["", "1/premier/1", "x/premier/1/0", "1/nothing/1/0", "1/premier/0/0", "1/premier/1/4", "1/premier/1/-1"]

    assert [planned(key, NOW) for key in keys] == [None] * len(keys)


def test_a_seed_makes_the_same_matchday_in_every_process():
    script = (
        "from tests.feeds.test_simulated_courses import *; print(repr([course_for(match) for match in matchday()]))"
    )

    told = {
        subprocess.run(
            [sys.executable, "-c", script], env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }

    assert len(told) == 1


def matchday(seed: int = SEED) -> list[PlannedMatch]:
    return [today(seed, competition, 5, NOW)[0] for competition in COMPETITIONS.values()]


def test_another_seed_is_another_matchday():
    meetings = [{(match.home.key, match.away.key) for match in matchday(seed)} for seed in (SEED, SEED + 1)]

    assert meetings[0] != meetings[1]


def test_the_opening_has_everything_that_a_demo_should_show():
    matches = opening(SEED, COMPETITIONS.values(), NOW, UTC)
    around = [report_now(match) for match in matches if abs(match.kick_off - NOW) < timedelta(hours=4)]

    assert {report.sport for report in around if report.status in IN_PLAY} == set(SPORTS)
    assert sum(report.status in IN_PLAY for report in around) >= 15
    assert sum(report.status in OVER for report in around) >= 5
    assert sum(report.status in UPCOMING for report in around) >= 8
    assert {Status.POSTPONED, Status.DELAYED, Status.INTERRUPTED} <= {report.status for report in around}
    assert sum(retracted(report) for report in around if report.status in IN_PLAY) >= 1
    assert {(match.kick_off.date() - NOW.date()).days for match in matches} >= {-1, 0, 1}


def report_now(match: PlannedMatch) -> MatchReport:
    course = course_for(match)
    moment = course[moment_at(course, (NOW - match.kick_off).total_seconds())]
    return report_of(match, moment, since=NOW, as_of=NOW)
