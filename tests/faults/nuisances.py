"""Those who keep to no protocol: they never read, never stop talking, or talk rubbish."""

from __future__ import annotations

import json
import random
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

TEXT, BINARY = 1, 2
SMALL_BUFFER = 4_096
PATIENCE = 5.0  # seconds
UPGRADE = (
    "GET /live/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)

Rage = Callable[[int, random.Random, threading.Event], None]  # what one does on a port until told to stop


def frame(content: bytes, *, opcode: int = TEXT) -> bytes:
    """A client's frame carries a mask; one of zeros changes nothing."""
    length = len(content)
    head = struct.pack("!BB", 0x80 | opcode, 0x80 | length) if length < 126 else b""
    return (head or struct.pack("!BBH", 0x80 | opcode, 0xFE, length)) + bytes(4) + content


def follow(topics: list[str]) -> bytes:
    return frame(json.dumps({"type": "follow", "topics": topics}).encode())


def opened(port: int, *, receive_buffer: int = 0) -> socket.socket:
    """A connection on which the server takes WebSocket frames from now on."""
    line = socket.socket()
    if receive_buffer:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    line.settimeout(PATIENCE)
    line.connect(("127.0.0.1", port))
    line.sendall(UPGRADE.format(port=port).encode())
    assert line.recv(12) == b"HTTP/1.1 101"
    return line


@contextmanager
def silent(ports: list[int], number: int, topics: list[str]) -> Iterator[list[socket.socket]]:
    """So many readers that follow and never read."""
    lines = [opened(ports[index % len(ports)], receive_buffer=SMALL_BUFFER) for index in range(number)]
    for line in lines:
        line.sendall(follow(topics))
    try:
        yield lines
    finally:
        for line in lines:
            line.close()


def flood(port: int, chance: random.Random, stop: threading.Event) -> None:
    """Ask for everything again and again, as fast as it goes, and read nothing of it."""
    asked = follow([f"day.2026-11-{day:02}" for day in range(1, 29)]) * 64
    with opened(port) as line:
        while not stop.is_set():
            line.sendall(asked)


def rubbish(port: int, chance: random.Random, stop: threading.Event) -> None:
    """Bytes of any kind, before and after the handshake, in frames and without."""
    noise = chance.randbytes(chance.randrange(1, 2_000))
    if chance.random() < 0.2:
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as line:
            line.sendall(noise)
        return
    with opened(port) as line:
        for _ in range(20):
            said = chance.choice([noise, b'{"type": "follow"}', b'{"type": "ack", "frames": -1}', b"[" * 500, b""])
            sent = chance.choice([frame(said), frame(said, opcode=BINARY), frame(said, opcode=chance.randrange(16))])
            line.sendall(sent if chance.random() < 0.9 else noise)


@contextmanager
def raging(rage: Rage, ports: list[int], number: int) -> Iterator[None]:
    """So many that do this on and on, whatever the server answers."""
    stop = threading.Event()

    def keep_raging(seed: int) -> None:
        chance = random.Random(seed)
        while not stop.is_set():
            with suppress(OSError, AssertionError):  # refused, closed, or not even answered: again
                rage(chance.choice(ports), chance, stop)
            stop.wait(0.01)

    threads = [threading.Thread(target=keep_raging, args=[seed], daemon=True) for seed in range(number)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(2 * PATIENCE)
