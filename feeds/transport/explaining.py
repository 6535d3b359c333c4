"""Why no answer came, in words that say where to look."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx

NOT_FOUND = "its name is not found: is there a network, and does the name server answer?"
NOT_TRUSTED = "its certificate is not trusted: is this machine's clock right, and who is in between?"
# The first that fits one of an error's causes.
REASONS: tuple[tuple[type[Exception], str], ...] = (
    (socket.gaierror, NOT_FOUND),
    (ssl.SSLCertVerificationError, NOT_TRUSTED),
    (ssl.SSLError, "it does not speak TLS as we do"),
    (ConnectionRefusedError, "nobody listens there"),
    (httpx.ConnectTimeout, "no connection comes about: is there a network?"),
    (httpx.ReadTimeout, "no answer in time"),
)


def explained(error: httpx.HTTPError, address: str, proxy: str | None) -> str:
    """One line; what the library says stands behind it."""
    reason = next((text for kind, text in REASONS if any(isinstance(each, kind) for each in _causes(error))), "")
    said = f"{type(error).__name__} {error}".strip()
    through = f"through the proxy {urlsplit(proxy).hostname}: " if proxy else ""
    return f"{address}: {through}{reason} ({said})" if reason else f"{address}: {through}{said}"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
