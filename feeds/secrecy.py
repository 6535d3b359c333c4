"""Keys of providers stay out of what is kept: error pages repeat them, and some providers want them in the path."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from django.conf import settings

from feeds.providers import PROVIDERS
from feeds.transport import forms

HIDDEN = "***"
_SECRET_HEADER = re.compile(r"auth|cookie|token|secret|session|password|signature|(?<![a-z])key|apikey", re.IGNORECASE)
_SECRET_PARAMETER = re.compile(
    r"(?<=[?&])([^=&#]*(?:key|token|secret|signature|password)[^=&#]*)=[^&#]*", re.IGNORECASE
)


def without_keys(payload: bytes) -> bytes:
    for key in _keys():
        payload = payload.replace(key.encode(), HIDDEN.encode())
    return payload


def address_without_keys(address: str) -> str:
    """Without those in the path, and without any parameter that is called like one."""
    for key in _keys():
        address = address.replace(key, HIDDEN)
    return _SECRET_PARAMETER.sub(rf"\1={HIDDEN}", address)


def public_headers(headers: Mapping[str, str]) -> dict[str, str]:
    kept = {name.lower(): value for name, value in headers.items() if not _SECRET_HEADER.search(name)}
    return {name: without_keys(value.encode()).decode() for name, value in kept.items()}


def _keys() -> Iterator[str]:
    for provider in PROVIDERS.values():
        yield from forms(str(getattr(settings, provider.token_setting, "") if provider.token_setting else ""))
