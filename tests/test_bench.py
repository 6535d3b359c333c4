"""The measuring itself: a benchmark that cannot fail would prove nothing."""

from __future__ import annotations

import shutil
from typing import Any

import pytest

from bench import arrivals, chart, fanout, load, pages, receivers, replays, telling
from bench.figures import Delays
from bench.peers.servers import PEERS
from bench.writes import ROADS
from tests import processes

COUNTS = ("frames", "messages", "gaps", "differing", "states", "lost", "refused", "cpu_seconds", "worst")
NOTHING: dict[str, Any] = {**dict.fromkeys(COUNTS, 0), "histogram": [], "kept": []}


def test_one_in_a_hundred_is_slower_than_the_99th_percentile():
    assert Delays.of(range(1, 201)) == Delays(number=200, p50=100, p99=198, p999=200, worst=200)


needs_a_compiler = pytest.mark.skipif(shutil.which("cc") is None, reason="NOT TESTED: there is no C compiler (cc)")


@pytest.fixture(
    scope="module", params=[pytest.param(None, marks=needs_a_compiler), receivers.IN_PYTHON], ids=["c", "python"]
)
def program(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> receivers.Program:
    return request.param or receivers.program(tmp_path_factory.mktemp("receiver"))


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


def test_the_delay_from_commit_is_that_from_the_update_less_what_the_commit_took():
    kept = [[2, 30_000], [2, 34_000], [3, 50_000], [3, 51_000]]
    received = receivers.Received.of([{**NOTHING, "frames": 4, "kept": kept}])
    written = {"commits": {"2": 10.0, "3": 40.0}, "seconds": 1.0}

    found = load.figures(load.Load(2, 2, 1), written, received, right=True, busy=1.0, memory=2048)

    assert (found["from_update_ms"]["p50"], found["from_update_ms"]["worst"]) == (34, 51)
    assert (found["from_commit_ms"]["p50"], found["from_commit_ms"]["worst"]) == (11, 24)
    assert found["right"]


@pytest.mark.parametrize("trouble", ["gaps", "differing", "lost", "states"])
def test_readers_are_not_right_when_one_of_them_was_sent_something_else(trouble):
    received = receivers.Received.of([{**NOTHING, "frames": 2, trouble: 1, "kept": [[2, 1000], [3, 1000]]}])
    written = {"commits": {"2": 0.0, "3": 0.0}, "seconds": 1.0}

    assert not load.figures(load.Load(1, 2, 1), written, received, right=True, busy=1.0, memory=0)["right"]


def test_a_storm_and_a_load_on_a_real_server():
    assert load.storm(60)["queries"] <= 10
    assert load.measure(load.Load(20, 20, 1))["right"]


def test_idle_readers_on_a_real_server():
    found = load.idle(20, 0.3)

    assert found["lost"] == 0
    assert 0 <= found["percent_of_a_core"] <= 100 and 0 <= found["percent_with_acks"] <= 100


@pytest.mark.parametrize("road", ROADS)
def test_the_goals_of_the_benchmark_are_real_ones(tmp_path, road):
    settings = {"DEBUG": "1", "DATABASE_URL": f"sqlite:///{tmp_path / 'goals.sqlite3'}"}
    processes.manage("migrate", "--verbosity", "0", **settings)

    with processes.Talk("bench.scorers", **settings) as writer:
        matches = writer.ask({"verb": "league"})
        took = writer.ask({"verb": "goals", "road": road, "matches": matches, "times": 20})
        asked = writer.ask({"verb": "queries", "road": road, "match": writer.ask({"verb": "league"})[0]})

    assert took > 0  # the writer itself looks whether the goals are there
    assert (asked[0], asked[-1]) == ("BEGIN IMMEDIATE", "COMMIT")


def test_a_replay_without_recordings_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(replays, "RECORDINGS", tmp_path / "nowhere")

    found = replays.measure()

    assert found == {}
    assert f"NOT measured: there are no recordings in {tmp_path / 'nowhere'}" in telling.told_replays("sqlite", found)


def test_a_replay_that_is_slow_or_shows_what_was_not_true_says_so():
    board = {"snapshots": 336, "matches": 79, "times_as_fast": 199, "ms_a_poll": 400, "shortcomings": ["a", "b"]}

    said = telling.told_replays("sqlite", {"2015-02-22": board})

    assert "199 times as fast" in said and "TOO SLOW" in said and "2 SHORTCOMINGS" in said


def test_a_board_is_timed_until_a_reader_has_what_changed():
    found = arrivals.measure(2)

    assert found["number"] == 2
    assert 0 < found["p50"] <= found["worst"] < 20_000


def test_a_board_that_takes_too_long_says_so():
    times = Delays.of([151.0] * 3).as_json()

    said = telling.told_feeds("sqlite", {"board_to_a_reader_ms": times, "replays": {}})

    assert "a board of 250, 5 changed" in said and "p50 151" in said and "TOO SLOW" in said


WRK = "Running 6s test @ http://127.0.0.1:8000/\n  12345 requests in 6.00s, 2.16GB read\n"


@pytest.mark.parametrize(
    ("told", "answers"),
    [(WRK, 12345), (f"{WRK}answers: 12000 of 304, 345 others\n", 12000)],
    ids=["whole", "unchanged"],
)
def test_of_the_answers_those_are_counted_that_were_asked_for(told, answers):
    assert pages.answers_in(told) == answers


@pytest.mark.parametrize("trouble", ["Non-2xx or 3xx responses: 7", "Socket errors: connect 0, read 7"])
def test_pages_that_were_refused_are_an_error(trouble):
    with pytest.raises(AssertionError, match=trouble):
        pages.answers_in(WRK + trouble)
