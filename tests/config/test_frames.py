"""Reading what readers send: the plain case ourselves, all else by the library, and nothing twice or never."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode

from config.frames import PlainFrames
from scores.live.protocol import MAX_MESSAGE_BYTES


def sent(opcode: Opcode, content: bytes, *, fin: bool = True, masked: bool = True) -> bytes:
    return Frame(opcode, content, fin=fin).serialize(mask=masked, extensions=[])


def text(content: str) -> bytes:
    return sent(Opcode.TEXT, content.encode())


NOT_PLAIN = {
    "ping": sent(Opcode.PING, b"?"),
    "binary": sent(Opcode.BINARY, b"\x00"),
    "close": sent(Opcode.CLOSE, b"\x03\xe8"),
    "part": sent(Opcode.TEXT, b"half a", fin=False),
    "unmasked": sent(Opcode.TEXT, b"unmasked", masked=False),
    "not utf-8": sent(Opcode.TEXT, b"\xff"),
    "long": text("x" * (MAX_MESSAGE_BYTES + 1)),
    "very long": text("x" * 70_000),
}
plain = st.text(max_size=300)
lengths = st.sampled_from([0, 1, 125, 126, 127, MAX_MESSAGE_BYTES])


@given(
    before=st.lists(plain | lengths.map(lambda length: "x" * length), max_size=6),
    strange=st.sampled_from([b"", *NOT_PLAIN.values()]),
    after=st.lists(plain, max_size=2),
    data=st.data(),
)
def test_however_a_stream_is_cut_plain_messages_are_heard_and_the_rest_is_the_librarys(before, strange, after, data):
    last = b"".join(map(text, after))
    stream = b"".join(map(text, before)) + strange + last
    cuts = sorted(data.draw(st.sets(st.integers(0, len(stream)), max_size=8)) | {0, len(stream)})
    frames, heard, rest = PlainFrames(), [], b""

    for start, end in pairwise(cuts):
        piece = stream[start:end]
        if frames.is_plain:
            texts, piece = frames.take(piece)
            heard += texts
        rest += piece if not frames.is_plain else b""

    assert heard == (before if strange else before + after)
    assert rest == (strange + last if strange else b"")


@pytest.mark.parametrize("strange", NOT_PLAIN)
def test_what_is_not_plain_is_not_plain_from_then_on(strange):
    frames = PlainFrames()

    assert frames.take(text("follow") + NOT_PLAIN[strange]) == (["follow"], NOT_PLAIN[strange])
    assert not frames.is_plain


def test_a_message_waits_for_its_last_byte():
    frames, message = PlainFrames(), text("x" * 200)

    heard = [frames.take(message[at : at + 1]) for at in range(len(message))]

    assert heard[:-1] == [([], b"")] * (len(message) - 1)
    assert heard[-1] == (["x" * 200], b"")
