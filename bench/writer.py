"""Changes a match through the operations, in a process of its own: reads a verb a line, answers in one line.

{"verb": "match"}                                   makes a match and kicks it off; its snapshot
{"verb": "score", "document": "match.1", "times": 100, "a_second": 10}     raises the score; the snapshot it ends with,
    and, by sequence, the milliseconds from the time in the update to the end of its commit
{"verb": "day", "matches": 200, "live": 100}        makes a day with so many matches, and kicks off the first of them
{"verb": "page", "path": "/days/2026-11-22/"}       what it takes to make a page that nobody has made before
{"verb": "play", "every": 2, "seconds": 10}         changes the score of each live match every so many seconds
{"verb": "publish", "document": "match.1", "sequence": 7}     publishes an update that the log does not hold
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any
from unittest.mock import patch

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

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


def make_day(matches: int, live: int) -> dict[str, str]:
    """Ten matches to a competition. Those that are live were kicked off together: their minutes change together."""
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    kicked_off = now - timedelta(minutes=5)
    for number in range(matches):
        if number % 10 == 0:
            competition = Competition.objects.create(sport="football", name=f"League {number // 10 + 1}")
            season = Season.objects.create(competition=competition, name="2026/27")
            stage = Stage.objects.create(season=season)
        home, away = (Team.objects.create(sport="football", name=f"{town} {number + 1}") for town in ("Ham", "Ford"))
        match_id = operations.create_match(
            stage_id=stage.pk, home_id=home.pk, away_id=away.pk, kick_off=now.replace(hour=12, minute=0), source=SOURCE
        )
        if number < live:
            operations.kick_off(match_id, source=SOURCE, at=kicked_off)
    return {"topic": f"day.{now:%Y-%m-%d}", "path": f"/days/{now:%Y-%m-%d}/"}


def make_page(path: str) -> dict[str, float]:
    """Django alone, without what is kept of pages: the first time, and the median of those after it."""
    client = Client(HTTP_HOST="127.0.0.1")
    milliseconds = []
    for _ in range(10):
        began = time.perf_counter()
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(path)
        milliseconds.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200
    return {
        "queries": len(queries),
        "kilobytes": round(len(answer.content) / 1024),
        "first_ms": round(milliseconds[0]),
        "ms": round(median(milliseconds[1:])),
    }


def play(every: float, seconds: float) -> dict[str, Any]:
    """Change all live matches in turn, evenly; the last change is of the one whose name comes first."""
    names = sorted(f"row.{match}" for match in Match.objects.filter(status="live").values_list("pk", flat=True))
    rows = Update.objects.filter(document__startswith="row.")
    logged, rounds, started = rows.count(), max(1, round(seconds / every)), time.monotonic()
    for number in range(1, rounds * len(names) + 1):
        time.sleep(max(0.0, started + number / len(names) * every - time.monotonic()))
        home = (number + len(names) - 1) // len(names)
        operations.set_score(int(names[-number % len(names)].removeprefix("row.")), home=home, away=0, source=SOURCE)
        if time.monotonic() - started > 2 * seconds and names[-number % len(names)] == names[0]:
            break
    lasted = time.monotonic() - started
    sequence = Document.objects.get(name=names[0]).sequence
    return {"changes": number, "seconds": lasted, "updates": rows.count() - logged, "sequence": sequence}


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
        case {"verb": "day", "matches": matches, "live": live}:
            return make_day(matches, live)
        case {"verb": "page", "path": path}:
            return make_page(path)
        case {"verb": "play", "every": every, "seconds": seconds}:
            return play(every, seconds)
        case {"verb": "publish", "document": document, "sequence": sequence}:
            return publish_one(document, sequence)
    raise ValueError(f"No such verb: {asked}")


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)
