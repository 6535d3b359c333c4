"""Changes a match through the operations, in a process of its own: reads a verb a line, answers in one line.

{"verb": "match"}                                   makes a match and kicks it off; its snapshot
{"verb": "score", "document": "match.1", "times": 100, "a_second": 10}     raises the score; the snapshot it ends with,
    and, by sequence, the milliseconds from the time in the update to the end of its commit
{"verb": "publish", "document": "match.1", "sequence": 7}     publishes an update that the log does not hold
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

import django

django.setup()

from bench.peers import MESSAGE_BYTES  # noqa: E402
from scores import changes, operations  # noqa: E402
from scores.live.log import frame_of  # noqa: E402
from scores.live.models import Document, Update  # noqa: E402
from scores.live.protocol import frames  # noqa: E402
from scores.live.publication import publish  # noqa: E402
from scores.models import Competition, Match, Season, Stage, Team  # noqa: E402

SOURCE = "bench"


def make_match() -> str:
    """The name of its document."""
    competition = Competition.objects.create(sport="football", name="Benchmark League")
    stage = Stage.objects.create(season=Season.objects.create(competition=competition, name="2026/27"))
    home, away = (Team.objects.create(sport="football", name=name) for name in ("Arrows", "Cannons"))
    match_id = operations.create_match(
        stage_id=stage.pk, home_id=home.pk, away_id=away.pk, kick_off=datetime.now(UTC), source=SOURCE
    )
    operations.kick_off(match_id, source=SOURCE)
    return f"match.{match_id}"


class Commits:
    """Takes the place of the publication, and notes when it was called: that is when the commit is over."""

    def __init__(self, document: str) -> None:
        self._document = document
        self.milliseconds: dict[int, float] = {}

    def __call__(self, updates: Sequence[Update]) -> None:
        now = time.time()
        publish(updates)
        for update in updates:
            if update.document == self._document:
                self.milliseconds[update.sequence] = round((now - update.at.timestamp()) * 1000, 3)


def raise_score(document: str, times: int, a_second: float) -> float:
    """Raise the score so many times, evenly; a change that comes late does not delay those after it."""
    match_id = int(document.removeprefix("match."))
    started = time.monotonic()
    before = Match.objects.get(pk=match_id).home_score or 0
    for number in range(1, times + 1):
        time.sleep(max(0.0, started + number / a_second - time.monotonic()))
        operations.set_score(match_id, home=before + number, away=0, source=SOURCE)
    return time.monotonic() - started


def publish_one(document: str, sequence: int) -> None:
    """An update as it is published after its commit, as long as those of the other servers."""
    changed = {"score": {"home": sequence}, "note": ""}
    update = Update(document=document, sequence=sequence, at=datetime.now(UTC), patch=changed, topics=[document])
    update.patch["note"] = "x" * (MESSAGE_BYTES - len(frames([frame_of(update)])))
    publish([update])


def snapshot(name: str) -> dict[str, Any]:
    document = Document.objects.get(name=name)
    return {"document": document.name, "sequence": document.sequence, "state": document.state}


def answer(asked: dict[str, Any]) -> Any:
    match asked:
        case {"verb": "match"}:
            return snapshot(make_match())
        case {"verb": "score", "document": document, "times": times, "a_second": a_second}:
            commits = Commits(document)
            with patch.object(changes, "publish", commits):
                seconds = raise_score(document, times, a_second)
            return {"seconds": seconds, "commits": commits.milliseconds, **snapshot(document)}
        case {"verb": "publish", "document": document, "sequence": sequence}:
            return publish_one(document, sequence)
    raise ValueError(f"No such verb: {asked}")


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)
