"""`websockets.broadcast`: `python -m bench.peers.broadcast PORT LINES_PORT`."""

from __future__ import annotations

import asyncio
import sys

import uvloop
from websockets.asyncio.server import ServerConnection, broadcast, serve

connected: set[ServerConnection] = set()


async def hold(reader: ServerConnection) -> None:
    connected.add(reader)
    try:
        await reader.wait_closed()
    finally:
        connected.discard(reader)


async def send_lines(lines: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    while line := await lines.readline():
        broadcast(connected, line[:-1].decode())


async def main(port: int, lines_port: int) -> None:
    await asyncio.start_server(send_lines, "127.0.0.1", lines_port)
    async with serve(hold, "127.0.0.1", port, compression=None, ping_interval=None, backlog=4096):
        await asyncio.Future()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]), int(sys.argv[2])))
