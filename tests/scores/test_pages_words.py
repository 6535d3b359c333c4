"""What a row says, on cases that the browser's modules are held to as well."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from scores.pages.rows import score_text
from scores.pages.words import minute_text, note_text, situation_text, status_line, turn_of

CASES = json.loads((Path(__file__).parent / "row_cases.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_row_says(case):
    row, at = case["row"], datetime.fromisoformat(case["at"])

    said = {
        "minute": minute_text(row, at),
        "status_line": status_line(row, at),
        "note": note_text(row),
        "situation": situation_text(row),
        "turn": turn_of(row),
        "home": score_text(row, "home"),
        "away": score_text(row, "away"),
    }

    assert said == {key: case[key] for key in said}
