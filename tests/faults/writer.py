"""Changes matches, in a process of its own: reads a verb a line, answers in one line.

{"verb": "begin", "matches": 4}       makes matches, in place of all that were, and kicks them off; their topics
{"verb": "resume", "topics": […]}     goes on with the matches of another writer
{"verb": "play", "a_second": 20}      changes them, evenly, until it is told to rest
{"verb": "wait", "changes": 10}       answers when so many more are committed
{"verb": "rest"}                      ends that; the updates committed since it was last asked, and when each was
{"verb": "change"}                    changes one match, once
{"verb": "documents", "topics": […]}  what the database says
{"verb": "log", "topics": […]}        document, sequence and patch of every update of theirs
{"verb": "shift", "seconds": 3600}    lets its clock go wrong
{"verb": "publish", "on": false}      commits, and tells nobody
{"verb": "die"}                       commits, and is killed before it could tell anybody
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import django

django.setup()

from django.db import DatabaseError, InterfaceError, connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from scores import changes, operations  # noqa: E402
from scores.live.models import Document, Update  # noqa: E402
from scores.live.publication import publish  # noqa: E402
from scores.models import Competition, Match, Season, Stage, Team  # noqa: E402

SOURCE = "faults"
GOAL_EVERY = 10  # changes
WAIT_SECONDS = 60

logging.disable(logging.ERROR)  # that its servers are away is what is tried, and no news

now = timezone.now
numbers = count(1)


class Writer:
    def __init__(self) -> None:
        self.matches: list[int] = []
        self.committed: list[tuple[str, int, float]] = []
        self.changes = 0
        self.publishes = True
        self.dies = False
        self.news = threading.Condition()
        self.rests = threading.Event()
        self.thread: threading.Thread | None = None
        vars(changes)["publish"] = self.publish

    def publish(self, updates: Sequence[Update]) -> None:
        """Called after commit, in the place of the site's own."""
        at = time.time()
        with self.news:
            self.committed += [(update.document, update.sequence, at) for update in updates]
            self.changes += 1
            self.news.notify_all()
        if self.dies:
            print(json.dumps(self.committed), flush=True)
            os.kill(os.getpid(), signal.SIGKILL)
        if self.publishes:
            publish(updates)

    def begin(self, matches: int) -> list[str]:
        for former in Match.objects.values_list("pk", flat=True):  # a page that grows would look like a leak
            operations.delete_match(former, source=SOURCE, reason="over")
        name = f"Cup {time.time_ns()}"
        competition = Competition.objects.create(sport="football", name=name)
        season = Season.objects.create(competition=competition, name="2026/27")
        stage = Stage.objects.create(season=season, kind="knockout")
        self.matches = [self.make_match(stage, f"{name} {number}") for number in range(matches)]
        return [f"competition.{competition.pk}", *(f"match.{match}" for match in self.matches)]

    def make_match(self, stage: Stage, name: str) -> int:
        home, away = (Team.objects.create(sport="football", name=f"{name} {side}") for side in ("home", "away"))
        match = operations.create_match(
            stage_id=stage.pk, home_id=home.pk, away_id=away.pk, kick_off=datetime.now(UTC), source=SOURCE
        )
        operations.kick_off(match, source=SOURCE)
        return match

    def change(self) -> None:
        number = next(numbers)
        match = self.matches[number % len(self.matches)]
        if number % GOAL_EVERY:
            operations.set_score(match, home=number % 30_000, away=0, source=SOURCE, reason="counted again")
        else:
            operations.record_incident(match, key=f"{time.time_ns()}", kind="goal", side="home", source=SOURCE)

    def play(self, a_second: float) -> None:
        if self.thread is not None:
            return
        self.rests.clear()
        self.thread = threading.Thread(target=self.keep_changing, args=[a_second])
        self.thread.start()

    def keep_changing(self, a_second: float) -> None:
        while not self.rests.wait(1 / a_second):
            try:
                self.change()
            except (DatabaseError, InterfaceError):  # the database is what is broken: it is tried again
                connection.close()
        connection.close()

    def rest(self) -> list[tuple[str, int, float]]:
        if self.thread is not None:
            self.rests.set()
            self.thread.join()
            self.thread = None
        committed, self.committed = self.committed, []
        return committed

    def wait(self, number: int) -> bool:
        with self.news:
            wanted = self.changes + number
            return self.news.wait_for(lambda: self.changes >= wanted, timeout=WAIT_SECONDS)


def documents(topics: list[str]) -> dict[str, tuple[int, Any]]:
    found = Document.objects.filter(topic_rows__topic__in=topics)
    return {document.name: (document.sequence, document.state) for document in found}


def log(topics: list[str]) -> list[tuple[str, int, Any]]:
    names = Document.objects.filter(topic_rows__topic__in=topics).values("name")
    found = Update.objects.filter(document__in=names).order_by("document", "sequence")
    return list(found.values_list("document", "sequence", "patch"))


def shift(seconds: float) -> None:
    timezone.now = lambda: now() + timedelta(seconds=seconds)


def answer(writer: Writer, asked: dict[str, Any]) -> Any:
    match asked:
        case {"verb": "begin", "matches": number}:
            return writer.begin(number)
        case {"verb": "resume", "topics": topics}:
            writer.matches = [int(topic.removeprefix("match.")) for topic in topics if topic.startswith("match.")]
        case {"verb": "play", "a_second": a_second}:
            writer.play(a_second)
        case {"verb": "wait", "changes": number}:
            return writer.wait(number)
        case {"verb": "rest"}:
            return writer.rest()
        case {"verb": "change"}:
            writer.change()
        case {"verb": "documents", "topics": topics}:
            return documents(topics)
        case {"verb": "log", "topics": topics}:
            return log(topics)
        case {"verb": "shift", "seconds": seconds}:
            shift(seconds)
        case {"verb": "publish", "on": on}:
            writer.publishes = on
        case {"verb": "die"}:
            writer.dies = True
            writer.change()
        case _:
            raise ValueError(f"No such verb: {asked}")
    return None


if __name__ == "__main__":
    the_writer = Writer()
    for line in sys.stdin:
        print(json.dumps(answer(the_writer, json.loads(line))), flush=True)
        connection.close()  # the database may be restarted before the next
