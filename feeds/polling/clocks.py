"""The database's clock: the one that pollers on several machines share."""

from __future__ import annotations

from datetime import datetime

from django.db.models.functions import Now

from feeds.models import Source


def database_now(source_id: int) -> datetime:
    """Now, as the database has it: the clocks of two machines may be minutes apart."""
    found = Source.objects.filter(pk=source_id).annotate(now=Now()).values_list("now", flat=True)[0]
    assert isinstance(found, datetime)
    return found
