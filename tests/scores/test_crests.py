"""Crests, drawn from two colours, a pattern and initials."""

from __future__ import annotations

from typing import Any

import pytest
from django.template.loader import render_to_string

from scores.models import Team
from scores.pages.crests import PATTERNS, crest_of, initials_of
from tests.scores.markup import read

TEAM: dict[str, Any] = {"name": "Arsenal", "crest": {"primary": "#ef0107", "secondary": "#ffffff", "pattern": "sash"}}


def drawn(team):
    return read(render_to_string("_crest.html", {"crest": crest_of(team)})).one("svg")


def test_a_crest_has_both_colours_and_the_initials():
    svg = drawn(TEAM)

    assert svg.one("path", data_fill="primary")["fill"] == "#ef0107"
    assert svg.one("path", data_fill="secondary")["fill"] == "#ffffff"
    assert svg.one("path", data_fill="secondary")["d"] == PATTERNS["sash"]
    assert svg.text == "ARS"


def test_there_is_a_drawing_for_every_pattern_a_team_can_have():
    assert set(PATTERNS) == set(Team.Pattern.values)


def test_a_pattern_we_do_not_know_is_plain():
    assert drawn({**TEAM, "crest": {**TEAM["crest"], "pattern": "tartan"}})["data-pattern"] == "plain"


def test_a_colour_that_is_none_does_not_leave_its_attribute():
    svg = drawn({**TEAM, "crest": {**TEAM["crest"], "primary": '"><script>alert(1)</script>'}})

    assert list(svg.all("script")) == []
    assert svg.one("path", data_fill="primary")["fill"] == '"><script>alert(1)</script>'


@pytest.mark.parametrize(
    ("team", "initials"),
    [
        ({"name": "Arsenal", "code": "ars"}, "ARS"),
        ({"name": "Arsenal"}, "ARS"),
        ({"name": "Newcastle United"}, "NU"),
        ({"name": "Brighton & Hove Albion"}, "BHA"),
        ({"name": "Brighton & Hove Albion", "short": "Brighton"}, "BRI"),
        ({"name": "Ål"}, "ÅL"),
        ({"name": "<img src=x>"}, "SRC"),
        ({"name": "?"}, ""),
        ({"name": ""}, ""),
    ],
)
def test_initials(team, initials):
    assert initials_of(team) == initials


@pytest.mark.parametrize(("colour", "ink"), [("#ffffff", "#111111"), ("#000000", "#ffffff"), ("#fdb913", "#111111")])
def test_initials_can_be_read_on_the_first_colour(colour, ink):
    assert crest_of({**TEAM, "crest": {"primary": colour}}).ink == ink
