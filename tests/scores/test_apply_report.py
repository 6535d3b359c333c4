"""A report makes a match what a source says it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from scores import operations
from scores.models import Match, Venue
from scores.operations import Applied, OperationError
from scores.reports import ClockReport, PeriodKey, PeriodReport, PlayerReport, StatisticReport
from scores.sports import PeriodKind
from tests.factories import make_match, make_report
from tests.scores.reading import count_updates, last_update, log_of, row_of, sheet_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)


def apply(match, *, source="espn", reason="", **said):
    return operations.apply_report(match.pk, make_report(match, **said), source=source, reason=reason)


def clock(seconds, *, at=NOW, running=True, added=0):
    return ClockReport(seconds=seconds, at=at, running=running, added=added)


def half(number, home, away):
    return PeriodReport(kind=PeriodKind.PERIOD, number=number, home=home, away=away)


def test_a_report_is_applied_whole():
    match = make_match()

    applied = apply(
        match,
        kick_off=NOW - timedelta(minutes=30),
        status="live",
        period=PeriodKey(kind=PeriodKind.PERIOD, number=1),
        clock=clock(1800),
        score=(1, 0),
        periods=(half(1, 1, 0),),
        statistics=(StatisticReport(kind="shots", home=7, away=2.5),),
        lineups=(PlayerReport(side="home", name="Raya", number="1", position="goalkeeper"),),
        situation={"serving": "home"},
        venue="Emirates Stadium",
        note="Rain",
    )

    row, sheet = row_of(match), sheet_of(match)
    assert applied == Applied(changed=True)
    assert (row["kick_off"], row["status"], row["score"]) == ("2026-11-22T15:00:00Z", "live", {"home": 1, "away": 0})
    assert (row["period"]["short"], row["note"], row["situation"]) == ("H1", "Rain", {"serving": "home"})
    assert row["clock"] == {"seconds": 1800, "at": "2026-11-22T15:30:00Z", "running": True, "direction": "up"}
    assert row["parts"] == {"period-1": {"kind": "period", "number": 1, "short": "H1", "home": 1, "away": 0}}
    assert sheet == {
        "row": row,
        "venue": {"name": "Emirates Stadium"},
        "incidents": {},
        "statistics": {"shots": {"home": 7, "away": 2.5}},
        "lineups": {"home": [{"name": "Raya", "number": "1", "position": "goalkeeper", "starter": True}]},
    }


def test_the_same_report_again_changes_nothing():
    match = make_match()
    said = {
        "status": "live",
        "clock": clock(1800),
        "score": (1, 0),
        "periods": (half(1, 1, 0),),
        "statistics": (StatisticReport(kind="shots", home=7, away=2),),
        "lineups": (PlayerReport(side="home", name="Raya"), PlayerReport(side="away", name="Alisson")),
        "venue": "Emirates Stadium",
    }
    apply(match, **said)
    before = count_updates()

    applied = apply(match, **said)

    assert applied == Applied(changed=False)
    assert count_updates() == before


def test_what_is_the_same_is_not_written_again(django_assert_max_num_queries):
    match = make_match()
    said = {
        "statistics": (StatisticReport(kind="shots", home=7, away=2),),
        "lineups": (PlayerReport(side="home", name="Raya"), PlayerReport(side="away", name="Alisson")),
    }
    apply(match, **said)
    rows = [*match.statistics.values_list("pk"), *match.lineups.values_list("pk")]

    apply(match, **said)

    assert [*match.statistics.values_list("pk"), *match.lineups.values_list("pk")] == rows


def test_what_a_report_does_not_say_stays():
    match = make_match(status="live", score=(1, 0))
    before = row_of(match)

    applied = apply(match)

    assert not applied.changed
    assert row_of(match) == before


def test_each_document_gets_one_update_however_much_changes():
    match = make_match(status="live")
    before = count_updates()

    apply(match, score=(1, 0), note="Rain", situation={"serving": "home"})

    assert count_updates() - before == len(["match", "row", "table"])


def test_who_said_it_is_in_the_log():
    match = make_match(status="live")

    apply(match, score=(1, 0), source="espn")

    assert last_update(f"match.{match.pk}").source == "espn"


def test_a_score_that_falls_is_shown_as_a_correction():
    match = make_match(status="live", score=(2, 0))

    apply(match, score=(1, 0), reason="goal disallowed")

    row = row_of(match)
    assert row["score"] == {"home": 1, "away": 0}
    assert row["correction"]["text"] == "Score corrected to 1–0 (goal disallowed)"
    assert last_update(f"row.{match.pk}").reason == "goal disallowed"


def test_a_correction_without_a_reason_names_the_source():
    match = make_match(status="live", score=(2, 0))

    apply(match, score=(1, 0))

    assert row_of(match)["correction"]["text"] == "Score corrected to 1–0 (espn)"
    assert last_update(f"row.{match.pk}").reason == "Score corrected to 1–0 (espn)"


def test_a_score_that_rises_is_no_correction():
    match = make_match(status="live", score=(1, 0))

    apply(match, score=(1, 1))

    assert "correction" not in row_of(match)


def test_an_end_that_was_none_is_a_correction():
    match = make_match(status="ended", score=(1, 0))

    apply(match, status="live", score=(1, 0))

    assert row_of(match)["correction"]["text"] == "Match is live (espn)"


def test_to_abandon_a_match_is_no_correction():
    match = make_match(status="live")

    apply(match, status="abandoned")

    assert log_of(f"row.{match.pk}")[-1].reason == ""
    assert Match.objects.get(pk=match.pk).correction == ""


def test_a_score_before_the_start_is_not_shown():
    match = make_match()

    apply(match, status="scheduled", score=(0, 0), periods=(half(1, 0, 0),))

    assert "score" not in row_of(match)
    assert "parts" not in row_of(match)


@pytest.mark.parametrize("status", ["postponed", "cancelled"])
def test_the_nil_nil_that_feeds_give_a_match_that_was_called_off_is_not_shown(status):
    match = make_match()

    apply(match, status=status, score=(0, 0))

    assert "score" not in row_of(match)


def test_a_winner_is_forgotten_when_the_match_goes_on():
    match = make_match(status="live", score=(1, 1))
    apply(match, status="ended", winner="home")
    apply(match, status="live")

    apply(match, status="ended")

    assert row_of(match)["winner"] == "draw"


@pytest.mark.parametrize(
    ("told", "seconds_later"),
    [
        (clock(720), 0),
        (clock(720, at=NOW + timedelta(seconds=59)), 0),
        (clock(780, at=NOW + timedelta(seconds=1)), 0),
        (clock(723, at=NOW + timedelta(seconds=1)), 0),
    ],
)
def test_a_clock_that_agrees_with_the_one_that_readers_tick_changes_nothing(told, seconds_later):
    match = make_match(status="live")
    apply(match, clock=clock(720))
    before = count_updates()

    apply(match, clock=told)

    assert count_updates() == before


@pytest.mark.parametrize(
    "told",
    [
        clock(780),
        clock(660),
        clock(727, at=NOW + timedelta(seconds=1)),
        clock(720, running=False),
        clock(720, added=3),
    ],
)
def test_a_clock_that_differs_is_shown(told):
    match = make_match(status="live")
    apply(match, clock=clock(720))

    apply(match, clock=told)

    shown = row_of(match)["clock"]
    assert (shown["seconds"], shown["running"], shown.get("added", 0)) == (told.seconds, told.running, told.added)


def test_a_clock_that_stands_is_shown_to_the_second():
    match = make_match(sport="basketball", status="live")
    apply(match, clock=clock(250, running=False))

    apply(match, clock=clock(240, running=False))

    assert row_of(match)["clock"]["seconds"] == 240


def test_added_time_that_runs_as_readers_tick_it_changes_nothing():
    match = make_match(status="live")
    apply(match, clock=clock(2700))
    before = count_updates()

    for minute in range(1, 9):
        at = NOW + timedelta(minutes=minute, seconds=-20)
        apply(match, clock=clock(2700, at=at, added=minute))

    assert count_updates() == before


def test_added_time_that_a_source_repeats_is_no_news():
    match = make_match(status="live")
    apply(match, clock=clock(2700, added=3))
    before = count_updates()

    for minute in range(1, 9):
        apply(match, clock=clock(2700, at=NOW + timedelta(minutes=minute), added=3))

    assert count_updates() == before


def test_a_clock_stops_with_the_match_though_the_source_no_longer_says_it():
    match = make_match(status="live")
    apply(match, clock=clock(720))

    with time_machine.travel(NOW + timedelta(minutes=33), tick=False):
        apply(match, status="break")

    assert row_of(match)["clock"] == {
        "seconds": 2700,
        "at": "2026-11-22T16:03:00Z",
        "running": False,
        "direction": "up",
    }


def test_a_clock_of_the_period_before_is_not_shown_in_the_next():
    match = make_match(status="live")
    apply(match, period=PeriodKey(kind=PeriodKind.PERIOD, number=1), status="live", clock=clock(2700))

    apply(match, period=PeriodKey(kind=PeriodKind.PERIOD, number=2), status="live")

    assert "clock" not in row_of(match)


def test_a_clock_that_an_editor_holds_goes_on_in_the_next_period():
    match = make_match(status="live")
    operations.amend(match.pk, {"clock_seconds": 60, "clock_at": NOW, "clock_running": True}, source="admin:ana")

    applied = apply(match, period=PeriodKey(kind=PeriodKind.PERIOD, number=2), status="live", clock=clock(2700))

    assert row_of(match)["clock"]["seconds"] == 60
    assert applied.held == ("clock",)


def test_parts_that_are_no_longer_told_go():
    match = make_match(status="live")
    apply(match, periods=(half(1, 1, 0), half(2, 0, 0)))

    apply(match, periods=(half(1, 1, 0),))

    assert list(row_of(match)["parts"]) == ["period-1"]


def test_a_side_that_did_not_bat_has_no_score_and_details_are_kept():
    match = make_match(sport="cricket", status="live")

    apply(
        match,
        periods=(
            PeriodReport(kind=PeriodKind.INNINGS, number=1, home=155, home_detail={"wickets": 6, "overs": "18.3"}),
        ),
    )

    assert row_of(match)["parts"]["innings-1"] == {
        "kind": "innings",
        "number": 1,
        "short": "I1",
        "home": 155,
        "home_detail": {"wickets": 6, "overs": "18.3"},
    }


def test_a_statistic_told_twice_is_the_last_one_told():
    match = make_match(status="live")

    apply(
        match, statistics=(StatisticReport(kind="shots", home=1, away=1), StatisticReport(kind="shots", home=2, away=1))
    )

    assert sheet_of(match)["statistics"] == {"shots": {"home": 2, "away": 1}}


def test_a_player_told_twice_is_there_once():
    match = make_match()
    raya = PlayerReport(side="home", name="Raya", number="1")

    apply(match, lineups=(raya, raya.model_copy(update={"position": "goalkeeper"})))

    assert [player["name"] for player in sheet_of(match)["lineups"]["home"]] == ["Raya"]


def test_line_ups_that_are_none_any_more_go():
    match = make_match()
    apply(match, lineups=(PlayerReport(side="home", name="Raya"),))

    apply(match, lineups=())

    assert sheet_of(match)["lineups"] == {}


def test_a_venue_is_made_once():
    first, second = make_match(), make_match()
    Venue.objects.create(name="Anfield", city="Liverpool")

    apply(first, venue="Anfield")
    apply(second, venue="Anfield")

    assert sheet_of(first)["venue"] == {"name": "Anfield", "city": "Liverpool"}
    assert sheet_of(second)["venue"] == {"name": "Anfield", "city": "Liverpool"}


def test_a_kick_off_at_which_the_pair_plays_already_is_refused_and_leaves_nothing():
    match = make_match()
    make_match(home=match.home, away=match.away, stage=match.stage, kick_off=NOW)
    before = count_updates()

    with pytest.raises(OperationError, match="there already"):
        apply(match, status="live", kick_off=NOW, score=(1, 0))

    assert count_updates() == before
    assert row_of(match)["status"] == "scheduled"


def test_a_total_that_its_parts_do_not_make_is_applied_and_flagged():
    match = make_match(status="live")

    apply(match, score=(2, 0), periods=(half(1, 1, 0),))

    assert row_of(match)["score"] == {"home": 2, "away": 0}
    assert Match.objects.get(pk=match.pk).score_disagrees


def test_a_shoot_out_is_no_part_of_the_total():
    match = make_match(status="live")

    apply(
        match, score=(1, 1), periods=(half(1, 1, 1), PeriodReport(kind=PeriodKind.SHOOTOUT, number=1, home=4, away=3))
    )

    assert not Match.objects.get(pk=match.pk).score_disagrees


def test_sets_make_the_total_when_they_are_over():
    match = make_match(sport="tennis", status="live")
    sets = (
        PeriodReport(kind=PeriodKind.SET, number=1, home=6, away=4),
        PeriodReport(kind=PeriodKind.SET, number=2, home=3, away=5),
    )

    apply(match, status="live", period=PeriodKey(kind=PeriodKind.SET, number=2), score=(1, 0), periods=sets)

    assert not Match.objects.get(pk=match.pk).score_disagrees


def test_an_unknown_match_is_refused_by_name():
    match = make_match()

    with pytest.raises(Match.DoesNotExist, match="There is no match 0"):
        operations.apply_report(0, make_report(match), source="espn")


def test_a_number_is_kept_to_its_last_digit():
    match = make_match(status="live")
    statistics = (StatisticReport(kind="possession", home=100 / 3, away=200 / 3),)
    apply(match, statistics=statistics)

    assert apply(match, statistics=statistics) == Applied(changed=False)
    assert sheet_of(match)["statistics"] == {"possession": {"home": 100 / 3, "away": 200 / 3}}
    assert [each.home for each in match.statistics.all()] == [100 / 3]


def test_who_starts_comes_first_in_the_lineup_whatever_the_order_of_the_report():
    match = make_match(status="live")
    players = (PlayerReport(side="home", name="White", starter=False), PlayerReport(side="home", name="Raya"))

    apply(match, lineups=players)

    assert [player["name"] for player in sheet_of(match)["lineups"]["home"]] == ["Raya", "White"]


def test_an_attendance_that_is_another_after_the_end_is_a_correction():
    match = make_match(status="ended", score=(1, 0))
    apply(match, attendance=41_000)

    applied = apply(match, attendance=42_000)

    assert applied.correction == "Attendance corrected to 42,000 (espn)"
    assert Match.objects.get(pk=match.pk).attendance == 42_000


def test_an_attendance_that_is_estimated_while_it_is_played_corrects_nothing():
    match = make_match(status="live")
    apply(match, attendance=60_000)

    applied = apply(match, attendance=61_483)

    assert (applied.changed, applied.correction) == (True, "")


def test_a_report_of_another_day_is_applied_with_the_times_of_that_day():
    match = make_match(status="live", score=(1, 0))
    then = datetime(2016, 2, 6, 15, 0, tzinfo=UTC)

    operations.apply_report(match.pk, make_report(match, score=(0, 0)), source="espn", at=then)
    corrected = Match.objects.get(pk=match.pk).correction_at
    clock = ClockReport(seconds=600, at=then, running=True)
    operations.apply_report(match.pk, make_report(match, clock=clock), source="espn", at=then)
    at_the_break = make_report(match, status="break")
    operations.apply_report(match.pk, at_the_break, source="espn", at=then + timedelta(minutes=5))

    stopped = Match.objects.get(pk=match.pk)
    assert (corrected, stopped.clock_at, stopped.clock_seconds) == (then, then + timedelta(minutes=5), 900)
