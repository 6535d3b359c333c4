"""The messages of touchline.v1: parsed and built. Shapes are those of the README, section "The protocol"."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

SUBPROTOCOL = "touchline.v1"
MAX_MESSAGE_BYTES = 16_384
MAX_TOPICS = 64
MAX_POSITIONS = 512

BAD_MESSAGES, BEHIND, TOO_MANY_CONNECTIONS, RESTART = 4400, 4408, 4429, 1012  # close codes

FIN_TEXT = 0x81  # a whole message of text

Word = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[ -~]+$")]  # no database takes a NUL
Number = Annotated[int, Field(ge=0, le=2**53, strict=True)]  # what a browser can count


class Said(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Follow(Said):
    type: Literal["follow"]
    topics: Annotated[list[Word], Field(min_length=1, max_length=MAX_TOPICS)]
    positions: Annotated[dict[Word, Number], Field(max_length=MAX_POSITIONS)] = {}
    since: AwareDatetime | None = None  # what the positions do not name was seen at this instant, as it was


class Unfollow(Said):
    type: Literal["unfollow"]
    topics: Annotated[list[Word], Field(min_length=1, max_length=MAX_TOPICS)]


class Ack(Said):
    type: Literal["ack"]
    frames: Number
    delay_ms: Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)] | None = None


Incoming = Follow | Unfollow | Ack
_incoming: TypeAdapter[Incoming] = TypeAdapter(Annotated[Incoming, Field(discriminator="type")])


class BadMessage(Exception):
    """What the reader sent is not of the protocol; `detail` says where and how to mend it."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code, self.detail = code, detail


def parse(text: str | None) -> Incoming:
    """Read one message of a reader; raise BadMessage."""
    if text is None:
        raise BadMessage("not_text", "Send JSON as text messages, not binary ones.")
    if len(text) > MAX_MESSAGE_BYTES or len(text.encode("utf-8", "surrogatepass")) > MAX_MESSAGE_BYTES:
        raise BadMessage("too_long", f"A message may have {MAX_MESSAGE_BYTES} bytes.")
    try:
        return _incoming.validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "message"
        raise BadMessage("bad_message", f"{where}: {first['msg']}"[:200]) from None


@dataclass(frozen=True, slots=True)
class Frame:
    """One update or one state of a document, encoded once for all who read it."""

    document: str
    sequence: int
    topics: tuple[str, ...]
    at: float  # when it was logged, in seconds of the epoch
    whole: bool  # it carries the state, and applies to whatever came before
    text: str


def patch_frame(document: str, sequence: int, at: datetime, topics: Iterable[str], patch: Any) -> Frame:
    text = _encoded(document, sequence, at, "patch", patch)
    return Frame(document, sequence, tuple(topics), at.timestamp(), False, text)


def state_frame(document: str, sequence: int, at: datetime, topics: Iterable[str], state: Any) -> Frame:
    text = _encoded(document, sequence, at, "state", state)
    return Frame(document, sequence, tuple(topics), at.timestamp(), True, text)


def _encoded(document: str, sequence: int, at: datetime, word: str, content: Any) -> str:
    return encode({"document": document, "sequence": sequence, "at": timestamp(at), word: content})


class Message(str):
    """The text of one message to many readers. It carries its WebSocket frame, which a server may write as it is.

    `until` is a time at which a reader that has taken this message had everything, where it says so.
    """

    until: str = ""

    @classmethod
    def current(cls, text: str, until: str) -> Message:
        message = cls(text)
        message.until = until
        return message

    @cached_property
    def event(self) -> bytes:
        """The text as one server-sent event; to resume, its id is sent back as Last-Event-ID."""
        return "\n".join([f"data: {self}", *([f"id: {self.until}"] if self.until else []), "", ""]).encode()

    @cached_property
    def frame(self) -> bytes:
        """The text as one unmasked frame (RFC 6455, section 5.2)."""
        content = self.encode()
        length = len(content)
        if length < 126:
            head = struct.pack("!BB", FIN_TEXT, length)
        elif length < 65_536:
            head = struct.pack("!BBH", FIN_TEXT, 126, length)
        else:
            head = struct.pack("!BBQ", FIN_TEXT, 127, length)
        return head + content


def frames(batch: Iterable[Frame]) -> Message:
    """Frames of a catch-up, which may be one of several messages."""
    return Message('{"type":"frames","frames":[' + ",".join(frame.text for frame in batch) + "]}")


def news(batch: Sequence[Frame]) -> Message:
    """Frames for readers who have all that came before."""
    at = datetime.fromtimestamp(max(frame.at for frame in batch), UTC)
    return Message.current(frames(batch), timestamp(at))


def followed(topics: Iterable[str], at: datetime, since: datetime) -> Message:
    """All was sent that had changed when the follow came, `since`."""
    return Message.current(
        encode({"type": "followed", "topics": sorted(topics), "at": timestamp(at)}), timestamp(since)
    )


def alive(at: datetime) -> Message:
    return Message(encode({"type": "alive", "at": timestamp(at)}))


def reconnect(seconds: float) -> Message:
    """The server is about to end: come back in so many seconds, each reader in its own."""
    return Message(encode({"type": "reconnect", "after_ms": round(seconds * 1000)}))


def error(code: str, detail: str) -> str:
    return encode({"type": "error", "code": code, "detail": detail})


def timestamp(at: datetime) -> str:
    """ISO 8601 in UTC, to the millisecond."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def encode(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
