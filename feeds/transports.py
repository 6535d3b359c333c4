"""Fetching a document politely: conditional requests, limits of time and size, and what a provider asks us to wait."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

BYTES = 16 * 1024 * 1024
SECONDS = 30.0  # for one document, however slowly it drips
LONGEST_WAIT = 900.0
# How many requests are left and, when none are, in how many seconds there are more.
QUOTAS = (
    ("x-requests-available-minute", "x-requestcounter-reset"),
    ("x-ratelimit-remaining", "x-ratelimit-reset"),
)


@dataclass(frozen=True)
class Answer:
    """A document, or None when it has not changed; `wait`: at least so many seconds until the next request."""

    body: bytes | None
    wait: float = 0.0


class FetchError(Exception):
    """No document came; the text says why, in one line without the key."""

    def __init__(self, text: str, *, wait: float = 0.0) -> None:
        super().__init__(text)
        self.wait = wait


@dataclass
class Fetcher:
    """Asks for documents of one provider, and remembers by address what it had last."""

    client: httpx.Client
    headers: Mapping[str, str] = field(default_factory=dict)
    validators: dict[str, dict[str, str]] = field(default_factory=dict)

    def fetch(self, address: str) -> Answer:
        headers = {**self.headers, **self.validators.get(address, {})}
        try:
            with self.client.stream("GET", address, headers=headers) as response:
                return self._read(address, response)
        except httpx.HTTPError as error:
            raise FetchError(f"{address}: {type(error).__name__} {error}".strip()) from error

    def _read(self, address: str, response: httpx.Response) -> Answer:
        wait = asked_to_wait(response.headers)
        if response.status_code == httpx.codes.NOT_MODIFIED:
            return Answer(None, wait)
        if response.status_code != httpx.codes.OK:
            # A redirect too: following it would carry the key to another host.
            raise FetchError(f"{address} answered {response.status_code}", wait=wait)
        body = _bounded(address, response)
        self.validators[address] = {
            name: response.headers[given]
            for name, given in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified"))
            if given in response.headers
        }
        return Answer(body, wait)


def _bounded(address: str, response: httpx.Response) -> bytes:
    deadline = time.monotonic() + SECONDS
    body = bytearray()
    for piece in response.iter_bytes():
        body += piece
        if len(body) > BYTES:
            raise FetchError(f"{address}: the body is longer than {BYTES} bytes")
        if time.monotonic() > deadline:
            raise FetchError(f"{address}: the body took longer than {SECONDS:g} s")
    return bytes(body)


def asked_to_wait(headers: httpx.Headers) -> float:
    """What Retry-After, a quota that is used up, or max-age asks for, in seconds."""
    waits = [_retry_after(headers.get("retry-after", "")), _max_age(headers.get("cache-control", ""))]
    waits += [_number(headers.get(reset, "")) for left, reset in QUOTAS if headers.get(left, "").strip() == "0"]
    return min(max(waits), LONGEST_WAIT)


def _retry_after(value: str) -> float:
    if not value or value.strip().isdigit():
        return _number(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return 0.0
    return max(0.0, (moment - datetime.now(UTC)).total_seconds()) if moment.tzinfo else 0.0


def _max_age(value: str) -> float:
    parts = [part.strip() for part in value.lower().split(",")]
    return max((_number(part.partition("=")[2]) for part in parts if part.startswith("max-age=")), default=0.0)


def _number(value: str) -> float:
    try:
        return max(0.0, float(value))
    except ValueError:
        return 0.0


@dataclass
class Backoff:
    """How long to wait after failures: full jitter, so that many pollers do not come back together."""

    base: float = 2.0
    longest: float = 300.0
    failures: int = 0

    def failed(self) -> float:
        self.failures += 1
        return random.uniform(0, min(self.longest, self.base * 2 ** min(self.failures, 16)))

    def succeeded(self) -> None:
        self.failures = 0
