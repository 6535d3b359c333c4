"""How the exam went, as a page of the docs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from tests.feeds.exam.judging import Correction
from tests.feeds.exam.matches import Change
from tests.feeds.exam.sitting import Board, Match

PAGE = Path(__file__).resolve().parents[3] / "docs" / "feeds-exam.md"
SPEED = "replayed, times as fast as it was (SQLite)"
Column = TypeVar("Column")
Rows = Sequence[tuple[str, Callable[[Column], object]]]

HEAD = """\
# The guard's exam

Real recordings go the whole road from a provider's bytes to what readers are shown, and the rows that readers saw are
held against what the feed said, counted apart from our parsers. `python -m tests.feeds.exam` plays everything and
writes this page; the tests play it too and compare. Without the recordings, which may not be shipped, they are skipped.

* **Spurious** is a step backwards that readers were shown and that an old copy served, or that the feed took back
  itself within 90 seconds. There must be none.
* A **real correction** stayed for longer. Readers must be shown it within 90 seconds of the first snapshot that said
  it, as a correction with its reason.
* A board is an **old copy** when it is, byte for byte, one that was served before the newest.

The recorder kept only bodies that had changed. Where the guard holds something back, the last body is polled again as
often as the recorder polled (every 40 s in 2015, every 8 s in 2016): it had been given the same.

## Sport1's boards

Five sports; football, basketball, ice hockey, handball by their total, tennis by its sets and games. Half-time counts
as a step of the status, so that a match that leaves it for the first half steps back.
"""
CORRECTIONS = """
The real corrections, and when readers were shown them:

| board | match | first said (UTC) | score | for how long | shown | reason in the log |
| --- | --- | --- | --- | --- | --- | --- |"""
MATCHES = """
A score that falls, recovers and falls again is first said the first time: match 2403380 fell, and an old copy brought
the goal back for 8 seconds, which ends no doubt.

## Heimspiel's matches

Two documents each, `match` and `match-event`. Of 8305396 both doors of the provider are polled together as if they were
one, so that whatever the CDN is behind with steps back at every poll.
"""
CHANGES = """
Incidents that readers saw corrected (`corrected` in the match's document):

| match | shown (UTC) | minute | |
| --- | --- | --- | --- |"""
FOOT = """
"Ended right" means: over, the last score of the feed, and of goals, penalties, cards, substitutions and missed
penalties as many of each kind as were ever told, each as it was told last. The first yellow cards of two players, which
the feed deletes after their second one (2415968), are among them: a red card does not take back the yellow one before
it. An attendance that changes while the match is played is a better estimate; one that changes after the end is a
correction.

## What the exam changed

With the rules before it, 21 spurious steps of 2016-02-06 were shown:

| rule | shown without it |
| --- | ---: |
| A step backwards is confirmed by 60 seconds, and not by two more polls: these came 16 seconds later | 5 |
| Parts that add up to less are a step backwards: the games of a set, while the sets stand | 13 |
| A half-time break ends its half: to be live in that half again is a step backwards | 3 |

## What it does not show

An old copy that is polled for longer than a minute: none was recorded so. The one of 2015-02-22, 16:42:57, stood for at
most 83 seconds, and the recorder polled once in that time. With a poller that asks every 15 seconds and is given the
last body each time, both boards show 0 spurious steps, and the three corrections after 72, 70 and 70 seconds. Without
the rule that an old copy of a board raises no doubt and ends none, readers would have been shown 2 steps back of that
match, and the last of the corrections after 87 seconds.
"""
BOARD_ROWS: Rows[Board] = (
    ("snapshots", lambda board: len(board.lines)),
    ("matches", lambda board: board.verdict.matches),
    ("falls of a score in the feed", lambda board: len(board.verdict.falls)),
    ("falls of a score in an old copy of the board", lambda board: sum(step.is_old for step in board.verdict.falls)),
    ("steps back of a status in the feed", lambda board: len(board.verdict.backs)),
    (
        "steps back of a status in an old copy of the board",
        lambda board: sum(step.is_old for step in board.verdict.backs),
    ),
    ("steps back of the minute in the feed", lambda board: board.verdict.minutes),
    ("points moved between periods while the total did not fall", lambda board: board.verdict.restated),
    ("**shown to readers: spurious steps back**", lambda board: f"**{len(board.verdict.spurious)}**"),
    ("shown to readers: steps back of the minute", lambda board: board.verdict.shown_minutes),
    ("shown to readers: real corrections", lambda board: sum(c.delay is not None for c in board.verdict.corrections)),
    ("shown to readers: goals struck through", lambda board: len(board.verdict.struck)),
    ("of these, shown again later", lambda board: len(board.verdict.restored)),
    ("matches live after their end", lambda board: len(board.verdict.stuck)),
    ("wrong last scores", lambda board: len(board.verdict.wrong)),
    ("exceptions", lambda board: len(board.played.errors)),
    (SPEED, lambda board: f"{board.played.speed:.0f}"),
)
MATCH_ROWS: Rows[Match] = (
    ("doors", lambda match: "origin and CDN" if len(match.doors) > 1 else "origin"),
    ("documents polled", lambda match: match.played.polls),
    ("falls of the score in the feed", lambda match: match.raw["score"]),
    ("steps back of the period in the feed", lambda match: match.raw["status"]),
    ("steps back of the minute in the feed", lambda match: match.raw["minute"]),
    ("incidents that vanish from the feed", lambda match: match.raw["incident"]),
    ("**shown to readers: steps back**", lambda match: f"**{len(match.shown)}**"),
    ("attendance, as readers saw it change", lambda match: ", ".join(map(str, match.attendances)) or "not"),
    ("ended right", lambda match: "yes" if match.is_right else "NO"),
    ("exceptions", lambda match: len(match.played.errors)),
)


def page(boards: Sequence[Board], matches: Sequence[Match]) -> str:
    return "\n".join(
        (
            HEAD,
            *_table(BOARD_ROWS, boards, [board.name for board in boards]),
            CORRECTIONS,
            *(correction_row(board.name, each) for board in boards for each in board.verdict.corrections),
            MATCHES,
            *_table(MATCH_ROWS, matches, [match.key for match in matches]),
            CHANGES,
            *(change_row(match.key, each) for match in matches for each in match.changes),
            FOOT,
        )
    )


def _table(rows: Rows[Column], columns: Sequence[Column], names: Sequence[str]) -> Iterator[str]:
    yield f"| | {' | '.join(names)} |"
    yield f"| --- |{' ---: |' * len(names)}"
    for name, value in rows:
        yield f"| {name} | {' | '.join(str(value(column)) for column in columns)} |"


def cells(label: str) -> list[str]:
    """What the page says in the rows of a label."""
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith(f"| {label} |")]
    return [cell.strip() for row in rows for cell in row.split("|")[2:-1]]


def correction_row(board: str, each: Correction) -> str:
    step = each.step
    lasted = f"{step.lasted.total_seconds():.0f} s" if step.lasted else "until the end"
    told = f"after {each.delay.total_seconds():.0f} s" if each.delay else "never"
    was, now = (":".join(map(str, numbers)) for numbers in (step.was, step.now))
    return f"| {board} | {step.key} | {step.at:%H:%M:%S} | {was} → {now} | {lasted} | {told} | {each.reason} |"


def change_row(key: str, each: Change) -> str:
    was, now = (kind.replace("_", " ") for kind in (each.was, each.now))
    return f"| {key} | {each.at:%H:%M:%S} | {each.minute} | {was} → {now} |"
