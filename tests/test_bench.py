"""The measuring itself: a benchmark that cannot fail would prove nothing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from bench import chart, fanout, receivers
from bench.figures import Delays
from bench.peers.servers import PEERS
from bench.readers import Taken, report

SNAPSHOT = {"document": "match.1", "sequence": 3, "state": {"score": {"home": 2, "away": 0}}}
AT = "2026-11-22T15:00:00.000Z"


def frame(sequence: int, **content: Any) -> dict[str, Any]:
    return {"document": "match.1", "sequence": sequence, "at": AT, **content}


def reader_of(*frames: dict[str, Any]) -> Taken:
    return [(0.0, json.dumps({"type": "frames", "frames": [each]}).encode()) for each in frames]


START = frame(1, state={"score": {"home": 0, "away": 0}})
FIRST = frame(2, patch={"score": {"home": 1}})
SECOND = frame(3, patch={"score": {"home": 2}})


def test_a_reader_is_right_when_its_frames_make_the_state_of_the_database():
    assert report([reader_of(START, FIRST, SECOND)], SNAPSHOT)["right"] == 1


def test_a_reader_that_lacks_the_last_frame_or_has_another_state_is_not_right():
    wrong = frame(3, patch={"score": {"home": 3}})

    assert report([reader_of(START, FIRST), reader_of(START, FIRST, wrong)], SNAPSHOT)["right"] == 0


def test_a_gap_is_an_error():
    with pytest.raises(AssertionError, match="jumped from 1 to 3"):
        report([reader_of(START, SECOND)], SNAPSHOT)


def test_one_in_a_hundred_is_slower_than_the_99th_percentile():
    assert Delays.of(range(1, 201)) == Delays(number=200, p50=100, p99=198, worst=200)


needs_a_compiler = pytest.mark.skipif(shutil.which("cc") is None, reason="NOT TESTED: there is no C compiler (cc)")


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path | None:
    return receivers.compiled(tmp_path_factory.mktemp("receiver"))


@needs_a_compiler
def test_the_receiver_tells_when_all_have_a_message_and_how_long_it_took(program):
    with PEERS["websockets.broadcast"]("") as peer, receivers.Receivers(peer, 20, program=program) as crowd:
        crowd.ready()
        for sequence in (1, 2, 3):
            peer.publish(sequence)
        held = [crowd.all_hold(5) for _ in range(3)]
        received = crowd.report()

    assert held == [1, 2, 3]
    assert (received.frames, received.gaps, received.differing, received.lost) == (60, 0, 0, 0)
    assert 0 < received.percentile(50) <= received.percentile(99) < 5_000


@needs_a_compiler
def test_the_receiver_sees_a_gap_and_a_line_that_is_cut(program):
    with PEERS["websockets.broadcast"]("") as peer, receivers.Receivers(peer, 20, program=program) as crowd:
        crowd.ready()
        peer.publish(1)
        assert crowd.all_hold(5) == 1
        peer.publish(3)
        assert crowd.all_hold(5) == 3
        peer.process.kill()
        assert crowd.all_hold(0.5) is None
        received = crowd.report()

    assert (received.gaps, received.lost) == (20, 20)


@needs_a_compiler
def test_readers_that_come_back_all_at_once_are_ready_again(program):
    with PEERS["websockets.broadcast"]("") as peer, receivers.Receivers(peer, 50, program=program) as crowd:
        crowd.ready()
        crowd.reconnect("")
        crowd.ready()
        peer.publish(1)

        assert crowd.all_hold(5) == 1


def test_a_chart_has_a_bar_a_server_and_ours_stand_out():
    drawn = chart.bars("Frames", "more is better", {"Touchline": 200.0, "a <peer>": 100.0}, ours="Touchline")

    assert drawn.count("<rect") == 2
    assert drawn.count('class="ours"') == 1
    assert "a &lt;peer&gt;" in drawn and "200</text>" in drawn


def test_of_several_rounds_the_median_of_each_figure_counts():
    runs = [{"a": 1, "more": {"b": 10.0}}, {"a": 3, "more": {"b": 30.0}}, {"a": 100, "more": {"b": 20.0}}]

    assert fanout.medians(runs) == {"a": 3, "more": {"b": 20.0}}
