"""The cache: hishel, after RFC 9111, in memory and bounded.

hishel keeps a request's headers with the answer, lets what names no time stay fresh for a tenth of its age (a board
that stood still all night would hide the kick-off for an hour), reckons by the provider's clock, and keeps errors. So
what lies beneath it adds the key where the cache does not see it, and says of each answer in so many words how long it
is fresh, as of now.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

import httpx
from hishel import CacheOptions, Entry, Request, Response, SqliteStorage
from hishel.httpx import CacheTransport

from feeds.transport.bodies import BYTES
from feeds.transport.quotas import number

CACHE_BYTES = 64 * 1024 * 1024
LONGEST_FRESH = 300.0  # whatever Cache-Control says: a match does not wait, and silence means something else
SECONDS_KEPT = 2 * 86_400.0
DO_NOT_KEEP = "touchline-do-not-keep"


def cached(beneath: httpx.BaseTransport) -> CacheTransport:
    memory = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
    storage = _Storage(
        connection=memory, max_size=CACHE_BYTES, max_stream_size=BYTES, default_ttl=SECONDS_KEPT, soft_delete_ttl=30
    )
    return CacheTransport(beneath, storage=storage, rfc=CacheOptions(shared=False))


class _Storage(SqliteStorage):
    """Keeps one answer of an address. hishel keeps the one before too, and then a 304 that names none fits neither."""

    def create_entry(
        self, request: Request, response: Response, key: str, *, ttl: float | None = None, tti: float | None = None
    ) -> Entry:
        for entry in self.get_entries(key):
            self.remove_entry(entry.id)
        return super().create_entry(request, response, key, ttl=ttl, tti=tti)


class Beneath(httpx.BaseTransport):
    """The real requests: each asks first whether it may be sent, and carries the key."""

    def __init__(
        self, network: httpx.BaseTransport, headers: Mapping[str, str], may_ask: Callable[[], None] = lambda: None
    ) -> None:
        self.network, self.headers, self.may_ask = network, headers, may_ask

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.may_ask()
        headers = httpx.Headers([*request.headers.raw, *httpx.Headers(dict(self.headers)).raw])
        sent = httpx.Request(request.method, request.url, headers=headers, extensions=request.extensions)
        response = self.network.handle_request(sent)
        _say_plainly(response, keep=DO_NOT_KEEP not in request.extensions)
        return response

    def close(self) -> None:
        self.network.close()


def _say_plainly(response: httpx.Response, *, keep: bool) -> None:
    headers = response.headers
    fresh = _fresh_for(headers)
    headers["Date"], headers["Age"] = format_datetime(datetime.now(UTC), usegmt=True), "0"
    if response.status_code == httpx.codes.NOT_MODIFIED:
        if fresh is not None:  # else what was said with the document holds
            headers["Cache-Control"] = f"max-age={fresh:.0f}"
        return
    has_validator = "etag" in headers or "last-modified" in headers
    is_for_keeping = keep and response.status_code == httpx.codes.OK and (has_validator or fresh)
    if "no-store" in headers.get("cache-control", "").lower() or not is_for_keeping:
        headers["Cache-Control"] = "no-store"
    else:
        headers["Cache-Control"] = f"max-age={fresh or 0:.0f}"


def _fresh_for(headers: httpx.Headers) -> float | None:
    """For how many seconds a document is fresh by its own words; None: it does not say."""
    control = headers.get("cache-control", "").lower()
    if "no-cache" in control or "no-store" in control:
        return 0.0
    if found := re.search(r'(?<![-\w])max-age="?(\d+)', control):
        return min(max(number(found[1]) - number(headers.get("age", "")), 0.0), LONGEST_FRESH)
    return _by_expires(headers)


def _by_expires(headers: httpx.Headers) -> float | None:
    if "expires" not in headers:
        return None
    try:
        expires = parsedate_to_datetime(headers["expires"])
        date = parsedate_to_datetime(headers["date"]) if "date" in headers else datetime.now(UTC)
        seconds = (expires - date).total_seconds()
    except (TypeError, ValueError):
        return 0.0  # "0" and "-1" mean that it has expired
    return min(max(seconds, 0.0), LONGEST_FRESH)
