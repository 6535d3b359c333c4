"""Speaking to a server that broadcasts every line it is sent on a port of its own."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bench.peers import message


@contextmanager
def publisher(port: int) -> Iterator[Callable[[int], None]]:
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield lambda sequence: line.sendall(message(sequence).encode() + b"\n")
