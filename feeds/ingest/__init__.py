"""The one road from a payload to an operation."""

from __future__ import annotations

from feeds.ingest.road import ingest, ingest_reports
from feeds.ingest.standing import digest, source_of

__all__ = ["digest", "ingest", "ingest_reports", "source_of"]
