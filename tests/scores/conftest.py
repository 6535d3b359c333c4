from __future__ import annotations

from collections.abc import Iterator

import pytest

from scores.changes import rebuild
from scores.live.models import Document, Update
from scores.models import Match


@pytest.fixture(autouse=True)
def documents_tell_what_the_rows_say(request: pytest.FixtureRequest, _django_db_marker: None) -> Iterator[None]:
    """After every test: a change keeps the rows it read, and to build all anew from the database differs in nothing."""
    yield
    if request.node.get_closest_marker("django_db") is None or request.node.get_closest_marker("by_hand"):
        return
    names = set(Document.objects.exclude(state={"gone": True}).values_list("name", flat=True))
    matches = [pk for pk in Match.objects.values_list("pk", flat=True) if f"match.{pk}" in names]
    tables = [int(name.removeprefix("table.")) for name in names if name.startswith("table.")]
    before = Update.objects.count()

    rebuild(matches, source="test", tables=tables)

    assert list(Update.objects.order_by("pk").values("document", "patch")[before:]) == []
