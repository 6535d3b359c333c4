"""What a provider says about its limits: Retry-After, and how many requests are left until when."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal

DAY = 86_400.0
Span = Literal["minute", "day"]

# How many requests are left, in how many seconds there are more, and of which span: football-data.org; API-Football's
# minute and its day, which ends at midnight UTC; the draft of the IETF that others follow.
HEADERS: tuple[tuple[str, str, Span], ...] = (
    ("x-requests-available-minute", "x-requestcounter-reset", "minute"),
    ("x-ratelimit-remaining", "x-ratelimit-reset", "minute"),
    ("x-ratelimit-requests-remaining", "x-ratelimit-requests-reset", "day"),
    ("ratelimit-remaining", "ratelimit-reset", "minute"),
)


@dataclass(frozen=True)
class Counter:
    """So many requests are left, and in so many seconds there are more."""

    left: int
    resets_in: float
    span: Span


def counters(headers: Mapping[str, str], now: datetime) -> tuple[Counter, ...]:
    found = []
    for name, reset, span in HEADERS:
        left = headers.get(name, "").strip()
        if re.fullmatch(r"-?[0-9]{1,18}", left):
            resets_in = _resets_in(headers.get(reset, ""), span, now)
            # One that has a day to go counts days, whatever its name.
            found.append(Counter(max(0, int(left)), resets_in, "day" if resets_in > 3600 else span))
    return tuple(found)


def _resets_in(value: str, span: Span, now: datetime) -> float:
    seconds = number(value)
    if seconds > 1_000_000_000:  # some give the moment in unix time
        seconds -= now.timestamp()
    if seconds > 0:
        return min(seconds, DAY)
    return 60.0 if span == "minute" else _until_midnight(now)


def _until_midnight(now: datetime) -> float:
    tomorrow = (now.astimezone(UTC) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return (tomorrow - now).total_seconds()


def asked_to_wait(headers: Mapping[str, str], now: datetime) -> float:
    """For how many seconds it wants no request: at most a day, since a quota of a day may be used up."""
    return min(retry_after(headers.get("retry-after", ""), now), DAY)


def retry_after(value: str, now: datetime) -> float:
    if not value or value.strip().isdigit():
        return number(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return 0.0
    return max(0.0, (moment - now).total_seconds()) if moment.tzinfo else 0.0


def number(value: str) -> float:
    try:
        found = float(value)
    except ValueError:
        return 0.0
    return found if 0.0 < found < float("inf") else 0.0
