"""Thousands of readers of one match that lose their lines together, and all come back at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil

from bench.peers import Peer
from bench.receivers import Receivers, program
from tests.faults.stand import Web

ACK_EVERY = 32  # frames
HOLD_SECONDS = 30.0
UNDER_WAY = 8  # updates that a reader may not have been sent yet when its line is cut: it never claims what it lacks


class Storm:
    def __init__(self, crowds: list[Receivers], topic: str) -> None:
        self._crowds, self._topic = crowds, topic

    def break_out(self, sequence: int) -> float:
        """Everybody loses the line, comes back with a position just before this, and catches up in so many seconds."""
        for crowd in self._crowds:
            crowd.reconnect(follow(self._topic, max(1, sequence - UNDER_WAY)))
        return max(crowd.ready() for crowd in self._crowds)

    def delays_ms(self) -> tuple[float, float]:
        """From the moment when an update was written, just before its commit: the median and the 99th percentile."""
        reports = [crowd.report() for crowd in self._crowds]
        return max(report.percentile(50) for report in reports), max(report.percentile(99) for report in reports)

    def lacks(self, sequence: int) -> int:
        """How many of its parts do not come to hold this; and in each whatever was missed or told in two ways."""
        late = sum(not _comes_to(crowd, sequence) for crowd in self._crowds)
        reports = [crowd.report() for crowd in self._crowds]
        return late + sum(report.gaps + report.differing for report in reports)


@contextmanager
def storm(webs: list[Web], number: int, topic: str) -> Iterator[Storm]:
    with ExitStack() as stack:
        readers = program(Path(stack.enter_context(TemporaryDirectory())))
        share = number // len(webs)
        crowds = [stack.enter_context(Receivers(_peer(web, topic), share, program=readers)) for web in webs]
        for crowd in crowds:
            crowd.ready()
            crowd.report()  # what there was before is not news
        yield Storm(crowds, topic)


def follow(topic: str, sequence: int = 0) -> str:
    positions: dict[str, Any] = {"positions": {topic: sequence}} if sequence else {}
    return json.dumps({"type": "follow", "topics": [topic], **positions})


def _peer(web: Web, topic: str) -> Peer:
    return Peer(
        web.port,
        psutil.Process(web.pid),
        publish=_nothing,
        path="/live/",
        follow=follow(topic),
        ready='"type":"followed"',
        ack_every=ACK_EVERY,
    )


def _nothing(_: int) -> None:
    pass


def _comes_to(crowd: Receivers, sequence: int) -> bool:
    while (held := crowd.all_hold(HOLD_SECONDS)) is not None:
        if held >= sequence:
            return True
    return False
