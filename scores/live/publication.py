"""Telling every process about updates: publish() after commit, listen() in every web process.

A publication is only quick. The channel layer delivers at most once, by specification; the log is the truth.
"""

from __future__ import annotations

import asyncio
import atexit
import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from contextlib import suppress
from typing import Any

from channels.layers import InMemoryChannelLayer, get_channel_layer

from scores.live.log import frame_of
from scores.live.models import Update
from scores.live.protocol import Frame

logger = logging.getLogger(__name__)

GROUP = "live"


def publish(updates: Sequence[Update]) -> None:
    """Send the updates of one transaction as one message to one group. Never waits, never raises."""
    try:
        _publisher.send([_packed(frame_of(update)) for update in updates])
    except Exception:
        logger.exception("A publication failed; readers get its updates from the log")


async def listen(take: Callable[[list[Frame]], None]) -> None:
    """Join the group and hand over every publication, until cancelled."""
    layer = get_channel_layer()
    channel = await layer.new_channel("live.")
    await layer.group_add(GROUP, channel)
    with _publisher.listening():
        try:
            while True:
                message = await layer.receive(channel)
                take([_unpacked(packed) for packed in message["updates"]])
        finally:
            with suppress(Exception):  # the layer's server may be what died
                await asyncio.wait_for(layer.group_discard(GROUP, channel), timeout=1)


def _packed(frame: Frame) -> list[Any]:
    return [frame.document, frame.sequence, list(frame.topics), frame.at, frame.whole, frame.text]


def _unpacked(packed: list[Any]) -> Frame:
    document, sequence, topics, at, whole, text = packed
    return Frame(document, sequence, tuple(topics), at, whole, text)


class Publisher:
    """Keeps one event loop, and so one connection of the layer, for all publications of the process.

    In a web process that is the loop of its hub; elsewhere (commands) a thread of its own.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._hub_loop: asyncio.AbstractEventLoop | None = None
        self._own_loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._under_way: set[Future[None]] = set()

    def send(self, packed: list[list[Any]]) -> None:
        layer = get_channel_layer()
        loop = self._loop(layer)
        if loop is None:
            return
        message = {"type": "publication", "updates": packed}
        sending = asyncio.run_coroutine_threadsafe(_send(layer, message), loop)
        self._under_way.add(sending)
        sending.add_done_callback(self._under_way.discard)

    def listening(self) -> _Listening:
        return _Listening(self)

    def _loop(self, layer: Any) -> asyncio.AbstractEventLoop | None:
        with self._lock:
            if self._hub_loop is not None and not self._hub_loop.is_closed():
                return self._hub_loop
            if isinstance(layer, InMemoryChannelLayer):
                return None  # nobody listens in this process, and this layer does not leave it
            if self._own_loop is None:
                self._own_loop = asyncio.new_event_loop()
                self._thread = threading.Thread(target=_run, args=[self._own_loop], name="publisher", daemon=True)
                self._thread.start()
                atexit.register(self.close)
            return self._own_loop

    def close(self) -> None:
        """A command that ends at once still gets its last publications out."""
        wait(list(self._under_way), timeout=2)
        if self._own_loop is None or self._thread is None:
            return
        self._own_loop.call_soon_threadsafe(self._own_loop.stop)
        self._thread.join(timeout=2)
        self._own_loop = self._thread = None


def _run(loop: asyncio.AbstractEventLoop) -> None:
    loop.run_forever()
    with suppress(Exception):  # with its loop the layer closes its connection, to a server that may be gone
        loop.close()


async def _send(layer: Any, message: dict[str, Any]) -> None:
    try:
        await asyncio.wait_for(layer.group_send(GROUP, message), timeout=5)
    except Exception as error:
        logger.warning("A publication was lost (%r); readers get its updates from the log", error)


class _Listening:
    """While a hub listens, this process publishes on the hub's own loop."""

    def __init__(self, publisher: Publisher) -> None:
        self._publisher = publisher

    def __enter__(self) -> None:
        self._publisher._hub_loop = asyncio.get_running_loop()

    def __exit__(self, *_: object) -> None:
        self._publisher._hub_loop = None


_publisher = Publisher()
