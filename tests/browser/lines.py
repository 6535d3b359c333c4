"""The line between a page and the real server, for tests of what can happen on it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, WebSocketRoute

LESSER_WAYS = re.compile("/live/events|/api/v1/topics/")  # what a page tries where no WebSocket answers


class Line:
    """Hands on what both sides say and keeps it; or loses it, says it again, or hangs up at the first word."""

    def __init__(self, *, hangs_up_with: int | None = None) -> None:
        self._hangs_up_with = hangs_up_with
        self._to_page: list[str] = []
        self._to_server: list[str] = []
        self._page_end: WebSocketRoute | None = None
        self.loses_frames = False
        self.lost = 0
        self.calls = 0

    def run_to(self, page: Page) -> None:
        page.route_web_socket("**/live/", self._opened)

    def sent(self, kind: str) -> list[dict[str, Any]]:
        """What the page has sent of this type."""
        return [message for text in self._to_server if (message := json.loads(text))["type"] == kind]

    @property
    def frames_received(self) -> int:
        return sum(len(json.loads(text).get("frames", ())) for text in self._to_page)

    def say(self, **message: Any) -> None:
        """As if the server had said it."""
        assert self._page_end is not None
        self._page_end.send(json.dumps(message))

    def repeat_frames(self) -> None:
        assert self._page_end is not None
        for text in list(self._to_page):
            if _is_frames(text):
                self._page_end.send(text)

    def wait_until(self, page: Page, happened: Callable[[], object]) -> None:
        """Wait while messages pass; the page is asked because that is when Playwright hands them over."""
        for _ in range(200):
            if happened():
                return
            page.wait_for_function("() => new Promise((done) => setTimeout(() => done(true), 50))")
        raise AssertionError("Nothing of the kind happened on the line.")

    def _opened(self, page_end: WebSocketRoute) -> None:
        self.calls += 1
        self._page_end = page_end
        if self._hangs_up_with is not None:
            page_end.on_message(lambda _: page_end.close(code=self._hangs_up_with))
            return
        server_end = page_end.connect_to_server()
        page_end.on_message(lambda text: self._said_by_page(str(text), server_end))
        server_end.on_message(lambda text: self._said_by_server(str(text), page_end))

    def _said_by_page(self, text: str, server_end: WebSocketRoute) -> None:
        self._to_server.append(text)
        server_end.send(text)

    def _said_by_server(self, text: str, page_end: WebSocketRoute) -> None:
        if self.loses_frames and _is_frames(text):
            self.lost += 1
            return
        self._to_page.append(text)
        page_end.send(text)


def _is_frames(text: str) -> bool:
    return bool(json.loads(text)["type"] == "frames")
