from __future__ import annotations

import argparse
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from tqdm import tqdm

from feeds.ingest import ingest
from feeds.management.commands.ingest import add_create, conclude, may_create, provider_named
from feeds.models import ReportState, Source
from feeds.providers import Provider
from feeds.recordings import OK, Polls, RecordingError, Stretch, count_lines, save
from feeds.stopping import stopping
from feeds.tally import Tally


class Pace:
    """When an answer is due, counted from the first: the time that playing takes is no part of the recording's."""

    def __init__(self, speed: float) -> None:
        self._speed = speed
        self._first: tuple[datetime, float] | None = None

    def wait(self, observed_at: datetime, now: float) -> float:
        """For so many seconds from `now`."""
        first_at, began = self._first = self._first or (observed_at, now)
        due = began + (observed_at - first_at).total_seconds() / self._speed if self._speed else now
        return max(0.0, due - now)


class Command(BaseCommand):
    help = "Play a recording of a provider through the same road as its live feed, in its own time"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("recording", type=Path, help=".jsonl, .jsonl.xz or .jsonl.gz, or a folder of them")
        parser.add_argument("--provider", default="", help="whose payloads they are, or which of several to play")
        parser.add_argument(
            "--speed", type=str, default="60", help="how many times as fast as it was; 0: as fast as possible"
        )
        parser.add_argument(
            "--from", dest="since", metavar="TIME", help="leave out what came before, such as 2026-11-22T15:00Z"
        )
        parser.add_argument("--until", metavar="TIME", help="leave out what came after")
        parser.add_argument(
            "--only", default="", metavar="KEY", help="only what it says of this match, by the provider's key"
        )
        parser.add_argument(
            "--save", type=Path, metavar="FILE", help="change nothing, but write these answers to a file"
        )
        add_create(parser)

    def handle(self, recording: Path, provider: str, **options: Any) -> None:
        if provider:
            provider_named(provider)
        speed = times_as_fast(options["speed"])
        stretch = Stretch(
            provider, moment("--from", options["since"]), moment("--until", options["until"]), options["only"]
        )
        try:
            if options["save"]:
                self.cut(recording, stretch, options["save"])
                return
            with stopping() as stop:
                tally = self.play(recording, stretch, speed, may_create(options["create"]), stop)
        except RecordingError as error:
            raise CommandError(str(error), returncode=2) from None
        if stop.is_set():
            self.stdout.write("Stopped before the end of the recording.")
        conclude(self, tally, options["verbosity"])

    def play(self, recording: Path, stretch: Stretch, speed: float, create: bool, stop: Event) -> Tally:
        tally, errors, begun = Tally(), 0, set[str]()
        pace, polls = Pace(speed), Polls(stretch.until)
        with tqdm(total=count_lines(stretch.files(recording)), unit=" payloads", disable=None) as progress:
            for recorded in polls.of(stretch.lines(recording)):
                if stop.wait(pace.wait(recorded.observed_at, monotonic())):
                    break
                progress.set_postfix_str(f"{recorded.observed_at:%Y-%m-%d %H:%M:%S}", refresh=False)
                if recorded.status == OK:
                    # The guard judges by the time of the recording: at any speed it decides as it would have then.
                    feed, at = stretch.feed(recorded), recorded.observed_at
                    if feed.name not in begun:
                        refuse_what_is_past(feed, at)
                        begun.add(feed.name)
                    one = ingest(feed, recorded.payload, received_at=at, create=create)
                    tally.add(one)
                    if one.held:
                        polls.doubted(recorded, timedelta(seconds=feed.poll_seconds))
                else:
                    errors += 1
                progress.update()
        if errors:
            self.stdout.write(f"{errors} answers were errors of the provider's server, and are left out.")
        return tally

    def cut(self, recording: Path, stretch: Stretch, path: Path) -> None:
        number = save((line for line in stretch.lines(recording) if stretch.speaks_of(line)), path)
        if not number:
            path.unlink()
            raise CommandError(f"Nothing of that is in {recording}: no file was written.", returncode=1)
        self.stdout.write(f"Wrote {number} answers to {path}.")


def refuse_what_is_past(feed: Provider, at: datetime) -> None:
    """The guard compares what reports say; of two that do not say when they were made, the later one counts."""
    source = Source.objects.filter(name=feed.name, heard_at__gt=at).first()
    if source and ReportState.objects.filter(provider=feed.name).exists():
        raise CommandError(
            f"This database has heard {feed.name} until {source.heard_at:%Y-%m-%d %H:%M:%S} UTC, and what was said "
            "before would undo it. Replay into a database of its own, as docs/recordings.md says, or --from then.",
            returncode=2,
        )


def moment(option: str, text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None:
        raise CommandError(f"{option} must be a time such as 2026-11-22T15:00Z, not {text}.", returncode=2)
    return found if timezone.is_aware(found) else timezone.make_aware(found)


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
