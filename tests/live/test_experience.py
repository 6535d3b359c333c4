"""Delays in a few numbers: what they say of all delays is right to the width of a bin."""

from __future__ import annotations

import random

import pytest

from scores.live.experience import Experience, no_delays, percentile, together


def counted(*delays: float) -> list[int]:
    experience = Experience()
    for delay in delays:
        experience.add(delay)
    return experience.take()


@pytest.mark.parametrize("percent", [1, 50, 95, 99])
def test_a_percentile_is_right_to_a_fourth_of_itself(percent):
    chance = random.Random(7)
    delays = sorted(chance.lognormvariate(4, 1) for _ in range(10_000))

    found = percentile(counted(*delays), percent)

    assert found == pytest.approx(delays[100 * percent], rel=0.25)


def test_what_was_taken_is_not_counted_again():
    experience = Experience()
    experience.add(40)

    assert sum(experience.take()) == 1
    assert experience.take() == no_delays()


def test_several_processes_count_together():
    assert together([counted(1, 40), counted(40)]) == counted(1, 40, 40)


@pytest.mark.parametrize(("delay", "least", "most"), [(0, 0, 1.3), (1e9, 50_000, 60_000)])
def test_the_shortest_and_the_longest_delay_have_a_bin(delay, least, most):
    found = percentile(counted(delay), 50)

    assert found is not None and least <= found <= most


def test_of_no_delays_nothing_is_said():
    assert percentile(no_delays(), 50) is None
