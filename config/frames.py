"""What readers send, read in the plainest case: short messages of text, each one frame (RFC 6455, section 5.2).

A library reads everything that a client may send, in steps, and takes three times as long as such a message is worth.
What is not plain is left to it.
"""

from __future__ import annotations

from websockets.utils import apply_mask

from scores.live.protocol import MAX_MESSAGE_BYTES

WHOLE_TEXT, MASKED = 0x81, 0x80
TWO_MORE_BYTES, EIGHT_MORE_BYTES = 126, 127  # of length


class NotPlain(Exception):
    pass


class PlainFrames:
    """Takes a client's stream in the pieces in which it comes."""

    __slots__ = ("is_plain", "_begun")

    def __init__(self) -> None:
        self.is_plain = True
        self._begun = b""

    def take(self, data: bytes) -> tuple[list[str], bytes]:
        """The texts that are whole now, and what is for the library: all, from the first thing on that is not plain."""
        if self._begun:
            data, self._begun = self._begun + data, b""
        texts: list[str] = []
        try:
            while data:
                start, end = _bounds(data)
                if len(data) < end:
                    self._begun = data
                    break
                texts.append(apply_mask(data[start:end], data[start - 4 : start]).decode())
                data = data[end:]
        except (NotPlain, UnicodeDecodeError):
            self.is_plain = False
            return texts, data
        return texts, b""


def _bounds(data: bytes) -> tuple[int, int]:
    """Where the payload begins and ends; an end beyond the data while too few of them have come to tell."""
    if data[0] != WHOLE_TEXT or (len(data) > 1 and not data[1] & MASKED):
        raise NotPlain
    length = data[1] - MASKED if len(data) > 1 else 0
    if length == EIGHT_MORE_BYTES:
        raise NotPlain
    if length != TWO_MORE_BYTES:
        return 6, 6 + length
    length = int.from_bytes(data[2:4], "big") if len(data) >= 4 else 0
    if length > MAX_MESSAGE_BYTES:
        raise NotPlain
    return 8, 8 + length
