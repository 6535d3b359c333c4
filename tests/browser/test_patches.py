"""Merge and diff: Python and JavaScript on the same cases."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scores.live.patches import diff, merge
from tests.browser.conftest import Call

CASES = json.loads((Path(__file__).parent / "patch_cases.json").read_text())
KEYS = st.sampled_from(["a", "b", "__proto__", "17", ""])
LEAVES = st.booleans() | st.integers(-3, 3) | st.text(max_size=3) | st.lists(st.integers(0, 2), max_size=2)
STATES = st.dictionaries(
    KEYS, st.recursive(LEAVES, lambda inner: st.dictionaries(KEYS, inner, max_size=3), max_leaves=8), max_size=4
)


@pytest.mark.parametrize("case", CASES)
def test_python_makes_and_merges_the_patch(case):
    assert diff(case["before"], case["after"]) == case["patch"]
    assert merge(case["before"], case["patch"]) == case["after"]


@pytest.mark.browser
def test_javascript_merges_the_same_patches(call_module: Call):
    merged = call_module("patches.js", "merge", [[case["before"], case["patch"]] for case in CASES])

    assert merged == [case["after"] for case in CASES]


@pytest.mark.browser
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pairs=st.lists(st.tuples(STATES, STATES), min_size=20, max_size=60))
def test_javascript_merges_what_python_diffs(call_module: Call, pairs):
    merged = call_module("patches.js", "merge", [[before, diff(before, after)] for before, after in pairs])

    assert merged == [after for _, after in pairs]
