"""Keep the feed of an MLB game current by its patches: a whole feed is 840 KB, a patch a few.

Ask the probe, which is 80 bytes. When it tells a newer time than the feed that is held, ask for the patch from one to
the other and merge it. A PatchError means: forget the feed and read it whole.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jsonpatch

ADDRESS = "https://statsapi.mlb.com/api/v1.1/game"
WAIT = 10.0  # seconds between two probes, where the feed does not say
LONGEST_WAIT = 300.0
_TIMECODE = re.compile(r"\d{8}_\d{6}")
_TROUBLE = (jsonpatch.JsonPatchException, jsonpatch.JsonPointerException, LookupError, TypeError, ValueError)

Feed = Mapping[str, Any]


class PatchError(Exception):
    """The answer does not continue the feed that is held; the text says why."""


@dataclass(frozen=True)
class Next:
    """The address to ask next, or none when the feed that is held is current; and how long to wait before the next."""

    address: str
    wait: float


def feed_address(game: str) -> str:
    return f"{ADDRESS}/{game}/feed/live"


def probe_address(game: str) -> str:
    return f"{feed_address(game)}?fields=metaData,timeStamp,wait"


def next_of(game: str, held: Feed | None, probe: Feed | None = None) -> Next:
    """What to ask: the whole feed, the probe or, once that has answered, the patch.

    Without an end, or with the start as its end, a patch is the whole feed: so the same time is never asked for.
    """
    if held is None:
        return Next(feed_address(game), 0.0)
    if probe is None:
        return Next(probe_address(game), 0.0)
    start, end = timecode(held), timecode(probe)
    if end <= start:  # nothing new, or an older copy of it
        return Next("", wait_of(probe))
    return Next(f"{feed_address(game)}/diffPatch?startTimecode={start}&endTimecode={end}", wait_of(probe))


def timecode(feed: Feed) -> str:
    """The moment of a feed; as text it sorts by time."""
    stamp = _meta(feed).get("timeStamp")
    if not isinstance(stamp, str) or not _TIMECODE.fullmatch(stamp):
        raise PatchError(f"The feed has no time stamp but {stamp!r}.")
    return stamp


def wait_of(feed: Feed) -> float:
    """In how many seconds the provider wants to be asked again."""
    wait = _meta(feed).get("wait")
    is_number = isinstance(wait, int | float) and not isinstance(wait, bool)
    return min(max(float(wait), 1.0), LONGEST_WAIT) if is_number and wait is not None else WAIT


def _meta(feed: Feed) -> Mapping[str, Any]:
    meta = feed.get("metaData")
    return meta if isinstance(meta, dict) else {}


def merged(held: Feed, answer: object) -> dict[str, Any]:
    """The feed after an answer: an array of patches in their order, or a whole feed. `held` is not changed."""
    if isinstance(answer, dict):
        feed = answer
    elif isinstance(answer, list):
        feed = _patched(held, answer)
    else:
        raise PatchError(f"The answer is a JSON {type(answer).__name__}, neither patches nor a feed.")
    _check(held, feed, has_moved=answer != [])
    return feed


def _patched(held: Feed, answer: list[Any]) -> dict[str, Any]:
    feed: Any = copy.deepcopy(dict(held))
    for index, entry in enumerate(answer):
        if not isinstance(entry, dict) or not isinstance(entry.get("diff"), list):
            raise PatchError(f"Entry {index} of the answer has no diff.")
        try:
            feed = jsonpatch.apply_patch(feed, entry["diff"], in_place=True)
        except _TROUBLE as error:
            raise PatchError(f"Patch {index} does not fit: {type(error).__name__} {error}") from error
    if not isinstance(feed, dict):
        raise PatchError("The patches leave no feed.")
    return feed


def _check(held: Feed, feed: Feed, *, has_moved: bool) -> None:
    """What fits may still be wrong: a patch of another game, one that came before, a play that is put in twice."""
    if feed.get("gamePk") != held.get("gamePk"):
        raise PatchError(f"The feed is of game {feed.get('gamePk')}, not {held.get('gamePk')}.")
    before, after = timecode(held), timecode(feed)
    if after < before or (has_moved and after == before):
        raise PatchError(f"The feed is of {after}, and was of {before}.")
    turns = [play.get("atBatIndex") if isinstance(play, dict) else None for play in _plays(feed)]
    if turns != list(range(len(turns))):
        raise PatchError("The plays are not one after the other.")


def _plays(feed: Feed) -> list[Any]:
    try:
        plays = feed["liveData"]["plays"]["allPlays"]
    except (LookupError, TypeError):
        raise PatchError("The feed has no plays.") from None
    if not isinstance(plays, list):
        raise PatchError("The feed has no plays.")
    return plays
