"""Thousands of readers of one match that lose their lines together, and all come back at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from bench import sites
from bench.receivers import Receivers, program
from scores.live import protocol
from tests.faults.stand import Web

HOLD_SECONDS = 30.0
UNDER_WAY = 8  # updates that a reader may not have been sent yet when its line is cut: it never claims what it lacks


class Storm:
    def __init__(self, crowds: list[Receivers], topic: str) -> None:
        self._crowds, self._topic = crowds, topic

    def break_out(self, sequence: int) -> float:
        """Everybody loses the line, comes back with a position just before this, and catches up in so many seconds."""
        held = {self._topic: max(1, sequence - UNDER_WAY)}
        for crowd in self._crowds:
            crowd.reconnect(protocol.encode({"type": "follow", "topics": [self._topic], "positions": held}))
        return max(crowd.ready() for crowd in self._crowds)

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
        crowds = [
            stack.enter_context(Receivers(sites.peer(web.port, psutil.Process(web.pid), topic), share, program=readers))
            for web in webs
        ]
        for crowd in crowds:
            crowd.ready()
            crowd.report()  # what there was before is not news
        yield Storm(crowds, topic)


def _comes_to(crowd: Receivers, sequence: int) -> bool:
    while (held := crowd.all_hold(HOLD_SECONDS)) is not None:
        if held >= sequence:
            return True
    return False
