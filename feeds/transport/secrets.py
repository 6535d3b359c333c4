"""The key of a provider goes into a request, and into nothing that is kept, logged or shown."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

HIDDEN = "[key]"
# They tell what they send and get, on DEBUG word for word: a provider may send our key back to us.
TALKATIVE = (
    "httpx",
    "httpcore.connection",
    "httpcore.http11",
    "httpcore.http2",
    "httpcore.proxy",
    "httpcore.socks",
    "hishel.core.spec",
    "hishel._core._storages._sync_sqlite",
)


@dataclass(frozen=True)
class Secrets:
    values: tuple[str, ...] = ()

    def hide(self, text: str) -> str:
        for value in self.values:
            text = text.replace(value, HIDDEN)
        return text

    def hide_in_body(self, body: bytes) -> bytes:
        for value in self.values:
            body = body.replace(value.encode(), HIDDEN.encode())
        return body

    def hide_in_headers(self, headers: Mapping[str, str]) -> dict[str, str]:
        return {name: self.hide(value) for name, value in headers.items()}

    @contextmanager
    def hidden_in_logs(self) -> Iterator[None]:
        """While inside, the libraries that send our requests log no key."""
        hiding = _Hiding(self)
        loggers = [logging.getLogger(name) for name in TALKATIVE]
        for logger in loggers:
            logger.addFilter(hiding)
        try:
            yield
        finally:
            for logger in loggers:
                logger.removeFilter(hiding)


class _Hiding(logging.Filter):
    def __init__(self, secrets: Secrets) -> None:
        super().__init__()
        self._secrets = secrets

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = self._secrets.hide(record.getMessage()), None
        return True
