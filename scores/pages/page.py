"""What every page tells the browser: the topics it follows, and each document it was made from with its sequence."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.utils import timezone

from scores.live.basis import Basis
from scores.live.models import Document
from scores.pages.clock import moves_at
from scores.pages.crests import PATTERNS, Crest
from scores.pages.rows import blank_row


def page(kind: str, topics: Iterable[str], documents: Collection[Document], basis: Basis) -> dict[str, Any]:
    """`documents` are what the page shows of its topics; it stands as it is until a minute in them is another."""
    for document in documents:
        if moment := moves_at(document.state.get("row", document.state), basis.now):
            basis.stands_until(moment)
    local = timezone.localtime(basis.minute, timezone.get_default_timezone())
    return {
        "page": kind,
        "topics": " ".join(topics),
        "documents": {each.name: {"sequence": each.sequence, "state": each.state} for each in documents},
        "now": basis.minute,
        "zone": local.tzname(),
        "blank_row": blank_row(),
        "blank_crests": [Crest("#888888", "#ffffff", pattern, "", "#ffffff") for pattern in PATTERNS],
    }


def named(basis: Basis, *names: str) -> list[Document]:
    """Documents by name, in the order asked for; those that are not there are left out."""
    found = {document.name: document for document in basis.documents(Document.objects.filter(name__in=names))}
    return [found[name] for name in names if name in found]


def made_from(documents: Iterable[Document], names: Iterable[str]) -> list[Document]:
    """Of all documents read, those that the page shows, in its order."""
    by_name = {document.name: document for document in documents}
    return [by_name[name] for name in names]
