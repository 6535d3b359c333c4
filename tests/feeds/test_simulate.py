"""`manage.py simulate`: a made-up matchday that goes the road of a real feed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command

from feeds.models import Alias, ReportState, Source
from feeds.simulation.course import moment_at
from feeds.simulation.matchday import DONE, Matchday
from feeds.simulation.planning import SEED, PlannedMatch, today
from feeds.simulation.reports import course_for
from feeds.simulation.scorebook import Moment
from feeds.simulation.world import COMPETITIONS
from feeds.tally import Tally
from scores.live.models import Document, Update
from scores.models import Competition, Match, Team
from scores.sports import CALLED_OFF, IN_PLAY, OVER, SPORTS, UPCOMING, Status
from tests.factories import make_match
from tests.processes import end, eventually, manage, start

NOW = datetime(2026, 11, 22, 15, 2, tzinfo=UTC)
PREMIER, OPEN = COMPETITIONS["premier"], COMPETITIONS["open"]


def simulate(*arguments: str, now: datetime = NOW) -> None:
    with time_machine.travel(now, tick=False):
        call_command("simulate", *arguments)


def statuses() -> set[str]:
    return set(Match.objects.values_list("status", flat=True))


def play(matchday: Matchday, start: datetime, *, hours: float, every: timedelta = timedelta(minutes=20)) -> Tally:
    """Step through some hours; what became of all reports."""
    tally, now = Tally(), start
    while now < start + timedelta(hours=hours):
        now += every
        tally.add(matchday.step(now))
    return tally


def corrected(seed: int) -> Iterator[tuple[PlannedMatch, Moment, Moment]]:
    """The matches of a league's next round whose course takes something back, with the moments before and after."""
    for match in today(seed, PREMIER, 4, NOW):
        course = course_for(match)
        for before, after in zip(course, course[1:], strict=False):
            if sum(said.retracted for said in after.incidents) > sum(said.retracted for said in before.incidents):
                yield match, before, after


@pytest.mark.django_db
def test_an_empty_database_is_filled_with_a_matchday(capsys):
    simulate("--fill-only", "--sport", "tennis")

    around = Match.objects.filter(kick_off__range=(NOW - timedelta(hours=4), NOW + timedelta(hours=4)))
    groups = (IN_PLAY, UPCOMING, OVER)
    assert all(around.filter(status__in=group).exists() for group in groups)
    assert {(match.day - NOW.date()).days for match in Match.objects.all()} >= {-9, -5, -1, 0, 1}
    assert {competition.sport for competition in Competition.objects.all()} == {"tennis"}
    assert f"There are {Match.objects.count()} matches now." in capsys.readouterr().out


@pytest.mark.django_db
def test_filling_twice_changes_nothing(capsys):
    simulate("--fill-only", "--sport", "handball")
    updates = Update.objects.count()

    simulate("--fill-only", "--sport", "handball", now=NOW + timedelta(hours=1))

    assert Update.objects.count() == updates
    assert "nothing was filled in" in capsys.readouterr().out


@pytest.mark.django_db
def test_teams_come_with_their_colours_and_competitions_in_their_order():
    simulate("--fill-only", "--sport", "rugby")

    team = Team.objects.get(name="Aberlaith")
    assert (team.code, team.primary_colour, team.secondary_colour, team.pattern) == (
        "ABE",
        "#c3242f",
        "#1c7a43",
        "hoops",
    )
    assert Competition.objects.get().order == COMPETITIONS["rugby"].order
    for each in Team.objects.all():
        each.full_clean()


@pytest.mark.django_db
def test_reports_go_the_road_of_a_feed():
    simulate("--fill-only", "--sport", "handball")

    matches = Match.objects.count()
    assert set(Update.objects.values_list("source", flat=True)) == {"simulate"}
    assert Source.objects.get().name == "simulate"
    assert ReportState.objects.count() == Alias.objects.filter(kind="match").count() == matches


