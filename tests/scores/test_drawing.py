"""What was drawn once is kept, and nothing else of it."""

from __future__ import annotations

import gc
import weakref
from datetime import UTC, datetime

import pytest

from scores.live.models import Document
from scores.pages.drawing import draw_row
from scores.pages.rows import Row, row_of
from tests.factories import make_match

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)


def read_row() -> Row:
    document = Document.objects.get(name__startswith="row.")
    return row_of(document.name, document.sequence, document.state, NOW)


def test_a_row_is_drawn_once_and_the_document_it_was_drawn_from_is_let_go():
    make_match(home="Arsenal")
    row = read_row()
    first = draw_row(row, hidden=False, dated=False, past=False)
    row_before = weakref.ref(row)

    del row
    gc.collect()

    assert row_before() is None
    assert draw_row(read_row(), hidden=False, dated=False, past=False) is first
    assert "Arsenal" in first
