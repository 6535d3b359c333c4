"""The names of stages: what providers spell differently is one."""

from __future__ import annotations

import pytest

from feeds.providers.stages import ONLY, StageName, stage_name


@pytest.mark.parametrize(
    ("words", "stage"),
    [
        (("LAST_16", "Round of 16", "round-of-16", "rd of 16: Round of 16"), StageName("Round of 16", "knockout", 93)),
        (("ROUND_OF_64", "last 64"), StageName("Round of 64", "knockout", 91)),
        (("ROUND_3", "Round 3", "round-3"), StageName("Round 3", "knockout", 33)),
        (("QUARTER_FINALS", "Quarter-final", "quarterfinals"), StageName("Quarter-finals", "knockout", 94)),
        (("Semi-finals", "SEMI_FINAL"), StageName("Semi-finals", "knockout", 95)),
        (("Third place play-off", "3rd Place"), StageName("Third place", "knockout", 96)),
        (("FINAL", "Final", "final"), StageName("Final", "knockout", 97)),
        (("PLAYOFFS", "Play-offs"), StageName("Play-offs", "knockout", 60)),
        (("GROUP_A", "Group A", "group-a"), StageName("Group A", "group", 21)),
        (("GROUP_STAGE", "Group Stage", "group-stage"), StageName("Group stage", "knockout", 20)),
        (("LEAGUE_STAGE", "League stage"), StageName("League stage", "league", 15)),
        (("QUALIFICATION_ROUND_2", "qualification-round-2"), StageName("Qualification round 2", "knockout", 12)),
        (("", " ", "_"), ONLY),
    ],
)
def test_a_stage_has_one_name(words, stage):
    assert {stage_name(word) for word in words} == {stage}


def test_stages_are_in_the_order_they_are_played():
    words = ["Qualification round 1", "Group stage", "Group A", "Group L", "Play-offs", "Last 32", "Last 16"]
    words += ["Quarter-finals", "Semi-finals", "Third place", "Final"]

    orders = [stage_name(word).order for word in words]

    assert orders == sorted(orders)
    assert len(set(orders)) == len(orders)
