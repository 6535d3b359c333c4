"""Makes and changes matches in a process of its own: reads a verb a line, answers each with a snapshot.

{"verb": "match"}                                       a match that is being played
{"verb": "change", "document": "match.1", "times": 2}   raises its score so often, an update each
"""

from __future__ import annotations

import json
import sys
from typing import Any

import django

django.setup()

from scores import operations  # noqa: E402
from scores.live.models import Document  # noqa: E402
from scores.models import Match  # noqa: E402
from tests.factories import make_match  # noqa: E402


def snapshot(name: str) -> dict[str, Any]:
    document = Document.objects.get(name=name)
    return {"document": name, "sequence": document.sequence, "state": document.state}


def change(name: str, times: int) -> None:
    match = Match.objects.get(pk=name.removeprefix("match."))
    for number in range(1, times + 1):
        operations.set_score(match.pk, home=(match.home_score or 0) + number, away=0, source="test")


def answer(asked: dict[str, Any]) -> dict[str, Any]:
    if asked["verb"] == "match":
        return snapshot(f"match.{make_match(status='live').pk}")
    change(asked["document"], asked["times"])
    return snapshot(asked["document"])


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)
