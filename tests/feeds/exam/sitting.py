"""Play a board or a match of the exam, and say what was not as it must be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.core.management import call_command

from feeds.recordings import Recorded, read_lines
from tests.feeds.adapters import sport1
from tests.feeds.exam.boards import read_board
from tests.feeds.exam.judging import Step, Verdict, courses_shown, judge, points_shown, steps_shown
from tests.feeds.exam.matches import (
    EVERY,
    Change,
    Counted,
    Documents,
    as_polled,
    attendances,
    changes,
    final_score,
    incidents_shown,
    steps_back,
    told_ever,
)
from tests.feeds.exam.playing import Played, play
from tests.feeds.recordings import FEEDS

LATEST = timedelta(seconds=90)
FASTEST = 200  # times as fast as it was, the board's replay must at least be
# How often the recorder polled: the gaps between two bodies that differ are multiples of it.
BOARDS = {"2015-02-22": timedelta(seconds=40), "2016-02-06": timedelta(seconds=8)}
MATCHES = {"2415968": ("",), "2415961": ("",), "8305396": ("", "-cdn")}


@dataclass
class Board:
    name: str
    lines: Sequence[Recorded]
    played: Played
    verdict: Verdict

    @property
    def shortcomings(self) -> Iterator[str]:
        verdict = self.verdict
        yield from (f"{self.name}: {error}" for error in self.played.errors)
        yield from (f"{self.name}: {step.key} was shown {step.now} after {step.was}" for step in verdict.spurious)
        yield from (f"{self.name}: was struck through and shown again: {text}" for text in verdict.restored)
        yield from (f"{self.name}: is not over for readers: {text}" for text in verdict.stuck)
        yield from (f"{self.name}: ended wrong: {text}" for text in verdict.wrong)
        for correction in verdict.corrections:
            if correction.delay is None or correction.delay > LATEST or not correction.reason:
                text = f"was corrected after {correction.delay}, with the reason {correction.reason!r}"
                yield f"{self.name}: {correction.step.key} {text}"


@dataclass
class Match:
    key: str
    doors: Sequence[Documents]
    played: Played
    raw: Counter[str]
    shown: Sequence[Step]
    is_right: bool  # over, with the last score and every incident that was ever told
    changes: Sequence[Change]
    attendances: Sequence[Counted]

    @property
    def shortcomings(self) -> Iterator[str]:
        yield from (f"{self.key}: {error}" for error in self.played.errors)
        yield from (f"{self.key}: was shown {step.now} after {step.was}" for step in self.shown)
        if not self.is_right:
            yield f"{self.key}: ended wrong"


def play_board(name: str, part: slice = slice(None), *, folder: Path = FEEDS) -> Board:
    _empty()
    lines = list(read_lines(folder / f"sequences/sport1-live-xml/{name}.jsonl.xz"))[part]
    played = play(sport1.PROVIDER, lines, every=BOARDS[name])
    return Board(name, lines, played, judge(read_board(lines), played))


def play_match(key: str, *, folder: Path = FEEDS) -> Match:
    _empty()
    doors = [_documents(folder, key, door) for door in MATCHES[key]]
    lines = as_polled(*doors)
    played = play(doors[0].provider, lines, every=EVERY)
    rows, sheets = played.rows(key), played.seen("match", key)
    origin, last = doors[0], rows[-1].state
    is_right = (
        last["status"] == "ended"
        and (last["score"]["home"], last["score"]["away"]) == final_score(origin.match[-1])
        and incidents_shown(sheets[-1]) == told_ever(origin.events)
    )
    shown = [*steps_shown(key, points_shown(rows)), *steps_shown(key, courses_shown(rows))]
    return Match(
        key, doors, played, steps_back(lines), shown, is_right, list(changes(sheets)), list(attendances(sheets))
    )


def _empty() -> None:
    """Each is played by itself: where another feed has told of its matches, its names wait for an editor."""
    call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)


def _documents(folder: Path, key: str, door: str) -> Documents:
    match, events = (
        list(read_lines(folder / f"sequences/heimspiel/{kind}-{key}{door}.jsonl.xz"))
        for kind in ("match", "match-event")
    )
    return Documents(match, events)
