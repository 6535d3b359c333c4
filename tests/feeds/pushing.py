"""A sender of reports, as docs/push.md describes one, written without the code that it tests."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any, Protocol
from uuid import uuid4

from feeds.models import PushKey
from feeds.push.signing import fingerprint_of, secret_of

PATH = "/api/v1/reports"


class Named(Protocol):
    @property
    def key_id(self) -> str: ...


def make_key(source: str = "club-app", **fields: Any) -> PushKey:
    key = PushKey(source=source, **{"may_create": True} | fields)
    key.fingerprint = fingerprint_of(key.key_id)
    key.save()
    return key


def report(key: str = "m.1", score: tuple[int, int] = (1, 0), **fields: Any) -> dict[str, Any]:
    return {
        "key": key,
        "sport": "football",
        "competition": {"name": "Northern League", "season": "2026/27"},
        "home": {"name": f"Ashford Town {key}"},
        "away": {"name": f"Brookham Rovers {key}"},
        "kick_off": "2026-11-22T15:00:00Z",
        "status": "live",
        "score": {"home": score[0], "away": score[1]},
    } | fields


def body_of(*reports: object) -> bytes:
    return json.dumps({"reports": reports}).encode()


def signed(
    key: Named,
    body: bytes,
    *,
    at: float | None = None,
    nonce: str = "",
    path: str = PATH,
    secret: str = "",
    **more: str,
) -> Mapping[str, str]:
    """The headers of a request that is in order, but for what a test says."""
    timestamp, nonce = str(int(time.time() if at is None else at)), nonce or uuid4().hex
    content = f"POST {path}\n{timestamp}\n{nonce}\n".encode() + body
    return {
        "Content-Type": "application/json",
        "Touchline-Key": key.key_id,
        "Touchline-Timestamp": timestamp,
        "Touchline-Nonce": nonce,
        "Touchline-Signature": hmac.new(
            (secret or secret_of(key.key_id)).encode(), content, hashlib.sha256
        ).hexdigest(),
    } | {name.replace("_", "-"): value for name, value in more.items()}


def send(client: Any, body: bytes, headers: Mapping[str, str], *, path: str = PATH) -> Any:
    kind = headers.get("Content-Type", "")
    others = {name: value for name, value in headers.items() if name != "Content-Type"}
    return client.post(path, data=body, content_type=kind, headers=others)


def push(client: Any, key: Named, *reports: object, **options: Any) -> Any:
    body = body_of(*reports)
    return send(client, body, signed(key, body, **options))
