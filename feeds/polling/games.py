"""Feeds of games that are kept current by patches: a whole one is 840 KB, a patch a few.

The memory of it is bounded, and nothing is lost with it: what is forgotten is read whole.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from feeds.providers.mlb_patches import WAIT, Feed, PatchError, merged, next_of, wait_of
from feeds.transport import Answer, FetchError

GAMES = 32


@dataclass(frozen=True)
class Current:
    """The whole feed as it is now, and in how many seconds the provider wants to be asked again."""

    body: bytes
    wait: float


@dataclass
class Games:
    """`fetch` asks for an address; `keep` says whether the same will be asked for again."""

    fetch: Callable[[str, bool], Answer]
    _held: OrderedDict[str, bytes] = field(default_factory=OrderedDict)

    def current(self, game: str) -> Current:
        try:
            return self._continued(game)
        except PatchError:
            return self._whole(game)
        except FetchError as error:
            if error.status:  # it has an answer, and that is no patch: one that is too old, say
                self.forget(game)
            raise

    def forget(self, game: str) -> None:
        self._held.pop(game, None)

    def _whole(self, game: str) -> Current:
        self.forget(game)
        body = self.fetch(next_of(game, None).address, False).body
        try:
            wait = wait_of(_object(body))
        except PatchError:
            return Current(body, WAIT)  # no feed: the parser says what it is instead
        self._hold(game, body)
        return Current(body, wait)

    def _continued(self, game: str) -> Current:
        if game not in self._held:
            return self._whole(game)
        held = _object(self._held[game])
        probe = _object(self.fetch(next_of(game, held).address, True).body)
        following = next_of(game, held, probe)
        if not following.address:
            self._held.move_to_end(game)
            return Current(self._held[game], following.wait)
        feed = merged(held, _json(self.fetch(following.address, False).body))
        body = json.dumps(feed, separators=(",", ":")).encode()
        self._hold(game, body)
        return Current(body, following.wait)

    def _hold(self, game: str, body: bytes) -> None:
        self._held[game] = body
        self._held.move_to_end(game)
        while len(self._held) > GAMES:
            self._held.popitem(last=False)


def _object(body: bytes) -> Feed:
    found = _json(body)
    return found if isinstance(found, dict) else {}


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError as error:
        raise PatchError(f"The answer is not JSON ({error}).") from None
