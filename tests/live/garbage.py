"""What no reader has reason to send: made of the protocol's own words, of what breaks it, and of noise."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import Any

from tests.rawlines import CLOSE, TEXT, frame, head

CONTINUATION, BINARY, PING, PONG = 0, 2, 9, 10
WORDS = ["type", "follow", "unfollow", "ack", "topics", "positions", "since", "frames", "delay_ms", "state", "error"]
TOPICS = [
    "day.2026-11-22",
    "match.1",
    "row.1",
    "team.9",
    "table.5",
    "competition.7",
    "weather.1",
    "match.-1",
    "day.x",
    "",
]
STRANGE = ["\x00", "\ud800", "\udfff\ud800", "\u202e", "é", "𝟘", "'; drop table", "a" * 70, "{}", "%s", "..", "\\u0000"]
NUMBERS: list[Any] = [0, -1, 1, 17, 2**31, 2**53, 2**64, 10**400, 0.5, -0.0, 1e308, float("nan"), float("inf"), True]


class Garbage:
    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    # Messages

    def text(self) -> str:
        """A message that may be right, nearly right, or nothing at all."""
        make: Callable[[], str] = self.random.choice([self._right, self._right, self._mutated, self._json, self._noise])
        return make()

    def _right(self) -> str:
        topics = self.random.sample(TOPICS, self.random.randint(1, 3))
        positions = {self._word(): self.random.randint(0, 9) for _ in range(self.random.randint(0, 3))}
        message: dict[str, Any] = {"type": "follow", "topics": topics, "positions": positions}
        if self.random.random() < 0.3:
            message["since"] = self.random.choice(["2026-11-22T15:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59Z"])
        others: list[dict[str, Any]] = [
            {"type": "unfollow", "topics": topics},
            {"type": "ack", "frames": self.random.randint(0, 999), "delay_ms": self.random.random() * 99},
        ]
        return json.dumps(self.random.choice([message, message, *others]))

    def _mutated(self) -> str:
        """A right message of which some characters are gone, doubled or others."""
        characters = list(self._right())
        for _ in range(self.random.randint(1, 4)):
            at = self.random.randrange(len(characters))
            characters[at] = self.random.choice(["", characters[at] * 2, chr(self.random.randrange(0xD800)), '"', "}"])
        return "".join(characters)

    def _json(self) -> str:
        return json.dumps(self._value(4), ensure_ascii=self.random.random() < 0.5)

    def _noise(self) -> str:
        length = self.random.choice([0, 1, 10, 100, 17_000]) if self.random.random() < 0.5 else 30
        return "".join(self.random.choice([*STRANGE, "[", "{", '"', ":", "9"]) for _ in range(length))

    def _value(self, depth: int) -> Any:
        kind = self.random.randrange(6 if depth else 3)
        if kind == 0:
            return self.random.choice([None, False, *NUMBERS])
        if kind < 3:
            return self._word()
        if kind == 3:
            return [self._value(depth - 1) for _ in range(self.random.randint(0, 4))]
        inner = {self._word(): self._value(depth - 1) for _ in range(self.random.randint(0, 4))}
        return {"type": self.random.choice(["follow", "ack", "unfollow"]), **inner} if kind == 4 else inner

    def _word(self) -> str:
        return self.random.choice(self.random.choice([WORDS, TOPICS, STRANGE]))

    # Bytes

    def octets(self) -> bytes:
        """Frames as they should be, frames that break each rule there is, and bytes that are none."""
        makers: list[Callable[[], bytes]] = [
            *[self._whole] * 6,
            self._in_pieces,
            self._control,
            self._broken,
            self._cut,
            self._noise_bytes,
        ]
        return self.random.choice(makers)()

    def _whole(self) -> bytes:
        return frame(self.random.choice([TEXT] * 9 + [BINARY]), self._content())

    def _in_pieces(self) -> bytes:
        content = self._content()
        cut = self.random.randint(0, len(content))
        between = self._control() if self.random.random() < 0.5 else b""
        last = frame(CONTINUATION, content[cut:], fin=self.random.random() < 0.9)
        return frame(TEXT, content[:cut], fin=False) + between + last

    def _control(self) -> bytes:
        if self.random.random() < 0.2:
            return frame(CLOSE, self.random.choice([b"", b"\x03\xe8", b"\x03\xe9bye", b"\x0f\xa0"]))
        return frame(self.random.choice([PING, PONG]), self.random.randbytes(self.random.randint(0, 125)))

    def _broken(self) -> bytes:
        good = bytearray(frame(TEXT, self._content()[:100]))
        broken: list[Callable[[], bytes]] = [
            lambda: frame(TEXT, b"no mask", masked=False),
            lambda: bytes([good[0] | self.random.choice([0x40, 0x20, 0x10, 0x70])]) + bytes(good[1:]),
            lambda: bytes([0x80 | self.random.choice([3, 4, 5, 6, 7, 11, 12, 13, 14, 15])]) + bytes(good[1:]),
            lambda: bytes([good[0] & 0x7F | 8]) + bytes(good[1:]),  # a control frame in pieces
            lambda: bytes([0x80 | PING, 0x80 | 126, 0x01, 0x00]) + self.random.randbytes(260),
            lambda: bytes([0x80 | CLOSE, 0x81]) + self.random.randbytes(5),
            lambda: frame(CLOSE, self.random.choice([b"\x03\xe8\xff\xfe", b"\x00\x01", b"\x03\xed", b"\xff\xff"])),
            lambda: head(0x80 | TEXT, self.random.choice([2**63 - 1, 2**63, 2**64 - 1, 2**32, 65_537, 5])),
            lambda: frame(CONTINUATION, b"of nothing"),
            lambda: frame(TEXT, b"\xff\xfe\xc3"),
        ]
        return self.random.choice(broken)()

    def _cut(self) -> bytes:
        whole = self._whole()
        return whole[: self.random.randrange(len(whole))]

    def _noise_bytes(self) -> bytes:
        return self.random.randbytes(self.random.choice([1, 2, 7, 60, 3_000]))

    def _content(self) -> bytes:
        return self.text().encode("utf-8", "surrogatepass" if self.random.random() < 0.1 else "replace")

    def split(self, content: bytes) -> list[bytes]:
        """The same in pieces, as a network may deliver it."""
        cuts = sorted(self.random.randint(0, len(content)) for _ in range(self.random.choice([0, 0, 1, 3, 20])))
        return [content[start:end] for start, end in zip([0, *cuts], [*cuts, len(content)], strict=True)]
