"""The guard's exam on whole boards, in a file of their own: they take a minute, and tests run in parallel by file."""

from __future__ import annotations

import pytest

from tests.feeds.exam.page import BOARD_ROWS, PAGE, SPEED, cells, correction_row
from tests.feeds.exam.sitting import BOARDS, FASTEST, play_board
from tests.feeds.recordings import path_of, recorded


@recorded
@pytest.mark.django_db
@pytest.mark.parametrize("name", BOARDS)
def test_readers_of_a_whole_board_are_shown_nothing_that_was_not_true(name):
    path_of(f"sequences/sport1-live-xml/{name}.jsonl.xz")

    board = play_board(name)

    column, page = list(BOARDS).index(name), PAGE.read_text()
    rows = [(label, str(value(board))) for label, value in BOARD_ROWS if label != SPEED]
    assert list(board.shortcomings) == []
    assert [(label, cells(label)[column]) for label, _ in rows] == rows
    assert all(correction_row(name, each) in page for each in board.verdict.corrections)
    assert float(cells(SPEED)[column]) >= FASTEST
