"""Heimspiel's matches: the documents of one through one or two doors, what they say, and what readers made of them."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from feeds.providers import Provider
from feeds.recordings import Recorded
from tests.feeds.adapters.heimspiel import provider_of
from tests.feeds.exam.playing import AFTERWARDS, Seen

EVERY = timedelta(seconds=8)
COURSE = ["", "game-start", "first-half-end", "second-half-start", "second-half-end", "game-end"]
WORDS = {
    "yellow": "yellow_card",
    "yellow-red": "second_yellow_card",
    "red": "red_card",
    "substitute-out": "substitution",
    "missed-penalty": "missed_penalty",
    "penalty": "penalty",
    "own-goal": "own_goal",
}


@dataclass(frozen=True)
class Documents:
    """The recordings of a match: `match` and `match-event`, from the origin or through the CDN."""

    match: Sequence[Recorded]
    events: Sequence[Recorded]

    @property
    def provider(self) -> Provider:
        return provider_of(self.match[0].payload)


@dataclass(frozen=True)
class Change:
    """An incident that readers had seen, and then saw corrected or struck through."""

    at: datetime
    was: str
    now: str
    minute: int


@dataclass(frozen=True)
class Counted:
    """An attendance that readers had seen, and the one they saw then; the reason, where it read as a correction."""

    at: datetime
    was: int
    now: int
    reason: str

    def __str__(self) -> str:
        return f"{self.was:,} → {self.now:,}" + (" as a correction" if "Attendance" in self.reason else "")


def as_polled(*doors: Documents) -> list[Recorded]:
    """Every document whenever one of them had changed, and for a while after the end: all were polled together.

    What did not change came as it was, so what comes through a door that is behind steps back, over and over.
    """
    documents = [recording for door in doors for recording in (door.match, door.events)]
    moments = sorted({line.observed_at for lines in documents for line in lines})
    moments += [moments[-1] + number * EVERY for number in range(1, AFTERWARDS // EVERY + 1)]
    return [line for at in moments for lines in documents if (line := _newest(lines, at))]


def _newest(lines: Sequence[Recorded], at: datetime) -> Recorded | None:
    number = bisect_right(lines, at, key=lambda line: line.observed_at)
    return Recorded(at, lines[number - 1].payload) if number else None


def steps_back(lines: Sequence[Recorded]) -> Counter[str]:
    """What goes back from one poll to the next, in any door's document."""
    steps: Counter[str] = Counter()
    documents = [json.loads(line.payload) for line in lines]
    for before, after in pairwise(document["match"] for document in documents if isinstance(document, dict)):
        score, course = (_running(before), _running(after)), (_place(before), _place(after))
        steps["score"] += any(now < was for was, now in zip(*score, strict=True))
        steps["status"] += course[1] < course[0]
        steps["minute"] += course[0] == course[1] and int(after["current_minute"]) < int(before["current_minute"])
    for before, after in pairwise(document for document in documents if isinstance(document, list)):
        steps["incident"] += len({event["id"] for event in before} - {event["id"] for event in after})
    return steps


def _place(match: Mapping[str, Any]) -> int:
    return COURSE.index(match["current_period"])


def _running(match: Mapping[str, Any]) -> tuple[int, int]:
    points = {
        each["place"]: int(each["match_result"]) for each in match["match_result"] if each["match_result_at"] == "0"
    }
    return points["home"], points["away"]


def final_score(line: Recorded) -> tuple[int, int]:
    return _running(json.loads(line.payload)["match"])


def told_ever(lines: Sequence[Recorded]) -> Counter[str]:
    """How many incidents of each kind were ever listed, each as it was said last."""
    last = {event["id"]: event for line in lines for event in json.loads(line.payload)}
    return Counter(filter(None, map(_word, last.values())))


def _word(event: Mapping[str, Any]) -> str:
    return WORDS.get(event["kind"], "goal" if event["action"] == "goal" else "")


def incidents_shown(sheet: Seen) -> Counter[str]:
    incidents = sheet.state.get("incidents", {}).values()
    return Counter(each["kind"] for each in incidents if each["state"] != "retracted")


def changes(sheets: Sequence[Seen]) -> Iterator[Change]:
    for before, after in pairwise(sheets):
        known = before.state.get("incidents", {})
        for key, incident in after.state.get("incidents", {}).items():
            if key in known and incident["state"] not in {"active", known[key]["state"]}:
                now = incident["kind"] if incident["state"] == "corrected" else incident["state"]
                yield Change(after.at, known[key]["kind"], now, incident["minute"])


def attendances(sheets: Sequence[Seen]) -> Iterator[Counted]:
    for before, after in pairwise(sheets):
        was, now = before.state.get("attendance"), after.state.get("attendance")
        if was is not None and now is not None and now != was:
            yield Counted(after.at, was, now, after.reason)
