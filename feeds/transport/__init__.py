"""From an address to a document, politely: cached, bounded, tried again, and without the key in anything it says."""

from __future__ import annotations

from feeds.transport.answers import Answer, FetchError, Refused, Stopped
from feeds.transport.fetching import Fetcher
from feeds.transport.quotas import Counter
from feeds.transport.secrets import Secrets, forms

__all__ = ["Answer", "Counter", "FetchError", "Fetcher", "Refused", "Secrets", "Stopped", "forms"]
