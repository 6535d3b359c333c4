"""Reading a body within its limits, unpacked no further than they allow."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

import httpx

from feeds.transport.answers import FetchError

BYTES = 16 * 1024 * 1024
ENCODING = "gzip"  # all that is asked for: what is unpacked must be bounded, and httpx unpacks a piece whole


def read(response: httpx.Response, address: str, *, most: int | None = None) -> bytes:
    """The body as it was meant. A gzip bomb ends at the limit, not when memory does."""
    most = BYTES if most is None else most
    encoding = response.headers.get("content-encoding", "").strip().lower() or "identity"
    if encoding in {"gzip", "x-gzip"}:
        return _unpacked(response.iter_raw(), address, most)
    if encoding != "identity":
        raise FetchError(f"{address}: the body is packed as {encoding}, which was not asked for")
    body = bytearray()
    for piece in response.iter_raw():
        body += piece
        _check(body, address, most)
    return bytes(body)


def _unpacked(pieces: Iterable[bytes], address: str, most: int) -> bytes:
    unpacking = zlib.decompressobj(wbits=31)
    body = bytearray()
    try:
        for piece in pieces:
            body += unpacking.decompress(piece, most + 1 - len(body))
            _check(body, address, most)
    except zlib.error as error:
        raise FetchError(f"{address}: the body cannot be unpacked ({error})", may_pass=True) from None
    if not unpacking.eof:
        raise FetchError(f"{address}: the packed body is cut off", may_pass=True)
    return bytes(body)


def _check(body: bytearray, address: str, most: int) -> None:
    if len(body) > most:
        raise FetchError(f"{address}: the body is longer than {most} bytes")
