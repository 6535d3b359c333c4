from __future__ import annotations

import argparse
from contextlib import suppress
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError
from django.utils import timezone

from feeds.lease import Lease, LeaseHeldError
from feeds.simulation.matchday import Matchday, foreign_matches, holds_matches
from feeds.simulation.planning import SEED
from feeds.simulation.provider import PROVIDER
from feeds.simulation.world import COMPETITIONS
from feeds.stopping import stopping
from feeds.tally import Tally
from scores.sports import SPORTS

A_MOMENT = 0.2  # seconds between two steps at least: what is due at almost the same time goes together
AFTER_TROUBLE = 2.0
LEASE = 90.0  # longer than any pause between two steps


class Command(BaseCommand):
    help = "Play a made-up matchday of ten sports, told as a feed would tell it, until stopped"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=SEED, help="another number is another matchday")
        parser.add_argument("--speed", type=_speed, default=1.0, help="matches run this many times as fast")
        parser.add_argument("--sport", nargs="+", choices=list(SPORTS), help="play these only, instead of all ten")
        parser.add_argument("--fill-only", action="store_true", help="fill an empty database, and end")
        parser.add_argument("--force", action="store_true", help="play even beside matches of other sources")

    def handle(
        self, seed: int, speed: float, sport: list[str] | None, fill_only: bool, force: bool, **options: Any
    ) -> None:
        competitions = [each for each in COMPETITIONS.values() if not sport or each.sport in sport]
        if fill_only:
            return self._fill(Matchday(seed, competitions=competitions))
        _refuse_foreign(force)
        lease = Lease(PROVIDER, seconds=LEASE)
        with stopping() as stop:
            try:
                while self._wait_for_turn(lease, stop):
                    self._play(Matchday(seed, speed=speed, competitions=competitions), lease, stop)
            finally:
                lease.release()

    def _fill(self, matchday: Matchday) -> None:
        if holds_matches():
            self.stdout.write("The database holds matches already; nothing was filled in.")
            return
        self.stdout.write("Filling the empty database with a demo matchday ...")
        tally = matchday.fill(timezone.now())
        self._warn(tally)
        self.stdout.write(f"There are {tally.applied} matches now.")

    def _wait_for_turn(self, lease: Lease, stop: Event) -> bool:
        """Wait while another simulation plays here; whether our turn has come before we are stopped."""
        told = False
        while not stop.is_set():
            try:
                lease.take()
                return True
            except LeaseHeldError:
                if not told:
                    self.stdout.write("Another simulation plays in this database; waiting until it ends.")
                told = True
                stop.wait(AFTER_TROUBLE)
        return False

    def _play(self, matchday: Matchday, lease: Lease, stop: Event) -> None:
        if holds_matches():
            matchday.take_up(timezone.now())
        else:
            self._fill(matchday)
        self.stdout.write(f"Playing at speed {matchday.speed:g}. Ctrl-C ends it.")
        with suppress(LeaseHeldError):  # a computer that slept for long may have lost its turn
            while not stop.is_set():
                stop.wait(self._step(matchday, lease))

    def _step(self, matchday: Matchday, lease: Lease) -> float:
        """Tell what is due; return the seconds until there is more."""
        try:
            lease.take()
            self._warn(matchday.step(timezone.now()))
        except OperationalError as error:
            self.stderr.write(f"The database did not answer ({error}); trying again.")
            return AFTER_TROUBLE
        now = timezone.now()
        return max(A_MOMENT, (matchday.due_at(now) - now).total_seconds())

    def _warn(self, tally: Tally) -> None:
        for line in tally.lines:
            self.stderr.write(line)


def _refuse_foreign(force: bool) -> None:
    count = foreign_matches()
    if count and not force:
        raise CommandError(
            f"The database holds {count} matches that are not the simulation's; "
            "use another DATABASE_URL, or --force to mix them.",
            returncode=2,
        )


def _speed(text: str) -> float:
    speed = float(text)
    if not 0.1 <= speed <= 1000:
        raise argparse.ArgumentTypeError(f"{text} is not between 0.1 and 1000")
    return speed
