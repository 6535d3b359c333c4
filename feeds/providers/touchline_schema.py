"""The JSON Schema of our reports, for those who write them: `python -m feeds.providers.touchline_schema`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from feeds.providers.touchline import Body
from scores.reports import MatchReport
from scores.sports import SPORTS

PATH = Path(__file__).resolve().parents[2] / "docs" / "report.schema.json"


def schema() -> str:
    """As the models give it, with the sports that there are and the incidents of each."""
    found: dict[str, Any] = TypeAdapter(Body | MatchReport).json_schema()
    definitions = found["$defs"]
    definitions["MatchReport"]["properties"]["sport"]["enum"] = list(SPORTS)
    kinds = sorted({kind for sport in SPORTS.values() for kind in sport.incidents})
    definitions["IncidentReport"]["properties"]["kind"]["enum"] = kinds
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Touchline reports"}
    return json.dumps(head | found, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    PATH.write_text(schema(), encoding="utf-8")
