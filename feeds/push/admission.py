"""Who may push: checked in an order in which a stranger costs no query, and learns nothing of the keys there are."""

from __future__ import annotations

import hmac
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from feeds.models import PushKey
from feeds.push.refusing import PAGE, Refused
from feeds.push.signing import secret_of, signature_of, signed_bytes

WINDOW = timedelta(minutes=5)  # how far a time stamp may be off, either way
# A time stamp is taken for twice the window at most; a third is for machines whose clocks differ.
REMEMBERED = 3 * WINDOW
MINUTE = timedelta(minutes=1)
A_MINUTE = 120  # requests of one key

HEADERS: Mapping[str, tuple[str, str]] = {
    "Touchline-Key": (r"[A-Za-z0-9_-]{1,32}", "the id of your key"),
    "Touchline-Timestamp": (r"[0-9]{1,12}", "the time in whole seconds since 1970, such as 1795363200"),
    "Touchline-Nonce": (r"[A-Za-z0-9._~+/=-]{16,64}", "16 to 64 letters and digits that you never use again"),
    "Touchline-Signature": (r"[0-9A-Fa-f]{64}", "an HMAC-SHA256 in 64 hexadecimal digits"),
}


@dataclass(frozen=True)
class Signed:
    """What the headers of a push say."""

    key_id: str
    timestamp: str
    nonce: str
    signature: str


def read_headers(headers: Mapping[str, str]) -> Signed:
    missing = [name for name in HEADERS if name not in headers]
    if missing:
        raise Refused(401, "unsigned", f"Not signed: there is no {', '.join(missing)}. {PAGE} says how to sign.")
    for name, (pattern, words) in HEADERS.items():
        if not re.fullmatch(pattern, headers[name]):
            raise Refused(401, "unsigned", f"{name} must be {words}, and once. {PAGE} says how to sign.")
    return Signed(*(headers[name] for name in HEADERS))


def admit(signed: Signed, body: bytes, *, method: str, path: str, now: datetime) -> PushKey:
    """The key that this was sent with. Its nonce is spent from then on, whatever becomes of the body."""
    _check_time(signed, now)
    _check_signature(signed, body, method, path)
    try:
        with transaction.atomic():
            return _enter(signed, now)
    except PushKey.DoesNotExist:
        raise _unknown(signed, method, path) from None
    except IntegrityError:
        text = "This nonce has been used: a request is taken once. To send it again, sign it with a new nonce."
        raise Refused(409, "nonce_used", text) from None


def _check_time(signed: Signed, now: datetime) -> None:
    off = int(signed.timestamp) - now.timestamp()
    if abs(off) > WINDOW.total_seconds():
        words = "ahead of" if off > 0 else "behind"
        raise Refused(
            401,
            "wrong_time",
            f"Touchline-Timestamp is {math.ceil(abs(off))} s {words} this server's clock, which says "
            f"{now.timestamp():.0f}. It may be 300 s off: sign just before you send, and set your machine's clock.",
        )


def _check_signature(signed: Signed, body: bytes, method: str, path: str) -> None:
    """The secret of an id can be made without asking whether there is such a key."""
    content = signed_bytes(method=method, path=path, timestamp=signed.timestamp, nonce=signed.nonce, body=body)
    expected = signature_of(secret_of(signed.key_id), content)
    if not hmac.compare_digest(expected, signed.signature.lower()):
        raise _unknown(signed, method, path)


def _unknown(signed: Signed, method: str, path: str) -> Refused:
    return Refused(
        401,
        "wrong_signature",
        f"This is not signed with a key {signed.key_id} of this site. Compare id and secret with those that the admin "
        f"gave; signed are the three lines {f'{method} {path}'!r}, time stamp and nonce, each with its end, and then "
        f"the body, byte for byte as it is sent. {PAGE} has examples.",
    )


def _enter(signed: Signed, now: datetime) -> PushKey:
    # Locked, so that what is revoked is revoked at once and what comes together is counted.
    key = PushKey.objects.select_for_update().get(key_id=signed.key_id)
    if key.revoked_at is not None:
        text = f"This key was revoked on {key.revoked_at:%Y-%m-%d at %H:%M} UTC. Ask the site's staff for another one."
        raise Refused(403, "revoked_key", text)
    if wait := _too_soon(key, now):
        text = f"More than {A_MINUTE} requests in a minute. Send many reports in one, and the next in {wait} s."
        raise Refused(429, "too_many_requests", text, retry_after=wait)
    key.nonces.filter(received_at__lt=now - REMEMBERED).delete()
    key.nonces.create(nonce=signed.nonce, received_at=now)
    key.last_used_at = now
    key.save(update_fields=["last_used_at"])
    return key


def _too_soon(key: PushKey, now: datetime) -> int:
    """Seconds until the key may be used again; 0: now."""
    lately = key.nonces.filter(received_at__gt=now - MINUTE).order_by("-received_at")
    first = lately.values_list("received_at", flat=True)[A_MINUTE - 1 : A_MINUTE]
    return max((math.ceil((at + MINUTE - now).total_seconds()) for at in first), default=0)
