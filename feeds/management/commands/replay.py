from __future__ import annotations

import argparse
from pathlib import Path
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from feeds.ingest import ingest
from feeds.management.commands.ingest import add_create, conclude, may_create, provider_named
from feeds.providers import Provider
from feeds.recordings import RecordingError, count_lines, read_lines
from feeds.stopping import stopping
from feeds.tally import Tally


class Command(BaseCommand):
    help = "Play a recording of a provider through the same road as its live feed, in its own time"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("recording", type=Path, help=".jsonl or .jsonl.xz, a line for each response")
        parser.add_argument("--provider", required=True, help="whose payloads they are")
        parser.add_argument(
            "--speed", type=str, default="60", help="how many times as fast as it was; 0: as fast as possible"
        )
        add_create(parser)

    def handle(self, recording: Path, provider: str, speed: str, create: bool | None, **options: Any) -> None:
        feed = provider_named(provider)
        try:
            with stopping() as stop:
                tally = self.play(recording, feed, times_as_fast(speed), may_create(create), stop)
        except RecordingError as error:
            raise CommandError(str(error), returncode=2) from None
        if stop.is_set():
            self.stdout.write("Stopped before the end of the recording.")
        conclude(self, tally, options["verbosity"])

    def play(self, recording: Path, feed: Provider, speed: float, create: bool, stop: Event) -> Tally:
        tally = Tally()
        before = None
        with tqdm(total=count_lines(recording), unit=" payloads", disable=None) as progress:
            for recorded in read_lines(recording):
                gap = (recorded.observed_at - before).total_seconds() if before else 0.0
                before = recorded.observed_at
                if stop.wait(max(0.0, gap / speed) if speed else 0.0):
                    break
                progress.set_postfix_str(f"{recorded.observed_at:%Y-%m-%d %H:%M:%S}", refresh=False)
                # The guard judges by the time of the recording: at any speed it decides as it would have then.
                tally.add(ingest(feed, recorded.payload, received_at=recorded.observed_at, create=create))
                progress.update()
        return tally


def times_as_fast(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < float("inf"):
        raise CommandError(
            f"--speed must be a number such as 60, or 0 for as fast as possible, not {text}.", returncode=2
        )
    return value
