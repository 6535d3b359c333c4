"""Plays a recorded board with the guard's exam, in a process of its own: a name a line in, figures a line out."""

from __future__ import annotations

import json
import sys
from typing import Any

import django

django.setup()

from tests.feeds.exam.sitting import play_board  # noqa: E402


def play(name: str) -> dict[str, Any]:
    board = play_board(name)
    played = board.played
    return {
        "snapshots": len(board.lines),
        "matches": board.verdict.matches,
        "polls": played.polls,
        "seconds": round(played.seconds, 1),
        "times_as_fast": round(played.speed),
        "ms_a_poll": round(1000 * played.seconds / played.polls, 1),
        "shortcomings": list(board.shortcomings),
    }


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(play(json.loads(line))), flush=True)