@pytest.mark.django_db
def test_a_database_with_real_matches_is_left_alone():
    make_match()

    with pytest.raises(CommandError, match="holds 1 matches that are not the simulation's") as refusal:
        simulate()

    assert refusal.value.returncode == 2
    assert Match.objects.count() == 1


@pytest.mark.django_db
def test_a_league_table_counts_what_was_played_before():
    simulate("--fill-only", "--sport", "handball")

    rows = Document.objects.get(name__startswith="table.").state["rows"].values()

    assert sum(row["played"] for row in rows) == 2 * Match.objects.filter(status__in=OVER | IN_PLAY).count()
    assert sum(row["played"] for row in rows) >= 12


@pytest.mark.django_db
@pytest.mark.parametrize("sport", SPORTS)
def test_a_matchday_is_played_to_its_end(sport):
    competition = next(each for each in COMPETITIONS.values() if each.sport == sport)
    matchday = Matchday(competitions=[])
    matchday.add(today(SEED, competition, 2, NOW))

    tally = play(matchday, NOW, hours=8, every=timedelta(minutes=30))

    matches = Match.objects.all()
    assert {match.status for match in matches} <= {status.value for status in DONE}
    assert [match.pk for match in matches if match.score_disagrees] == []
    assert (matchday.played, tally.held, tally.unmatched, tally.lines) == ([], 0, 0, [])


@pytest.mark.django_db
def test_a_goal_that_is_disallowed_is_shown_as_a_correction():
    match, before, after = next(found for seed in range(1, 40) for found in corrected(seed))
    matchday = Matchday(match.seed, competitions=[])
    matchday.add([match])
    matchday.step(match.kick_off + timedelta(seconds=before.at))
    shown = Document.objects.get(name__startswith="row.").state["score"]

    tally = matchday.step(match.kick_off + timedelta(seconds=after.at))

    said = next(said for said in after.incidents if said.retracted and said.reason)
    row = Document.objects.get(name__startswith="row.").state
    sheet = Document.objects.get(name__startswith="match.").state
    assert tally.held == 0
    assert row["correction"]["text"] == f"Goal disallowed ({said.reason})"
    assert sum(row["score"].values()) == sum(shown.values()) - 1
    assert said.reason in [each.get("reason") for each in sheet["incidents"].values() if each["state"] == "retracted"]


@pytest.mark.django_db
def test_a_postponed_match_says_so_and_why():
    matches = (match for seed in range(1, 40) for match in today(seed, PREMIER, 4, NOW))
    match = next(match for match in matches if course_for(match)[-1].status == Status.POSTPONED)
    matchday = Matchday(match.seed, competitions=[])
    matchday.add([match])

    matchday.step(match.kick_off - timedelta(days=1))
    before = Document.objects.get(name__startswith="row.").state
    matchday.step(match.kick_off)
    after = Document.objects.get(name__startswith="row.").state

    assert (before["status"], after["status"]) == ("scheduled", "postponed")
    assert after["note"] == course_for(match)[-1].note


@pytest.mark.django_db
def test_a_clock_is_told_when_it_starts_and_not_while_it_runs():
    match = next(match for match in today(SEED, PREMIER, 4, NOW) if len(course_for(match)) > 4)
    matchday = Matchday(competitions=[])
    matchday.add([match])
    start = next(moment for moment in course_for(match) if moment.status == Status.LIVE)
    kicked_off = match.kick_off + timedelta(seconds=start.at)

    matchday.step(kicked_off)
    sequence = Document.objects.get(name__startswith="row.").sequence
    told = matchday.step(kicked_off + timedelta(seconds=1))

    row = Document.objects.get(name__startswith="row.")
    assert (row.state["clock"]["seconds"], row.state["clock"]["running"]) == (0, True)
    assert (told.applied, row.sequence) == (0, sequence)


