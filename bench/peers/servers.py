"""Starting each of the servers that are compared."""

from __future__ import annotations

import asyncio
import http.client
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import Any

import psutil
from channels_redis.core import RedisChannelLayer
from channels_redis.pubsub import RedisPubSubChannelLayer

from bench import sites
from bench.cores import on_cores
from bench.peers import Peer, lines, message
from tests import processes

HERE = Path(__file__).resolve().parent
NODE_MODULES = processes.ROOT / ".venv" / "peers"
WS_VERSION = "8.18.3"
NGINX_MODULES = Path("/usr/lib/nginx/modules")

Started = Callable[[str], AbstractContextManager[Peer]]  # with the URL of a Redis


class Missing(Exception):
    """What this machine lacks, so that the peer cannot be measured."""


@contextmanager
def _running(command: list[str], port: int, **settings: str) -> Iterator[psutil.Process]:
    """A server on the first core, until the block ends."""
    with NamedTemporaryFile(prefix="bench-", suffix=".log") as log:
        with on_cores(0):
            process = subprocess.Popen(
                command, cwd=processes.ROOT, env=processes.environment(**settings), stdout=log.file, stderr=log.file
            )
        try:
            processes.wait_for_port(processes.Site(port, process, Path(log.name)))
            yield psutil.Process(process.pid)
        finally:
            processes.end(process)


@contextmanager
def broadcast(_: str) -> Iterator[Peer]:
    port, lines_port = processes.free_port(), processes.free_port()
    command = [sys.executable, "-m", "bench.peers.broadcast", str(port), str(lines_port)]
    with _running(command, port) as process, lines.publisher(lines_port) as publish:
        yield Peer(port, process, publish)


@contextmanager
def node(_: str) -> Iterator[Peer]:
    if not shutil.which("node") or not shutil.which("npm"):
        raise Missing("node and npm are not installed")
    if not (NODE_MODULES / "node_modules" / "ws").is_dir():
        NODE_MODULES.mkdir(parents=True, exist_ok=True)
        installed = subprocess.run(
            ["npm", "install", "--silent", "--prefix", str(NODE_MODULES), f"ws@{WS_VERSION}"], capture_output=True
        )
        if installed.returncode:
            raise Missing(f"npm could not install ws {WS_VERSION}")
    port, lines_port = processes.free_port(), processes.free_port()
    command = ["node", str(HERE / "ws.js"), str(port), str(lines_port)]
    settings = {"NODE_PATH": str(NODE_MODULES / "node_modules")}
    with _running(command, port, **settings) as process, lines.publisher(lines_port) as publish:
        yield Peer(port, process, publish)


@contextmanager
def nchan(_: str) -> Iterator[Peer]:
    binary = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    if not binary or not (NGINX_MODULES / "ngx_nchan_module.so").exists():
        raise Missing("nginx with nchan is not installed (Debian: nginx, libnginx-mod-nchan)")
    port = processes.free_port()
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # its worker may be another user
        configuration = Path(folder) / "nginx.conf"
        text = (HERE / "nginx.conf").read_text()
        configuration.write_text(text.format(modules=NGINX_MODULES, folder=folder, port=port))
        command = [binary, "-c", str(configuration), "-e", f"{folder}/error.log"]
        with _running(command, port) as process, _poster(port) as publish:
            yield Peer(port, process, publish)


@contextmanager
def _poster(port: int) -> Iterator[Callable[[int], None]]:
    connection = http.client.HTTPConnection("127.0.0.1", port)

    def publish(sequence: int) -> None:
        connection.request("POST", "/publish", message(sequence), {"Content-Type": "application/json"})
        connection.getresponse().read()

    with closing(connection):
        yield publish


@contextmanager
def tutorial(layer: str, redis: str) -> Iterator[Peer]:
    port = processes.free_port()
    command = [sys.executable, "-m", "daphne", "-p", str(port), "bench.peers.tutorial:application"]
    with (
        _running(command, port, LAYER=layer, REDIS_URL=redis) as process,
        _group_sender(layer, redis) as publish,
    ):
        yield Peer(port, process, publish)


@contextmanager
def _group_sender(layer_name: str, redis: str) -> Iterator[Callable[[int], None]]:
    """Sends to the group on an event loop of its own, with a connection that is kept."""
    layer = {"core": RedisChannelLayer, "pubsub": RedisPubSubChannelLayer}[layer_name](hosts=[redis])
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    def publish(sequence: int) -> None:
        event = {"type": "score", "text": message(sequence)}
        asyncio.run_coroutine_threadsafe(layer.group_send("scores", event), loop).result(30)

    yield publish
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)


@contextmanager
def touchline(server: str, redis: str) -> Iterator[Peer]:
    with TemporaryDirectory() as folder:
        settings: dict[str, Any] = {"DEBUG": "0", **sites.production(Path(folder), "", redis)}
        port = processes.free_port()
        with (
            _running(SERVERS[server](port), port, PORT=str(port), **settings) as process,
            processes.Talk("bench.writer", **settings) as writer,
        ):
            match = writer.ask({"verb": "match"})
            yield replace(
                sites.peer(port, process, match["document"]),
                publish=partial(_publish, writer, match["document"]),
                first=match["sequence"] + 1,
            )


def _publish(writer: processes.Talk, document: str, sequence: int) -> None:
    writer.ask({"verb": "publish", "document": document, "sequence": sequence})


SERVERS: dict[str, Callable[[int], list[str]]] = {
    "serve": lambda port: [sys.executable, "manage.py", "serve"],
    "uvicorn": lambda port: [
        *[sys.executable, "-m", "uvicorn", "config.asgi:application", "--port", str(port)],
        *["--log-level", "warning", "--backlog", "4096", "--ws", "websockets-sansio"],
    ],
    "daphne": lambda port: [sys.executable, "-m", "daphne", "-p", str(port), "config.asgi:application"],
}

PEERS: dict[str, Started] = {
    "Touchline": partial(touchline, "serve"),
    "Touchline on plain uvicorn": partial(touchline, "uvicorn"),
    "Touchline on Daphne": partial(touchline, "daphne"),
    "Channels tutorial, core layer, Daphne": partial(tutorial, "core"),
    "Channels tutorial, pub/sub layer, Daphne": partial(tutorial, "pubsub"),
    "websockets.broadcast": broadcast,
    "node ws": node,
    "nginx and nchan": nchan,
}
