"""The key of a provider goes into a request, and into nothing that is kept, logged or shown."""

from __future__ import annotations

import html
import json
import logging
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote

HIDDEN = "[key]"
SHORTEST = 8  # what is shorter is no secret but a provider's public test key, such as 123, and stands in any body
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


def forms(key: str) -> list[str]:
    """A key as others may write it: as it is, in an address, in JSON, in HTML, in Base64. The longest come first."""
    if len(key) < SHORTEST:
        return []
    quoted = quote(key, safe="")
    in_json = json.dumps(key)[1:-1]
    found = {key, quoted, quoted.lower(), in_json, in_json.replace("/", "\\/"), html.escape(key)}
    return sorted(found | {_base64(key, before) for before in range(3)}, key=len, reverse=True)


def _base64(key: str, before: int) -> str:
    """The characters of Base64 that the key alone decides, behind others (a user's name and a colon)."""
    packed = b64encode(b"\0" * before + key.encode()).decode()
    return packed[-(-before * 8 // 6) : (before + len(key)) * 8 // 6]


@dataclass(frozen=True)
class Secrets:
    keys: tuple[str, ...] = ()

    @cached_property
    def _forms(self) -> list[str]:
        return [form for key in self.keys for form in forms(key)]

    def hide(self, text: str) -> str:
        for form in self._forms:
            text = text.replace(form, HIDDEN)
        return text

    def hide_in_body(self, body: bytes) -> bytes:
        for form in self._forms:
            body = body.replace(form.encode(), HIDDEN.encode())
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
