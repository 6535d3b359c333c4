"""How a push is signed, byte by byte."""

from __future__ import annotations

import hashlib
import hmac

from django.utils.crypto import salted_hmac


def secret_of(key_id: str) -> str:
    """A key's secret, made of SECRET_KEY anew each time: who reads the database, or a copy of it, cannot sign."""
    return salted_hmac("feeds.push", key_id, algorithm="sha256").hexdigest()


def fingerprint_of(key_id: str) -> str:
    """Another one under another SECRET_KEY; the secret cannot be found from it."""
    return hashlib.sha256(secret_of(key_id).encode()).hexdigest()[:16]


def signed_bytes(*, method: str, path: str, timestamp: str, nonce: str, body: bytes) -> bytes:
    """Three lines, each with its end, and the body as it is sent. What is in a line cannot hold the end of one."""
    return f"{method} {path}\n{timestamp}\n{nonce}\n".encode() + body


def signature_of(secret: str, signed: bytes) -> str:
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
