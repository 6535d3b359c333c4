from __future__ import annotations

import argparse
from pathlib import Path
from threading import Event
from typing import Any

import httpx
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from feeds.ingest import ingest
from feeds.polling import LockedError, Poller
from feeds.providers import PROVIDERS, Provider
from feeds.recordings import RecordingError, read_body
from feeds.stopping import stopping
from feeds.tally import Tally
from feeds.transports import Fetcher
from scores.models import Match


class Command(BaseCommand):
    help = "Follow a provider and apply what it reports, or apply recorded bodies"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("provider", help=f"one of: {', '.join(PROVIDERS)}")
        parser.add_argument("--once", action="store_true", help="poll once instead of for ever")
        parser.add_argument(
            "--file", nargs="+", type=Path, metavar="PATH", help="apply these bodies instead of polling"
        )
        add_create(parser)

    def handle(self, provider: str, once: bool, file: list[Path] | None, create: bool | None, **options: Any) -> None:
        feed = provider_named(provider)
        creates = may_create(create)
        with stopping() as stop:
            tally = self.apply(feed, file, creates, stop) if file else self.follow(feed, creates, stop, once=once)
        conclude(self, tally, options["verbosity"])

    def apply(self, feed: Provider, files: list[Path], create: bool, stop: Event) -> Tally:
        tally = Tally()
        try:
            bodies = [(path, read_body(path)) for path in files]
        except RecordingError as error:
            raise CommandError(str(error), returncode=2) from None
        for path, body in bodies:
            if stop.is_set():
                break
            one = ingest(feed, body, received_at=timezone.now(), create=create)
            tally.add(one)
            self.stdout.write(f"{path.name}: {one}")
        return tally

    def follow(self, feed: Provider, create: bool, stop: Event, *, once: bool) -> Tally:
        headers = {"User-Agent": "Touchline (+https://github.com/touchline)"} | token(feed)
        total = Tally()
        with httpx.Client(timeout=httpx.Timeout(10.0, connect=5.0)) as client:
            poller = Poller(feed, Fetcher(client, headers), create=create)
            try:
                while not stop.wait(poller.wait):
                    tally = poller.step()
                    total.add(tally)
                    self.stdout.write(f"{timezone.now():%H:%M:%S} {tally}")
                    if once:
                        break
            except LockedError as error:
                raise CommandError(str(error), returncode=2) from None
            finally:
                poller.release()
        return total


def add_create(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--create",
        action=argparse.BooleanOptionalAction,
        help="create competitions, seasons, teams and matches it names (default: only in an empty database)",
    )


def may_create(create: bool | None) -> bool:
    return not Match.objects.exists() if create is None else create


def provider_named(name: str) -> Provider:
    if name not in PROVIDERS:
        raise CommandError(f"There is no provider {name!r}: choose one of {', '.join(PROVIDERS)}.", returncode=2)
    return PROVIDERS[name]


def token(feed: Provider) -> dict[str, str]:
    if not feed.token_setting:
        return {}
    value = getattr(settings, feed.token_setting, "")
    if not value:
        text = f"{feed.title} needs a key: set the environment variable {feed.token_setting}."
        raise CommandError(text, returncode=2)
    return {feed.token_header: value}


def conclude(command: BaseCommand, tally: Tally, verbosity: int) -> None:
    """Say what became of everything; nothing readable is a failure."""
    if verbosity > 1:
        for line in tally.lines:
            command.stdout.write(f"  {line}")
    command.stdout.write(f"In all: {tally}")
    if not tally.readable:
        reason = next((line for line in tally.lines if line.startswith("unreadable")), "there was nothing to read")
        raise CommandError(f"Nothing could be read ({reason}).", returncode=1)
