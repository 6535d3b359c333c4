"""Connections that end: every read has a time-out, and the whole of a request has one too.

A time-out of httpx is for one read, so a server that sends a byte now and then, be it in the headers, can hold us for
ever (github.com/encode/httpx issues 1450). Here no read waits past the moment by which all must be there, and once we
are told to end, none for longer than a second.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import Event
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx

from feeds.transport.answers import FetchError, Stopped

SECONDS = 15.0  # for one document, from the connection to the last byte; less than the lease of a poller
SLICE = 0.5  # how often one that waits looks whether it is told to end
LAST_SECONDS = 1.0  # what is nearly there may still come then
TIMEOUT = {"connect": 5.0, "read": 10.0, "write": 5.0, "pool": 5.0}


@dataclass
class Deadline:
    """The moment by which a request must be over."""

    seconds: float = SECONDS
    at: float = float("inf")
    stop: Event = field(default_factory=Event)

    def start(self, stop: Event) -> None:
        self.at, self.stop = time.monotonic() + self.seconds, stop

    def shorten(self, timeout: float | None) -> float:
        now = time.monotonic()
        if self.stop.is_set():
            self.at = min(self.at, now + LAST_SECONDS)
        if self.at > now:
            return self.at - now if timeout is None else min(self.at - now, timeout)
        if self.stop.is_set():
            raise Stopped("told to end before the answer was there")
        raise httpcore.ReadTimeout(f"it took longer than {self.seconds:g} s")


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


def proxy_of(address: str) -> str | None:
    """The proxy that the environment names for an address."""
    parts = urlsplit(address)
    url = getproxies().get(parts.scheme)
    if not url or (parts.hostname and proxy_bypass(parts.hostname)):
        return None
    return url if "://" in url else f"http://{url}"


def _proxy(address: str) -> httpcore.Proxy | None:
    url = proxy_of(address)
    if url is None:
        return None
    try:
        proxy = httpx.Proxy(url)  # which takes the name and the password out of the address
    except (httpx.InvalidURL, ValueError):
        proxy = None
    if proxy is None or proxy.url.scheme not in ("http", "https"):
        variable = f"{urlsplit(address).scheme}_proxy"
        raise FetchError(f"{address}: the environment variable {variable} must name a proxy such as http://host:3128")
    return httpcore.Proxy(str(proxy.url), auth=proxy.raw_auth)


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
        until = time.monotonic() + self._deadline.shorten(timeout)
        while True:
            try:
                slice_ = min(SLICE, max(until - time.monotonic(), 0.001))
                return self._inner.read(max_bytes, self._deadline.shorten(slice_))
            except httpcore.ReadTimeout:
                self._deadline.shorten(None)  # which says so, if it was this that ended
                if time.monotonic() >= until:
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
