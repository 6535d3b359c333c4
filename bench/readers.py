"""Many readers of one topic, in a process of their own: `python -m bench.readers PORT TOPIC HOW_MANY`.

Prints "ready" when all have what there is. Then reads a line, a snapshot, waits until each reader has come that far,
and prints what it saw.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import time
from datetime import datetime
from typing import Any

import uvloop

from bench.websocket import ReaderSocket
from scores.live.patches import merge

CONNECTING_AT_ONCE = 100
ACK_EVERY = 64
LAST_SECONDS = 60

Taken = list[tuple[float, bytes]]  # when, and what


class Reader:
    """Keeps what it was sent and when; makes sense of it when the measurement is over."""

    def __init__(self, host: str, texts: dict[bytes, bytes]) -> None:
        self.socket = ReaderSocket(host, self.take)
        self.taken: Taken = []
        self.frames = 0
        self._acked = 0
        self._texts = texts  # equal messages are kept once, or two thousand readers are a lot of memory

    def take(self, text: bytes) -> None:
        self.taken.append((time.time(), self._texts.setdefault(text, text)))
        self.frames += text.count(b'{"document":')
        if self.frames - self._acked >= ACK_EVERY:
            self._acked = self.frames
            self.socket.say(b'{"type":"ack","frames":%d,"delay_ms":0}' % self.frames)

    @property
    def is_following(self) -> bool:
        return any(text.startswith(b'{"type":"followed"') for _, text in self.taken)


async def connect(port: int, topic: str, number: int) -> list[Reader]:
    texts: dict[bytes, bytes] = {}
    gate = asyncio.Semaphore(CONNECTING_AT_ONCE)
    follow = json.dumps({"type": "follow", "topics": [topic]}).encode()

    async def one() -> Reader:
        async with gate:
            reader = Reader(f"127.0.0.1:{port}", texts)
            await asyncio.get_running_loop().create_connection(lambda: reader.socket, "127.0.0.1", port)
            await reader.socket.opened
            reader.socket.say(follow)
            while not reader.is_following:
                await asyncio.sleep(0.01)
            return reader

    async with asyncio.timeout(LAST_SECONDS):
        return await asyncio.gather(*(one() for _ in range(number)))


def held(taken: Taken, document: str, decoded: dict[bytes, Any], delays: list[float]) -> tuple[int, Any]:
    """What a reader holds: its state, made of the frames it was sent. A gap is an error."""
    sequence, state = 0, None
    for received, text in taken:
        for frame in decoded[text].get("frames", ()):
            if frame["document"] != document or frame["sequence"] <= sequence:
                continue
            if "patch" in frame:
                if frame["sequence"] != sequence + 1:
                    raise AssertionError(f"A reader jumped from {sequence} to {frame['sequence']}.")
                delays.append((received - datetime.fromisoformat(frame["at"]).timestamp()) * 1000)
            state = frame["state"] if "state" in frame else merge(state, frame["patch"])
            sequence = frame["sequence"]
    return sequence, state


async def until_current(readers: list[Reader], sequence: int) -> None:
    """Wait until the newest message of each reader is the last there will be."""
    last = b'"sequence":%d,' % sequence

    def lacks(reader: Reader) -> bool:
        return not reader.socket.closed.done() and not any(last in text for _, text in reader.taken[-4:])

    async with asyncio.timeout(LAST_SECONDS):
        while any(map(lacks, readers)):
            await asyncio.sleep(0.05)


def report(taken: list[Taken], snapshot: dict[str, Any]) -> dict[str, Any]:
    """How many readers hold what the database says, and how long each update took to each of them."""
    decoded = {text: json.loads(text) for messages in taken for _, text in messages}
    delays: list[float] = []
    wanted = snapshot["sequence"], snapshot["state"]
    return {
        "readers": len(taken),
        "right": sum(held(messages, snapshot["document"], decoded, delays) == wanted for messages in taken),
        "frames": len(delays),
        "messages": sum(map(len, taken)),
        "bytes_a_message": round(sum(map(len, decoded)) / len(decoded)),
        "delays": [round(delay, 1) for delay in delays],
    }


async def main(port: int, topic: str, number: int) -> None:
    readers = await connect(port, topic, number)
    gc.freeze()
    gc.disable()  # a collection over two hundred thousand messages would count as the server's delay
    print("ready", flush=True)
    line = await asyncio.to_thread(sys.stdin.readline)
    snapshot = json.loads(line)
    await until_current(readers, snapshot["sequence"])
    closed = [reader.socket.closed.result() for reader in readers if reader.socket.closed.done()]
    print(json.dumps({"closed": closed[:3], **report([reader.taken for reader in readers], snapshot)}), flush=True)


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
