"""Two servers on one database, a reader of each, an editor at the admin of one, and a feed in a third process."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.editor import Editor
from tests.processes import Talk, daphne, manage, uvicorn

ARRIVAL_SECONDS = 20


class Watcher:
    """A reader that notes when each score of a match reached it, and how old it was then."""

    def __init__(self, socket: ClientConnection, match_ids: list[int]) -> None:
        self._socket = socket
        self._delays: dict[tuple[int, int], float] = {}
        self._news = threading.Condition()
        socket.send(json.dumps({"type": "follow", "topics": [f"match.{match_id}" for match_id in match_ids]}))
        while json.loads(socket.recv(timeout=ARRIVAL_SECONDS))["type"] != "followed":
            pass
        threading.Thread(target=self._watch, daemon=True).start()

    def delay_of(self, match_id: int, home: int) -> float:
        """Milliseconds from the moment the update was written, just before its commit, to its arrival here."""
        with self._news:
            arrived = self._news.wait_for(lambda: (match_id, home) in self._delays, timeout=ARRIVAL_SECONDS)
            assert arrived, f"match {match_id} at {home}–0 never arrived"
            return self._delays[match_id, home]

    def _watch(self) -> None:
        frames = 0
        try:
            for text in self._socket:
                received = time.time()
                for frame in json.loads(text).get("frames", ()):
                    frames += 1
                    self._note(frame, received)
                self._socket.send(json.dumps({"type": "ack", "frames": frames}))
        except ConnectionClosed:
            return

    def _note(self, frame: dict[str, Any], received: float) -> None:
        home = frame.get("patch", {}).get("row", {}).get("score", {}).get("home")
        if home is not None:
            with self._news:
                delay = (received - datetime.fromisoformat(frame["at"]).timestamp()) * 1000
                self._delays[int(frame["document"].removeprefix("match.")), home] = delay
                self._news.notify_all()


@dataclass
class Newsroom:
    editor: Editor
    feed: Talk
    edited: int
    fed: int
    watchers: dict[str, Watcher]

    def edit(self, home: int) -> dict[str, float]:
        """Save a score in the admin; how long it took to the reader of each server."""
        self.editor.change_match(self.edited, home_score=home, away_score=0)
        return {name: watcher.delay_of(self.edited, home) for name, watcher in self.watchers.items()}

    def ingest(self, home: int) -> dict[str, float]:
        """Let the feed report a score; how long it took to the reader of each server."""
        self.feed.ask({"verb": "score", "home": home})
        return {name: watcher.delay_of(self.fed, home) for name, watcher in self.watchers.items()}


@contextmanager
def newsroom(**settings: Any) -> Iterator[Newsroom]:
    settings = {"DEBUG": "1", **settings}
    manage("migrate", "--verbosity", "0", **settings)
    with ExitStack() as stack:
        feed = stack.enter_context(Talk("tests.live.reporter", **settings))
        matches = feed.ask({"verb": "begin"})
        sites = {
            "Daphne": stack.enter_context(daphne(**settings)),
            "uvicorn": stack.enter_context(uvicorn(**settings)),
        }
        editor = Editor(sites["uvicorn"].url, "ana", "open sesame")
        stack.callback(editor.close)
        sockets = {
            name: stack.enter_context(connect(site.socket_url, proxy=None, compression=None))
            for name, site in sites.items()
        }
        watchers = {name: Watcher(socket, list(matches.values())) for name, socket in sockets.items()}
        yield Newsroom(editor, feed, matches["edited"], matches["fed"], watchers)
