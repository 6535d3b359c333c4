"""Merge patches: RFC 7396, on states that hold no null."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scores.live.patches import diff, merge, same, without_nulls

scalars = st.booleans() | st.integers(-3, 3) | st.floats(-2, 2) | st.text(max_size=3)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
    max_leaves=8,
)
states = st.dictionaries(st.text(max_size=2), values, max_size=4)


@given(before=states, after=states)
def test_the_patch_between_two_states_takes_one_to_the_other(before, after):
    assert same(merge(before, diff(before, after)), after)


@given(before=states, after=states)
def test_a_patch_applied_twice_does_no_harm(before, after):
    patch = diff(before, after)

    assert same(merge(merge(before, patch), patch), after)


@given(state=states)
def test_equal_states_have_no_difference(state):
    assert diff(state, state) == {}


@given(before=states, after=states)
def test_neither_state_is_changed_by_the_other(before, after):
    kept = merge({}, before)

    merge(before, diff(before, after))

    assert same(before, kept)


def test_true_is_not_one():
    assert diff({"running": 1}, {"running": True}) == {"running": True}
    assert diff({"runs": [1]}, {"runs": [True]}) == {"runs": [True]}


def test_what_is_gone_is_null_in_the_patch_and_nowhere_else():
    assert diff({"a": 1, "b": {"c": 1, "d": 2}}, {"b": {"d": 2}}) == {"a": None, "b": {"c": None}}
    assert without_nulls({"a": None, "b": {"c": None, "d": [{"e": None}]}}) == {"b": {"d": [{}]}}
