"""Connections that end: every read has a time-out, and the whole of a request has one too.

A time-out of httpx is for one read, so a server that sends a byte now and then, be it in the headers, can hold us for
ever (github.com/encode/httpx issues 1450). Here no read waits past the moment by which all must be there.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx

SECONDS = 15.0  # for one document, from the connection to the last byte; less than the lease of a poller
TIMEOUT = {"connect": 5.0, "read": 10.0, "write": 5.0, "pool": 5.0}


@dataclass
class Deadline:
    """The moment by which a request must be over."""

    seconds: float = SECONDS
    at: float = float("inf")

    def start(self) -> None:
        self.at = time.monotonic() + self.seconds

    def shorten(self, timeout: float | None) -> float:
        left = self.at - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout(f"it took longer than {self.seconds:g} s")
        return left if timeout is None else min(left, timeout)


def connect(address: str, deadline: Deadline) -> httpx.HTTPTransport:
    """A transport to an address, through the proxy that the environment names for it."""
    transport = httpx.HTTPTransport(verify=True)
    context = httpx.create_ssl_context()
    # httpx has no door for a network backend of one's own; httpcore, which does the work, documents it.
    transport._pool = httpcore.ConnectionPool(
        ssl_context=context,
        proxy=_proxy(address),
        max_connections=4,
        max_keepalive_connections=2,
        keepalive_expiry=90.0,
        network_backend=_Backend(httpcore.SyncBackend(), deadline),
    )
    return transport


def _proxy(address: str) -> httpcore.Proxy | None:
    parts = urlsplit(address)
    url = getproxies().get(parts.scheme)
    if not url or (parts.hostname and proxy_bypass(parts.hostname)):
        return None
    return httpcore.Proxy(url if "://" in url else f"http://{url}")


class _Backend(httpcore.NetworkBackend):
    def __init__(self, inner: httpcore.NetworkBackend, deadline: Deadline) -> None:
        self._inner, self._deadline = inner, deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        timeout = self._deadline.shorten(timeout)
        return _Stream(
            self._inner.connect_tcp(host, port, timeout, local_address, socket_options),
            self._deadline,
        )


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner, self._deadline = inner, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        try:
            return self._inner.read(max_bytes, self._deadline.shorten(timeout))
        except httpcore.ReadTimeout:
            self._deadline.shorten(None)  # which says so, if it was this that ended
            raise

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.shorten(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        timeout = self._deadline.shorten(timeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, timeout), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
