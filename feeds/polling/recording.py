"""Handing what came to a recorder: each body once, as long as it does not change."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Protocol

ADDRESSES = 2000  # of which the last body is known


class Recorder(Protocol):
    """Keeps bodies; they come without the key."""

    def keep(
        self, observed_at: datetime, address: str, status: int, headers: Mapping[str, str], body: bytes
    ) -> None: ...


@dataclass
class Changes:
    """Passes a body on when it is another than the last of its address."""

    recorder: Recorder | None = None
    _digests: OrderedDict[str, bytes] = field(default_factory=OrderedDict)

    def keep(self, observed_at: datetime, address: str, status: int, headers: Mapping[str, str], body: bytes) -> None:
        if self.recorder is None or not status:
            return
        digest = sha256(b"%d " % status + body).digest()
        if self._digests.get(address) == digest:
            return
        self._digests[address] = digest
        self._digests.move_to_end(address)
        while len(self._digests) > ADDRESSES:
            self._digests.popitem(last=False)
        self.recorder.keep(observed_at, address, status, headers, body)
