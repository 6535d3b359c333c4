"""The sports table: data that everything else reads."""

from __future__ import annotations

import pytest

from scores.sports import (
    CALLED_OFF,
    IN_PLAY,
    OVER,
    PROGRESS,
    SPORTS,
    UPCOMING,
    PeriodKind,
    Status,
    ordinal,
    period_name,
    period_short,
    period_spec,
)
from scores.standings import CRITERIA


def test_the_ten_sports_of_the_design_are_there():
    assert set(SPORTS) == {
        "american-football",
        "baseball",
        "basketball",
        "cricket",
        "football",
        "handball",
        "ice-hockey",
        "rugby",
        "tennis",
        "volleyball",
    }


def test_every_status_is_of_one_group():
    groups = (UPCOMING, IN_PLAY, OVER, CALLED_OFF)

    assert sorted(status for group in groups for status in group) == sorted(Status)


def test_every_status_has_its_place_on_the_way_to_the_end():
    assert set(PROGRESS) == set(Status)
    assert [PROGRESS[status] for status in (Status.SCHEDULED, Status.LIVE, Status.ENDED, Status.CLOSED)] == [0, 1, 2, 3]


@pytest.mark.parametrize("sport", SPORTS)
def test_each_kind_of_period_is_there_once_with_a_name_that_can_be_made(sport):
    specs = SPORTS[sport].periods

    assert len({spec.kind for spec in specs}) == len(specs)
    for spec in specs:
        assert "{" not in period_name(sport, spec.kind, 2) + period_short(sport, spec.kind, 2)


@pytest.mark.parametrize("sport", SPORTS)
def test_timed_periods_go_with_a_clock(sport):
    rules = SPORTS[sport]

    planned = [spec.minutes for spec in rules.periods if spec.kind != PeriodKind.SHOOTOUT]

    assert all(minutes is None for minutes in planned) == (rules.clock == "none")


@pytest.mark.parametrize("sport", SPORTS)
def test_tables_are_ranked_by_words_that_standings_knows(sport):
    assert set(SPORTS[sport].ranking) <= CRITERIA
    assert SPORTS[sport].ranking


@pytest.mark.parametrize("sport", SPORTS)
def test_a_win_is_worth_more_than_a_draw_and_a_draw_no_less_than_a_loss(sport):
    rules = SPORTS[sport]

    assert rules.win_points > rules.draw_points >= rules.loss_points


@pytest.mark.parametrize(
    ("sport", "points"), [("football", (3, 3, 0, 0)), ("ice-hockey", (3, 2, 1, 0)), ("volleyball", (3, 2, 1, 0))]
)
def test_what_a_win_and_a_loss_are_worth_with_and_without_overtime(sport, points):
    rules = SPORTS[sport]
    narrow = [rules.narrow_win_points, rules.narrow_loss_points]

    worth = (rules.win_points, narrow[0] or rules.win_points, narrow[1] or rules.loss_points, rules.loss_points)

    assert worth == points


@pytest.mark.parametrize("sport", SPORTS)
def test_incidents_are_keyed_by_their_names(sport):
    for key, kind in SPORTS[sport].incidents.items():
        assert key == kind.name.lower().replace(" ", "_").replace("-", "_")


@pytest.mark.parametrize("sport", [name for name, sport in SPORTS.items() if sport.unit not in ("sets",)])
def test_where_points_are_scored_an_incident_scores_them(sport):
    assert any(kind.points for kind in SPORTS[sport].incidents.values())


@pytest.mark.parametrize(
    ("sport", "kind", "points"),
    [
        ("football", "penalty", 1),
        ("basketball", "three_points", 3),
        ("american-football", "touchdown", 6),
        ("american-football", "two_point_conversion", 2),
        ("rugby", "try", 5),
        ("rugby", "penalty_try", 7),
        ("rugby", "drop_goal", 3),
        ("handball", "seven_metres", 1),
        ("cricket", "six", 6),
    ],
)
def test_what_an_incident_is_worth(sport, kind, points):
    assert SPORTS[sport].incidents[kind].points == points


def test_only_an_own_goal_counts_for_the_other_side():
    found = [(sport, key) for sport in SPORTS for key, kind in SPORTS[sport].incidents.items() if kind.for_opponent]

    assert found == [("football", "own_goal")]


def test_a_second_yellow_card_is_a_red_one():
    cards = {key: kind.card for key, kind in SPORTS["football"].incidents.items() if kind.card}

    assert cards == {"yellow_card": "yellow", "second_yellow_card": "red", "red_card": "red"}


@pytest.mark.parametrize(
    ("sport", "kind", "number", "name", "short"),
    [
        ("football", "period", 2, "2nd half", "H2"),
        ("football", "extra", 1, "extra time 1", "ET1"),
        ("football", "shootout", 1, "shoot-out", "PEN"),
        ("basketball", "period", 4, "4th quarter", "Q4"),
        ("baseball", "innings", 11, "11th inning", "11"),
        ("cricket", "innings", 1, "1st innings", "I1"),
        ("tennis", "set", 3, "3rd set", "3"),
    ],
)
def test_periods_as_readers_say_them(sport, kind, number, name, short):
    assert (period_name(sport, kind, number), period_short(sport, kind, number)) == (name, short)


def test_a_kind_of_period_that_a_sport_has_not_is_still_called_something():
    assert period_spec("tennis", "shootout") is None
    assert (period_name("tennis", "shootout", 1), period_short("tennis", "shootout", 1)) == ("shootout 1", "1")


def test_the_shoot_out_of_ice_hockey_is_in_the_total_and_no_other_sports_is():
    counted = {sport: spec.counts_in_total for sport in SPORTS if (spec := period_spec(sport, PeriodKind.SHOOTOUT))}

    assert counted == {"cricket": False, "football": False, "handball": False, "ice-hockey": True}


def test_ordinals():
    said = [ordinal(number) for number in (1, 2, 3, 4, 11, 12, 13, 21, 111)]

    assert said == ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "111th"]
