"""What comes of asking: a document, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from feeds.transport.quotas import Counter


@dataclass(frozen=True)
class Answer:
    """A document; `wait`: the provider wants nothing asked for so many seconds."""

    body: bytes
    address: str = ""  # where it was, which is another than was asked for after a redirect
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    is_from_cache: bool = False  # it has not changed, as the provider said now or would have
    was_asked: bool = True  # False: it is fresh still, so no request was sent
    wait: float = 0.0
    counters: tuple[Counter, ...] = ()


class FetchError(Exception):
    """No document came; the text says why, in one line without the key."""

    def __init__(
        self,
        text: str,
        *,
        wait: float = 0.0,
        may_pass: bool = False,  # worth a second try at once
        status: int = 0,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        counters: tuple[Counter, ...] = (),
    ) -> None:
        super().__init__(text)
        self.wait, self.may_pass = wait, may_pass
        self.status, self.headers, self.body, self.counters = status, headers or {}, body, counters


class Refused(Exception):
    """We do not ask, whatever the provider would say: the budget is spent or the lease is lost."""


class Stopped(Refused):
    """We are told to end, and wait for no answer any more."""
