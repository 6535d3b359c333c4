"""One line of a recording: an answer that differed from the one before it at the same address."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import AwareDatetime, BaseModel, ValidationError

OK = 200


class RecordingError(Exception):
    """The file is missing or not a recording; the text says which and what to do."""


class Line(BaseModel):
    """As it stands in the file. A body that is no text is kept in base64."""

    observed_at: AwareDatetime
    body: str
    base64: bool = False
    provider: str = ""
    address: str = ""
    status: int = OK
    headers: dict[str, str] = {}


@dataclass(frozen=True)
class Recorded:
    """An answer of a provider. Recordings of others may say no more than when it came and what it was."""

    observed_at: datetime
    payload: bytes
    provider: str = ""
    address: str = ""
    status: int = OK
    headers: Mapping[str, str] = field(default_factory=dict)


def parse_line(text: bytes) -> Recorded:
    """Raises ValueError for what is no line of a recording."""
    try:
        line = Line.model_validate_json(text)
        payload = base64.b64decode(line.body, validate=True) if line.base64 else line.body.encode()
    except (ValidationError, binascii.Error) as error:
        raise ValueError(str(error)) from None
    return Recorded(line.observed_at, payload, line.provider, line.address, line.status, line.headers)


def format_line(recorded: Recorded) -> bytes:
    body, is_text = _as_text(recorded.payload)
    line = {
        "observed_at": recorded.observed_at.isoformat(),
        "provider": recorded.provider,
        "address": recorded.address,
        "status": recorded.status,
        "headers": dict(recorded.headers),
        "body": body,
    }
    # The body comes last, so that a person who looks at the file sees what it is of.
    return json.dumps(line if is_text else {"base64": True, **line}, ensure_ascii=False).encode() + b"\n"


def _as_text(payload: bytes) -> tuple[str, bool]:
    try:
        return payload.decode(), True
    except UnicodeDecodeError:
        return base64.b64encode(payload).decode(), False
