from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError
from django.utils import timezone

from feeds.simulation.matchday import Matchday, foreign_matches, holds_matches
from feeds.tally import Tally

A_MOMENT = 0.2  # seconds between two steps at least: what is due at almost the same time goes together
AFTER_TROUBLE = 2.0


class Command(BaseCommand):
    help = "Play a made-up matchday of ten sports, told as a feed would tell it, until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=1, help="Another number is another matchday (default: 1).")
        parser.add_argument("--speed", type=_speed, default=1.0, help="Matches run this many times as fast.")
        parser.add_argument(
            "--fill-only", action="store_true", help="Fill an empty database with the matchday as it stands, and end."
        )
        parser.add_argument("--force", action="store_true", help="Play even where there are matches of other sources.")

    def handle(self, seed: int, speed: float, fill_only: bool, force: bool, **options: Any) -> None:
        matchday = Matchday(seed, speed)
        if fill_only and holds_matches():
            self.stdout.write("The database holds matches already; nothing was filled in.")
            return
        self._refuse_foreign(force)
        with _stop_signals() as stop:
            self._begin(matchday, fill=fill_only or not holds_matches())
            if not fill_only:
                self._play(matchday, stop)

    def _refuse_foreign(self, force: bool) -> None:
        count = foreign_matches()
        if count and not force:
            raise CommandError(
                f"The database holds {count} matches that are not the simulation's; "
                "use another DATABASE_URL, or --force to mix them.",
                returncode=2,
            )

    def _begin(self, matchday: Matchday, *, fill: bool) -> None:
        now = timezone.now()
        if fill:
            tally = matchday.fill(now)
            self.stdout.write(f"Filled in the demo matchday: {tally.applied} matches.")
            self._warn(tally)
        else:
            matchday.take_up(now)

    def _play(self, matchday: Matchday, stop: threading.Event) -> None:
        self.stdout.write(f"Playing at speed {matchday.speed:g}. Ctrl-C ends it.")
        while not stop.is_set():
            try:
                self._warn(matchday.step(timezone.now()))
                now = timezone.now()
                pause = max(A_MOMENT, (matchday.due_at(now) - now).total_seconds())
            except OperationalError as error:
                self.stderr.write(f"The database did not answer ({error}); trying again.")
                pause = AFTER_TROUBLE
            stop.wait(pause)

    def _warn(self, tally: Tally) -> None:
        for line in tally.lines:
            self.stderr.write(line)


def _speed(text: str) -> float:
    speed = float(text)
    if not 0.1 <= speed <= 1000:
        raise ValueError(text)
    return speed


@contextmanager
def _stop_signals() -> Iterator[threading.Event]:
    """SIGTERM and Ctrl-C end the loop after the piece in hand."""
    stop = threading.Event()
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
