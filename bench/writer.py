"""Changes a match through the operations, in a process of its own: reads a verb a line, answers in one line.

{"verb": "match"}                            makes a match and kicks it off; its id
{"verb": "score", "match": 1, "times": 100, "a_second": 10}      raises the score; the snapshot it ends with
"""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime
from typing import Any

import django

django.setup()

from scores import operations  # noqa: E402
from scores.live.models import Document  # noqa: E402
from scores.models import Competition, Match, Season, Stage, Team  # noqa: E402

SOURCE = "bench"


def make_match() -> int:
    competition = Competition.objects.create(sport="football", name="Benchmark League")
    stage = Stage.objects.create(season=Season.objects.create(competition=competition, name="2026/27"))
    home, away = (Team.objects.create(sport="football", name=name) for name in ("Arrows", "Cannons"))
    match_id = operations.create_match(
        stage_id=stage.pk, home_id=home.pk, away_id=away.pk, kick_off=datetime.now(UTC), source=SOURCE
    )
    operations.kick_off(match_id, source=SOURCE)
    return match_id


def raise_score(match_id: int, times: int, a_second: float) -> dict[str, Any]:
    """Raise the score so many times, evenly; a change that comes late does not delay those after it."""
    started = time.monotonic()
    before = Match.objects.get(pk=match_id).home_score or 0
    for number in range(1, times + 1):
        time.sleep(max(0.0, started + number / a_second - time.monotonic()))
        operations.set_score(match_id, home=before + number, away=0, source=SOURCE)
    document = Document.objects.get(name=f"match.{match_id}")
    return {
        "document": document.name,
        "sequence": document.sequence,
        "state": document.state,
        "seconds": time.monotonic() - started,
    }


def answer(asked: dict[str, Any]) -> Any:
    if asked["verb"] == "match":
        return make_match()
    return raise_score(asked["match"], asked["times"], asked["a_second"])


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)
