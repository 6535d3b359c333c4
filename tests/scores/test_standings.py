"""The table of a stage."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scores.standings import Result, Rules, Standing, standings

ARSENAL, BURNLEY, CHELSEA, DERBY = 1, 2, 3, 4
USUAL = Rules()
HEAD_TO_HEAD = Rules(ranking=("points", "head_to_head", "difference", "scored"))


def table(results, rules=USUAL, teams=(), deductions=None):
    return standings(teams, results, rules, deductions or {})


def order(rows):
    return [row.team for row in rows]


def test_a_table_counts_and_ranks_what_was_played():
    results = [Result(ARSENAL, BURNLEY, 2, 0), Result(BURNLEY, CHELSEA, 1, 1), Result(CHELSEA, ARSENAL, 0, 1)]

    rows = table(results)

    assert rows == [
        Standing(ARSENAL, 1, 2, won=2, scored=3, points=6, away_scored=1, away_won=1),
        Standing(CHELSEA, 2, 2, drawn=1, lost=1, scored=1, conceded=2, points=1, away_scored=1),
        Standing(BURNLEY, 3, 2, drawn=1, lost=1, scored=1, conceded=3, points=1),
    ]


def test_no_teams_make_an_empty_table():
    assert table([]) == []


def test_teams_without_a_match_are_listed_level_in_order_of_their_ids():
    rows = table([], teams=[CHELSEA, ARSENAL, BURNLEY])

    assert [(row.team, row.position) for row in rows] == [(ARSENAL, 1), (BURNLEY, 1), (CHELSEA, 1)]


def test_the_position_after_a_shared_one_counts_everybody_before_it():
    results = [Result(DERBY, CHELSEA, 0, 1), Result(BURNLEY, ARSENAL, 1, 0), Result(DERBY, 5, 2, 2)]

    rows = table(results, Rules(ranking=("points",)))

    assert [(row.team, row.position) for row in rows] == [(BURNLEY, 1), (CHELSEA, 1), (DERBY, 3), (5, 3), (ARSENAL, 5)]


def test_the_rules_say_what_a_match_is_worth():
    results = [Result(ARSENAL, BURNLEY, 80, 70), Result(CHELSEA, DERBY, 60, 60)]

    rows = table(results, Rules(win_points=2, draw_points=0, loss_points=1))

    assert {row.team: row.points for row in rows} == {ARSENAL: 2, BURNLEY: 1, CHELSEA: 0, DERBY: 0}


def test_a_match_decided_in_overtime_may_be_worth_less_and_lose_less():
    rules = Rules(narrow_win_points=2, narrow_loss_points=1)
    results = [Result(ARSENAL, BURNLEY, 3, 2, narrow=True), Result(CHELSEA, DERBY, 3, 2)]

    rows = table(results, rules)

    assert {row.team: row.points for row in rows} == {ARSENAL: 2, BURNLEY: 1, CHELSEA: 3, DERBY: 0}


def test_where_the_rules_do_not_say_overtime_is_as_any_other_win():
    rows = table([Result(ARSENAL, BURNLEY, 3, 2, narrow=True)])

    assert [(row.team, row.points) for row in rows] == [(ARSENAL, 3), (BURNLEY, 0)]


def test_level_on_points_fewer_matches_may_decide_then_wins_without_overtime():
    rules = Rules(win_points=2, draw_points=1, ranking=("points", "fewest_played", "regulation_wins"))
    results = [Result(ARSENAL, 9, 1, 0, narrow=True), Result(BURNLEY, 8, 1, 0), Result(CHELSEA, DERBY, 0, 0)]

    rows = table([*results, Result(CHELSEA, DERBY, 1, 1)], rules)

    assert order(rows)[:4] == [BURNLEY, ARSENAL, CHELSEA, DERBY]


def test_a_deduction_takes_points_and_may_leave_less_than_none():
    rows = table([Result(ARSENAL, BURNLEY, 1, 0)], deductions={ARSENAL: 2, BURNLEY: 6})

    assert [(row.team, row.points, row.deducted) for row in rows] == [(ARSENAL, 1, 2), (BURNLEY, -6, 6)]


def test_a_named_winner_overrules_the_score():
    awarded = Result(ARSENAL, BURNLEY, 4, 0, winner="away")
    on_penalties = Result(CHELSEA, DERBY, 1, 1, winner="home")
    annulled = Result(ARSENAL, CHELSEA, 1, 0, winner="draw")

    rows = table([awarded, on_penalties, annulled])

    assert {row.team: (row.won, row.drawn, row.lost, row.points) for row in rows} == {
        ARSENAL: (0, 1, 1, 1),
        BURNLEY: (1, 0, 0, 3),
        CHELSEA: (1, 1, 0, 4),
        DERBY: (0, 0, 1, 0),
    }


def test_a_match_in_play_counts_as_it_stands_and_marks_its_teams():
    rows = table([Result(ARSENAL, BURNLEY, 0, 1, live=True), Result(CHELSEA, DERBY, 2, 2)])

    assert [(row.team, row.points, row.live) for row in rows] == [
        (BURNLEY, 3, True),
        (CHELSEA, 1, False),
        (DERBY, 1, False),
        (ARSENAL, 0, True),
    ]


def test_level_on_points_the_difference_decides_then_what_was_scored():
    results = [Result(ARSENAL, 9, 1, 0), Result(BURNLEY, 8, 3, 1), Result(CHELSEA, 7, 2, 1)]

    rows = table(results)

    assert order(rows)[:3] == [BURNLEY, CHELSEA, ARSENAL]


def test_head_to_head_goes_before_the_difference_where_the_rules_say_so():
    results = [Result(ARSENAL, BURNLEY, 1, 0), Result(BURNLEY, CHELSEA, 9, 0), Result(CHELSEA, ARSENAL, 1, 0)]
    results += [Result(ARSENAL, DERBY, 1, 0), Result(BURNLEY, DERBY, 1, 0), Result(CHELSEA, DERBY, 0, 1)]

    assert order(table(results, HEAD_TO_HEAD)) == [ARSENAL, BURNLEY, DERBY, CHELSEA]
    assert order(table(results)) == [BURNLEY, ARSENAL, DERBY, CHELSEA]


def test_head_to_head_of_three_is_a_table_of_their_own_matches():
    between = [Result(ARSENAL, BURNLEY, 1, 0), Result(BURNLEY, CHELSEA, 3, 0), Result(CHELSEA, ARSENAL, 2, 0)]
    others = [Result(ARSENAL, DERBY, 9, 0), Result(BURNLEY, DERBY, 1, 0), Result(CHELSEA, DERBY, 5, 0)]

    rows = table(between + others, HEAD_TO_HEAD)

    assert order(rows) == [BURNLEY, CHELSEA, ARSENAL, DERBY]


def test_those_whom_the_mini_table_leaves_level_are_compared_by_their_own_matches_alone():
    between = [Result(ARSENAL, BURNLEY, 3, 0), Result(BURNLEY, CHELSEA, 2, 0), Result(CHELSEA, ARSENAL, 2, 1)]
    others = [Result(ARSENAL, DERBY, 1, 0), Result(BURNLEY, DERBY, 1, 0), Result(CHELSEA, DERBY, 9, 0)]

    rows = table(between + others, HEAD_TO_HEAD)

    assert order(rows) == [ARSENAL, BURNLEY, CHELSEA, DERBY]


def test_a_tie_that_head_to_head_leaves_goes_on_to_the_next_criterion():
    results = [Result(ARSENAL, BURNLEY, 1, 1), Result(ARSENAL, CHELSEA, 1, 0), Result(BURNLEY, CHELSEA, 2, 0)]

    rows = table(results, HEAD_TO_HEAD)

    assert [(row.team, row.position) for row in rows] == [(BURNLEY, 1), (ARSENAL, 2), (CHELSEA, 3)]


def test_away_goals_separate_two_legs_where_the_rules_say_so():
    legs = [Result(ARSENAL, BURNLEY, 2, 1), Result(BURNLEY, ARSENAL, 3, 2)]

    with_away_goals = table(legs, Rules(ranking=("points", "head_to_head_away_goals")))
    without = table(legs, Rules(ranking=("points", "head_to_head")))

    assert [(row.team, row.position) for row in with_away_goals] == [(ARSENAL, 1), (BURNLEY, 2)]
    assert [row.position for row in without] == [1, 1]


def test_a_win_rate_compares_teams_that_played_unlike_numbers_of_matches():
    results = [Result(ARSENAL, BURNLEY, 3, 2), Result(ARSENAL, BURNLEY, 0, 2), Result(CHELSEA, BURNLEY, 4, 1)]

    rows = table(results, Rules(ranking=("win_rate",)), teams=[DERBY])

    assert order(rows) == [CHELSEA, ARSENAL, BURNLEY, DERBY]


def test_a_ratio_with_nothing_conceded_is_the_best():
    results = [Result(ARSENAL, BURNLEY, 3, 0), Result(CHELSEA, BURNLEY, 3, 1)]

    assert order(table(results, Rules(ranking=("ratio",)))) == [ARSENAL, CHELSEA, BURNLEY]


def test_a_word_that_is_no_criterion_separates_nobody():
    rows = table([Result(ARSENAL, BURNLEY, 1, 0)], Rules(ranking=("beauty",)))

    assert [row.position for row in rows] == [1, 1]


ids = st.integers(1, 6)
scores = st.integers(0, 4)
pairs = st.tuples(ids, ids).filter(lambda pair: pair[0] != pair[1])
matches = st.builds(
    lambda pair, home, away, winner, live: Result(pair[0], pair[1], home, away, winner, live),
    pairs,
    scores,
    scores,
    st.sampled_from(["", "", "", "home", "away", "draw"]),
    st.booleans(),
)
RANKINGS = [
    ("points", "difference", "scored"),
    ("points", "head_to_head", "difference", "scored"),
    ("points", "difference", "scored", "head_to_head"),
    ("wins", "head_to_head_away_goals", "ratio"),
]
rankings = st.sampled_from(RANKINGS)


@given(st.lists(matches, max_size=30), st.integers(0, 4), st.integers(0, 4), st.integers(0, 4))
def test_points_add_up_to_what_the_matches_gave(results, win, draw, loss):
    rows = table(results, Rules(win, draw, loss))

    decided = sum(row.won for row in rows)
    level = sum(row.drawn for row in rows) // 2
    assert decided == sum(row.lost for row in rows)
    assert decided + level == len(results)
    assert sum(row.points for row in rows) == decided * (win + loss) + level * 2 * draw
    assert sum(row.difference for row in rows) == 0


@given(st.lists(matches, max_size=20), rankings, st.randoms(use_true_random=False))
def test_the_order_in_which_matches_are_given_changes_nothing(results, ranking, random):
    shuffled = random.sample(results, len(results))

    assert table(shuffled, Rules(ranking=ranking)) == table(results, Rules(ranking=ranking))


@given(st.lists(matches, max_size=20), rankings)
def test_positions_start_at_one_and_never_fall(results, ranking):
    rows = table(results, Rules(ranking=ranking), teams=range(1, 7))

    positions = [row.position for row in rows]
    assert sorted(order(rows)) == [1, 2, 3, 4, 5, 6]
    assert positions == sorted(positions)
    assert all(position == positions.index(position) + 1 for position in positions)


@given(st.lists(matches, max_size=12), rankings, st.permutations(range(1, 7)))
def test_who_is_above_whom_depends_on_no_id(results, ranking, names):
    rename = dict(zip(range(1, 7), names, strict=True))
    renamed = [Result(rename[r.home], rename[r.away], r.home_score, r.away_score, r.winner, r.live) for r in results]

    positions = {rename[row.team]: row.position for row in table(results, Rules(ranking=ranking))}
    assert {row.team: row.position for row in table(renamed, Rules(ranking=ranking))} == positions
