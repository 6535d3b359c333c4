"""One message to many readers: the same job for every server, one after the other on the same core."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from statistics import median
from typing import Any

from bench.cores import on_cores
from bench.peers import Peer
from bench.peers.servers import Missing, Started
from bench.receivers import Program, Received, Receivers

LOST_SECONDS = 3.0  # after which a message that not everybody has is given up
IN_FLIGHT = (1, 8)
LAST_SECONDS = 30.0
FAR_BEHIND_MS = 1_000


@dataclass(frozen=True)
class Job:
    readers: int
    seconds: float
    a_second: int


def rounds(
    servers: Mapping[str, Started], job: Job, number: int, redis: str, program: Program
) -> dict[str, list[dict[str, Any]]]:
    """Measure all in turn, so that whatever else the machine does meets all of them. Who is far behind has one turn."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in servers}
    left_out = set()
    for turn in range(number):
        for name, started in servers.items():
            if name in left_out:
                continue
            try:
                found[name].append(measure(started, job, redis=redis, program=program))
            except Missing as missing:
                print(f"{name} is NOT measured: {missing}", flush=True)
                left_out.add(name)
            except TimeoutError:
                print(f"{name} did not take its readers in round {turn + 1}, which does not count for it", flush=True)
            else:
                if found[name][0]["open_loop"]["p99_ms"] > FAR_BEHIND_MS:
                    left_out.add(name)
                print(f"{job.readers:,} readers, round {turn + 1} of {number}: {name}", flush=True)
    return found


def medians(runs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Of each figure in the runs its median."""
    return {
        word: medians([run[word] for run in runs]) if isinstance(value, Mapping) else median(run[word] for run in runs)
        for word, value in runs[0].items()
    }


def measure(started: Started, job: Job, *, redis: str, program: Program) -> dict[str, Any]:
    with on_cores(1), started(redis) as peer:
        with Receivers(peer, 20, program=program) as few:
            few.ready()
        empty = peer.memory()
        with Receivers(peer, job.readers, program=program) as crowd:
            accepted_in = crowd.ready()
            memory = (peer.memory() - empty) / job.readers / 1024
            run = Run(peer, crowd, job)
            loops = {f"in_flight_{number}": run.closed_loop(number) for number in IN_FLIGHT}
            return {
                "readers": job.readers,
                "accepted_a_second": round(job.readers / accepted_in),
                "kilobytes_a_reader": round(memory, 1),
                **loops,
                "open_loop": run.open_loop(),
            }


class Run:
    def __init__(self, peer: Peer, crowd: Receivers, job: Job) -> None:
        self.peer, self.crowd, self.job = peer, crowd, job
        self.sequences = count(peer.first)

    def publish(self) -> int:
        sequence = next(self.sequences)
        self.peer.publish(sequence)
        return sequence

    def closed_loop(self, in_flight: int) -> dict[str, Any]:
        """So many messages under way: the next is published when every reader holds the oldest."""
        self._keep_in_flight(in_flight, self.job.seconds / 3)
        self.crowd.report()
        busy, began = self.peer.cpu_seconds(), time.monotonic()
        self._keep_in_flight(in_flight, self.job.seconds)
        busy, lasted = self.peer.cpu_seconds() - busy, time.monotonic() - began
        received = self.crowd.report()
        return {
            "frames_a_busy_core_second": round(received.frames / busy),
            "frames_a_second": round(received.frames / lasted),
            "frames_a_message": round(received.frames / max(received.messages, 1), 1),
            "busy": round(busy / lasted, 2),
            **_told(received),
        }

    def _keep_in_flight(self, in_flight: int, seconds: float) -> None:
        until = time.monotonic() + seconds
        last = 0
        for _ in range(in_flight):
            last = self.publish()
        while time.monotonic() < until:
            held = self.crowd.all_hold(LOST_SECONDS)
            if held is None:
                for _ in range(in_flight):
                    last = self.publish()
            else:
                last = self.publish()
        while (held := self.crowd.all_hold(LOST_SECONDS)) is not None and held < last:
            pass

    def open_loop(self) -> dict[str, Any]:
        """So many messages a second, whether or not the readers have them."""
        self.crowd.report()
        began, last = time.monotonic(), 0
        busy = self.peer.cpu_seconds()
        messages = round(self.job.a_second * self.job.seconds)
        for number in range(messages):
            time.sleep(max(0.0, began + number / self.job.a_second - time.monotonic()))
            last = self.publish()
        until = time.monotonic() + LAST_SECONDS
        while (held := self.crowd.all_hold(LOST_SECONDS)) != last and held and time.monotonic() < until:
            pass
        received = self.crowd.report()
        return {
            "updates": messages,
            "frames_lost": messages * self.job.readers - received.frames,
            "cpu_seconds": round(self.peer.cpu_seconds() - busy, 2),
            "p50_ms": received.percentile(50),
            "p99_ms": received.percentile(99),
            "p999_ms": received.percentile(99.9),
            "worst_ms": received.worst,
            **_told(received),
        }


def _told(received: Received) -> dict[str, Any]:
    return {"gaps": received.gaps, "differing": received.differing, "lines_lost": received.lost}
