from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

from feeds.providers.mlb import parse
from feeds.providers.mlb_patches import Next, PatchError, merged, next_of, probe_address, timecode, wait_of
from tests.feeds.bodies import NOW, encoded
from tests.feeds.mlb_bodies import feed, linescore, play, runner
from tests.feeds.recordings import body_of, recorded

FEED = "mlb/feed_live_715720.json.gz"
BASE = "https://statsapi.mlb.com/api/v1.1/game/7001/feed/live"
EARLIER, LATER = "20260704_233000", "20260704_233016"


def probe(stamp: str, **meta: Any) -> dict[str, Any]:
    return {"metaData": {"timeStamp": stamp, "wait": 10} | meta}


def stamped(*operations: dict[str, Any], stamp: str = LATER) -> list[dict[str, Any]]:
    """One patch, with the new time that each of them carries."""
    return [{"diff": [{"op": "replace", "path": "/metaData/timeStamp", "value": stamp}, *operations]}]


def differences(before: Any, after: Any, path: str = "") -> Iterator[dict[str, Any]]:
    """The operations of RFC 6902 that lead from one document to the other."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in before.keys() | after.keys():
            yield from _member(before, after, key, f"{path}/{key.replace('~', '~0').replace('/', '~1')}")
    elif isinstance(before, list) and isinstance(after, list):
        for index, (old, new) in enumerate(zip(before, after, strict=False)):
            yield from differences(old, new, f"{path}/{index}")
        yield from ({"op": "add", "path": f"{path}/-", "value": new} for new in after[len(before) :])
        yield from ({"op": "remove", "path": f"{path}/{len(after)}"} for _ in before[len(after) :])
    elif before != after or type(before) is not type(after):
        yield {"op": "replace", "path": path, "value": after}


def _member(before: dict[str, Any], after: dict[str, Any], key: str, path: str) -> Iterator[dict[str, Any]]:
    if key not in after:
        yield {"op": "remove", "path": path}
    elif key not in before:
        yield {"op": "add", "path": path, "value": after[key]}
    else:
        yield from differences(before[key], after[key], path)


def cut(whole: dict[str, Any], plays: int) -> dict[str, Any]:
    """The feed as it was after so many plays, as far as plays tell it."""
    then = copy.deepcopy(whole)
    told, live = then["liveData"]["plays"], then["liveData"]
    told["allPlays"] = told["allPlays"][:plays]
    told["scoringPlays"] = [index for index in told["scoringPlays"] if index < plays]
    last = told["allPlays"][-1]
    told["currentPlay"] = copy.deepcopy(last)
    live["linescore"]["innings"] = live["linescore"]["innings"][: last["about"]["inning"]]
    for side in ("home", "away"):
        live["linescore"]["teams"][side]["runs"] = last["result"][f"{side}Score"]
    then["metaData"]["timeStamp"] = last["playEndTime"][:19].translate(str.maketrans("T", "_", "-:"))
    then["gameData"]["status"] |= {"codedGameState": "I", "statusCode": "I", "detailedState": "In Progress"}
    live.pop("decisions", None)
    return then


@recorded
def test_the_patches_of_a_game_fold_into_the_whole_of_it():
    whole = json.loads(body_of(FEED))
    moments = [*(cut(whole, plays) for plays in (1, 2, 5, 27, 45, 61, 68, 77)), whole]

    held = moments[0]
    for before, after in pairwise(moments):
        held = merged(held, [{"diff": list(differences(before, after))}])

        assert held == after
        assert parse(encoded(held), NOW) == parse(encoded(after), NOW)

    assert held == whole


@recorded
def test_several_patches_come_in_one_answer():
    whole = json.loads(body_of(FEED))
    first, second, third = (cut(whole, plays) for plays in (20, 30, 40))

    answer = [{"diff": list(differences(first, second))}, {"diff": list(differences(second, third))}]

    assert merged(first, answer) == third


def test_a_run_that_comes_as_a_replacement_is_a_run():
    held = feed(play(0), line=linescore(0, 0))
    answer = stamped(
        {"op": "replace", "path": "/liveData/plays/allPlays/0/runners", "value": [runner(12, "Bo Two")]},
        {"op": "replace", "path": "/liveData/linescore/teams/home/runs", "value": 1},
    )

    (report,) = parse(encoded(merged(held, answer)), NOW).reports

    assert (report.score and report.score.home, [each.key for each in report.incidents or ()]) == (1, ["0:12:run"])


def test_a_run_that_is_taken_off_is_gone():
    held = feed(play(0, runner(12, "Bo Two")))

    after = merged(held, stamped({"op": "remove", "path": "/liveData/plays/allPlays/0/runners/0"}))

    assert parse(encoded(after), NOW).reports[0].incidents == ()


def test_what_is_held_is_not_changed():
    held = feed(play(0))
    before = copy.deepcopy(held)

    merged(held, stamped({"op": "add", "path": "/liveData/plays/allPlays/-", "value": play(1)}))

    assert held == before


def test_a_whole_feed_takes_the_place_of_the_one_that_is_held():
    whole = feed(play(0), play(1), stamp=LATER)

    assert merged(feed(play(0)), whole) == whole


def test_an_empty_answer_changes_nothing():
    held = feed(play(0))

    assert merged(held, []) == held


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (stamped({"op": "replace", "path": "/liveData/plays/allPlays/7/result", "value": {}}), "does not fit"),
        (stamped({"op": "remove", "path": "/liveData/nothing"}), "does not fit"),
        (stamped({"op": "add", "path": "/liveData/plays/allPlays/x", "value": {}}), "does not fit"),
        (stamped({"op": "test", "path": "/gamePk", "value": 1}), "does not fit"),
        (stamped({"op": "teleport", "path": "/gamePk"}), "does not fit"),
        (stamped({"path": "/gamePk"}), "does not fit"),
        (stamped(None), "does not fit"),  # type: ignore[arg-type]
        (stamped({"op": "replace", "path": "", "value": []}), "leave no feed"),
        ([{"op": "replace", "path": "/gamePk", "value": 1}], "has no diff"),
        ([{"diff": None}], "has no diff"),
        (["nonsense"], "has no diff"),
        ("nonsense", "neither patches nor a feed"),
        (None, "neither patches nor a feed"),
        (stamped({"op": "replace", "path": "/gamePk", "value": 1}), "of game 1, not 7001"),
        (stamped({"op": "remove", "path": "/liveData/plays/allPlays"}), "no plays"),
        (stamped({"op": "remove", "path": "/metaData/timeStamp"}), "no time stamp"),
        ({"gamePk": 7001, "metaData": {"timeStamp": LATER}}, "no plays"),
        ({"message": "Object not found"}, "of game None"),
    ],
)
def test_an_answer_that_does_not_fit_says_so_and_changes_nothing(answer, text):
    held = feed(play(0))
    before = copy.deepcopy(held)

    with pytest.raises(PatchError, match=text):
        merged(held, answer)

    assert held == before


def test_a_play_that_is_put_in_twice_is_noticed():
    held = feed(play(0))
    added = {"op": "add", "path": "/liveData/plays/allPlays/1", "value": play(1)}

    with pytest.raises(PatchError, match="not one after the other"):
        merged(held, [*stamped(added), {"diff": [added]}])


@pytest.mark.parametrize("stamp", [EARLIER, "20260704_232900"])
def test_a_patch_that_leads_to_no_later_time_is_noticed(stamp):
    with pytest.raises(PatchError, match=f"The feed is of {stamp}, and was of {EARLIER}"):
        merged(feed(play(0)), stamped(stamp=stamp))


def test_an_older_copy_of_the_whole_feed_is_refused():
    with pytest.raises(PatchError, match="was of"):
        merged(feed(play(0), stamp=LATER), feed(play(0), stamp=EARLIER))


def test_without_a_feed_the_whole_is_asked_for():
    assert next_of("7001", None) == Next(BASE, 0.0)


def test_with_a_feed_the_probe_is_asked_for():
    assert next_of("7001", feed()) == Next(f"{BASE}?fields=metaData,timeStamp,wait", 0.0)
    assert probe_address("7001") == f"{BASE}?fields=metaData,timeStamp,wait"


def test_a_newer_time_is_asked_for_with_its_start_and_its_end():
    found = next_of("7001", feed(stamp=EARLIER), probe(LATER))

    assert found == Next(f"{BASE}/diffPatch?startTimecode={EARLIER}&endTimecode={LATER}", 10.0)


@pytest.mark.parametrize("stamp", [EARLIER, "20260704_232900"])
def test_the_same_time_and_an_older_one_are_not_asked_for(stamp):
    assert next_of("7001", feed(stamp=EARLIER), probe(stamp, wait=12)) == Next("", 12.0)


@pytest.mark.parametrize("stamp", ["", "2026-07-04T23:30:00Z", None, 20260704])
def test_a_probe_without_a_time_is_refused(stamp):
    with pytest.raises(PatchError, match="no time stamp"):
        next_of("7001", feed(), probe(stamp))


@pytest.mark.parametrize(
    ("wait", "seconds"), [(10, 10.0), (2.5, 2.5), (0, 1.0), (99_999, 300.0), ("10", 10.0), (None, 10.0), (True, 10.0)]
)
def test_the_provider_says_how_long_to_wait_within_reason(wait, seconds):
    assert wait_of(probe(EARLIER, wait=wait)) == seconds
    assert wait_of({}) == 10.0


@recorded
def test_the_recorded_feed_has_a_time_and_a_wait():
    whole = json.loads(body_of(FEED))

    assert (timecode(whole), wait_of(whole)) == ("20221104_040316", 10.0)
