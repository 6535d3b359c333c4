"""The one road from a payload to an operation."""

from __future__ import annotations

from feeds.ingest.payloads import TROUBLE
from feeds.ingest.road import ingest, ingest_reports, read, troubles
from feeds.ingest.standing import HEARD, digest, source_of

__all__ = ["HEARD", "TROUBLE", "digest", "ingest", "ingest_reports", "read", "source_of", "troubles"]
