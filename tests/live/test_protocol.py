"""A message that is framed once for all readers."""

from __future__ import annotations

import pytest
from websockets.frames import Frame, Opcode

from scores.live.protocol import Message


@pytest.mark.parametrize("length", [0, 1, 125, 126, 65_535, 65_536])
def test_a_message_carries_the_frame_that_a_server_would_make(length):
    text = "é" * (length // 2) + "x" * (length % 2)

    frame = Message(text).frame

    assert frame == Frame(Opcode.TEXT, text.encode()).serialize(mask=False)


def test_a_message_is_framed_once():
    message = Message("goal")

    assert message.frame is message.frame