@pytest.mark.django_db
def test_the_demo_goes_on_when_all_is_played():
    matchday = Matchday(competitions=[OPEN])
    matchday.fill(NOW)
    first = Match.objects.count()

    play(matchday, NOW, hours=18, every=timedelta(hours=1))

    stages = {match.stage.name for match in Match.objects.select_related("stage")}
    assert Match.objects.count() > first
    assert {"Quarter-finals", "Semi-finals", "Final"} <= stages
    assert Match.objects.exclude(status__in=DONE).exists()


@pytest.mark.django_db
def test_where_little_is_in_play_something_begins_soon():
    matchday = Matchday(competitions=[PREMIER])
    matchday.take_up(NOW)

    matchday.step(NOW)

    assert Match.objects.filter(status__in=IN_PLAY).exists()
    assert Match.objects.filter(status__in=UPCOMING, kick_off__lte=NOW + timedelta(hours=1)).exists()


@pytest.mark.django_db
def test_a_second_run_goes_on_where_the_first_one_is():
    Matchday(competitions=[PREMIER]).fill(NOW)
    updates = Update.objects.count()
    second = Matchday(competitions=[PREMIER])

    second.take_up(NOW)
    second.step(NOW)

    assert Update.objects.count() == updates
    assert sum(played.is_in_play(NOW) for played in second.played) >= Match.objects.filter(status__in=IN_PLAY).count()


@pytest.mark.django_db
def test_a_faster_second_run_goes_on_from_what_readers_saw():
    Matchday(competitions=[PREMIER]).fill(NOW)
    in_play = set(Match.objects.filter(status__in=IN_PLAY).values_list("pk", flat=True))
    updates = Update.objects.count()
    second = Matchday(speed=60, competitions=[])

    second.take_up(NOW)
    tally = second.step(NOW)

    assert in_play
    assert (tally.held, Update.objects.count()) == (0, updates)
    assert set(Match.objects.filter(status__in=IN_PLAY).values_list("pk", flat=True)) == in_play
    assert second.step(NOW + timedelta(seconds=20)).applied >= len(in_play)


@pytest.mark.django_db
def test_speed_makes_a_match_shorter():
    matchday = Matchday(speed=60, competitions=[OPEN])
    matchday.fill(NOW)
    before = Match.objects.filter(status__in=OVER).count()

    play(matchday, NOW, hours=0.1, every=timedelta(seconds=30))

    assert Match.objects.filter(status__in=OVER).count() >= before + 4


@pytest.mark.parametrize("speed", ["0", "-1", "fast"])
def test_a_speed_that_is_none_is_refused_in_one_line(speed):
    with pytest.raises(CommandError, match="--speed"):
        call_command("simulate", "--speed", speed)


@pytest.mark.own_database
def test_a_signal_ends_it_well_and_another_one_takes_its_turn(tmp_path: Path):
    settings = {"DEBUG": "1", "DATABASE_URL": f"sqlite:///{tmp_path / 'scores.sqlite3'}"}
    manage("migrate", "--verbosity", "0", DEBUG="1", DATABASE_URL=settings["DATABASE_URL"])
    said = [tmp_path / "first", tmp_path / "second"]
    with said[0].open("wb") as first_log, said[1].open("wb") as second_log:
        first = start("simulate", "--sport", "rugby", log=first_log, **settings)
        assert eventually(lambda: b"Playing" in said[0].read_bytes())
        second = start("simulate", "--sport", "rugby", log=second_log, **settings)
        assert eventually(lambda: b"Another simulation plays" in said[1].read_bytes())

        statuses = [end(first)]
        assert eventually(lambda: b"Playing" in said[1].read_bytes())
        statuses.append(end(second))

    assert statuses == [0, 0]
    assert "Traceback" not in said[0].read_text() + said[1].read_text()


def test_moments_are_found_by_their_time():
    course = [Moment(at, Status.LIVE) for at in (-60, 0, 10)]

    assert [moment_at(course, seconds) for seconds in (-99, -60, -1, 0, 9.9, 10, 99)] == [0, 0, 0, 1, 1, 2, 2]


def test_called_off_is_as_final_as_over():
    assert CALLED_OFF <= DONE and Status.CLOSED in DONE and Status.ENDED not in DONE
