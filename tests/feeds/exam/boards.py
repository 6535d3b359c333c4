"""What Sport1's boards say by themselves: a few lines of XML, and none of the adapter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree

from feeds.recordings import Recorded

PARTS = ("half1", "half2", "half3", "half4", "overtime")
TENNIS = {"36", "37"}
Numbers = tuple[int, ...]


@dataclass(frozen=True)
class Said:
    """What one snapshot says of a match: numbers that only rise unless something is taken back.

    `points` are the total of both sides and, of tennis, the games too; `course` is how far along the match is.
    """

    at: datetime
    points: Numbers
    parts: Numbers
    course: Numbers
    minute: int
    is_over: bool
    is_old: bool  # the whole board is one that was served before the newest


def read_board(lines: Sequence[Recorded]) -> dict[str, list[Said]]:
    said: dict[str, list[Said]] = {}
    for line, is_old in zip(lines, old_copies(lines), strict=True):
        for game in ElementTree.fromstring(line.payload).iter("game"):
            said.setdefault(game.attrib["id"], []).append(_said(game.attrib, line.observed_at, is_old))
    return said


def old_copies(lines: Sequence[Recorded]) -> list[bool]:
    """Which bodies are byte for byte one that came before the newest."""
    first: dict[bytes, int] = {}
    newest, old = 0, []
    for number, line in enumerate(lines):
        came = first.setdefault(line.payload, number)
        newest = max(newest, came)
        old.append(came < newest)
    return old


def _said(game: dict[str, str], at: datetime, is_old: bool) -> Said:
    pairs = [_pair(game, part) for part in PARTS]
    points: Numbers = (sum(home for home, _ in pairs), sum(away for _, away in pairs))
    if game["league-id"] in TENNIS:
        points = (*_pair(game, "penalty"), *points)
    active = max(0, int(game["activestate"]))
    return Said(
        at=at,
        points=points,
        parts=tuple(points for pair in pairs for points in pair),
        # Of a match that is over, gamestate goes on from 2 to 99 or stays.
        course=(100 * active + (int(game["gamestate"]) if active == 1 else 0),),
        minute=int(game["current-minute"] or 0),
        is_over=active == 2,
        is_old=is_old,
    )


def _pair(game: dict[str, str], part: str) -> tuple[int, int]:
    """-1 on both sides says that it is not played; on one side it is a wrong number."""
    home, away = (game[f"{part}-score-{side}"] for side in ("home", "guest"))
    return (0, 0) if home == away == "-1" else (int(home or 0), int(away or 0))
