"""A second and a third try within a poll, for what passes by itself."""

from __future__ import annotations

from threading import Event

from tenacity import (
    Retrying,
    retry_if_exception,
    sleep_using_event,
    stop_after_attempt,
    stop_after_delay,
    stop_when_event_set,
    wait_random_exponential,
)

from feeds.transport.answers import FetchError

ATTEMPTS = 3
SECONDS = 8.0  # what failed slowly is not tried again: other documents wait, and so does the lease
LONGEST_PAUSE = 4.0


def retrying(stop: Event) -> Retrying:
    """Full jitter, so that many pollers do not come back together."""
    return Retrying(
        retry=retry_if_exception(_may_pass),
        wait=wait_random_exponential(multiplier=0.5, max=LONGEST_PAUSE),
        stop=stop_after_attempt(ATTEMPTS) | stop_after_delay(SECONDS) | stop_when_event_set(stop),
        sleep=sleep_using_event(stop),
        reraise=True,
    )


def _may_pass(error: BaseException) -> bool:
    return isinstance(error, FetchError) and error.may_pass and error.wait <= 0
