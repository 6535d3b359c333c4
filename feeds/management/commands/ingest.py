from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections
from django.utils import timezone

from feeds.ingest import ingest
from feeds.lease import LOOK_SECONDS, SECONDS, Lease, LeaseHeldError
from feeds.polling import Poller
from feeds.providers import PROVIDERS, BoardError, Provider
from feeds.recordings import Recorder, RecordingError, read_body
from feeds.stopping import stopping
from feeds.tally import Tally
from feeds.transport import Fetcher, Secrets
from scores.models import Match

OUTAGE = (OperationalError, InterfaceError)


class Command(BaseCommand):
    help = "Follow a provider and apply what it reports, or apply recorded bodies"
    stealth_options = ("lease",)  # its seconds, for a caller in Python that cannot wait so long
    trouble = ""  # as it was said last

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("provider", help=f"one of: {', '.join(PROVIDERS)}")
        parser.add_argument("--once", action="store_true", help="poll once instead of for ever")
        parser.add_argument(
            "--file", nargs="+", type=Path, metavar="PATH", help="apply these bodies instead of polling"
        )
        parser.add_argument(
            "--board", action="append", metavar="NAME", help="ask for this list and not for the usual ones; repeatable"
        )
        parser.add_argument("--per-minute", metavar="N", help="your plan allows so many requests a minute")
        parser.add_argument("--per-day", metavar="N", help="your plan allows so many requests a day")
        parser.add_argument(
            "--record", type=Path, metavar="DIR", help="keep every changed answer there, to be replayed"
        )
        add_create(parser)

    def handle(self, provider: str, once: bool, file: list[Path] | None, create: bool | None, **options: Any) -> None:
        feed = on_plan(on_boards(provider_named(provider), options["board"]), options)
        creates = may_create(create)
        with stopping() as stop:
            if file:
                tally = self.apply(feed, file, creates, stop)
            else:
                lease = Lease(feed, options.get("lease", SECONDS))
                tally = self.follow(poller_of(feed, creates, stop, lease, options["record"]), once=once)
            if stop.is_set() and not tally.readable:
                self.stdout.write("Stopped before anything was read.")
                return
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

    def follow(self, poller: Poller, *, once: bool) -> Tally:
        total = Tally()
        self.say(f"Following {poller.provider.title}.")
        try:
            with poller.lease.kept():
                while not poller.stop.wait(poller.wait):
                    total.add(self.step(poller, once=once))
                    if once:
                        break
        finally:
            self.close(poller)
        return total

    def step(self, poller: Poller, *, once: bool) -> Tally:
        try:
            tally = poller.step()
        except LeaseHeldError as held:
            if once:
                raise CommandError(str(held), returncode=2) from None
            poller.wait = min(LOOK_SECONDS, poller.lease.seconds / 4)
            self.say_trouble(f"Standing by: {held}")
        except OUTAGE as error:
            if once:
                raise CommandError(f"The database does not answer: {first_line(error)}", returncode=2) from None
            close_old_connections()
            poller.wait = LOOK_SECONDS
            self.say_trouble(f"The database does not answer, trying again: {first_line(error)}")
        else:
            if tally.readable or tally.unreadable:
                self.say(str(tally))
            self.say_trouble(f"Trouble: {poller.trouble}" if poller.trouble else "")
            return tally
        return Tally()

    def close(self, poller: Poller) -> None:
        try:
            poller.close()
        except OUTAGE as error:
            self.say(f"The database does not answer, so the lease ends by itself: {first_line(error)}")

    def say_trouble(self, trouble: str) -> None:
        """Say what is wrong when it begins, when it becomes something else and when it is over."""
        if trouble != self.trouble:
            self.say(trouble or "All is well again: polling.")
        self.trouble = trouble

    def say(self, text: str) -> None:
        self.stdout.write(f"{timezone.localtime():%H:%M:%S} {text}")
        self.stdout.flush()  # a log that is a file or a pipe would keep it back


def refuse_what_is_not_polled(feed: Provider) -> None:
    if not feed.addresses(timezone.now().date()):
        raise CommandError(
            f"{feed.title} has no address to poll: give its bodies with --file PATH, or let their maker push reports.",
            returncode=2,
        )


def poller_of(feed: Provider, create: bool, stop: Event, lease: Lease, record: Path | None) -> Poller:
    refuse_what_is_not_polled(feed)
    fetcher = fetcher_for(feed)
    return Poller(feed, fetcher, create=create, lease=lease, recorder=recorder_of(feed, record), stop=stop)


def recorder_of(feed: Provider, directory: Path | None) -> Recorder | None:
    try:
        return Recorder(directory, feed.name) if directory else None
    except RecordingError as error:
        raise CommandError(str(error), returncode=2) from None


def fetcher_for(feed: Provider) -> Fetcher:
    key = key_of(feed)
    headers = {**feed.headers, **({feed.token_header: key} if key else {})}
    return Fetcher(headers, Secrets((key,) if key else ()), key_variable=feed.token_setting)


def add_create(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--create",
        action=argparse.BooleanOptionalAction,
        help="create competitions, seasons, teams and matches it names (default: only in an empty database)",
    )


def may_create(create: bool | None) -> bool:
    try:
        is_empty = not Match.objects.exists()
    except DatabaseError as error:
        raise no_database(error) from None
    return is_empty if create is None else create


def no_database(error: DatabaseError) -> CommandError:
    text = f"The database of DATABASE_URL cannot be read, or lacks its tables: {first_line(error)}"
    return CommandError(f"{text}. Is it running, and has manage.py migrate been run?", returncode=2)


def first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]


def provider_named(name: str) -> Provider:
    if name not in PROVIDERS:
        raise CommandError(f"There is no provider {name!r}: choose one of {', '.join(PROVIDERS)}.", returncode=2)
    return PROVIDERS[name]


def on_boards(feed: Provider, names: list[str] | None) -> Provider:
    try:
        return feed.on_boards(names) if names else feed
    except BoardError as error:
        raise CommandError(str(error), returncode=2) from None


def on_plan(feed: Provider, options: dict[str, Any]) -> Provider:
    """The provider with the limits of the operator's plan; what is not told stays that of the free one."""
    return replace(
        feed,
        per_minute=requests_of("--per-minute", options["per_minute"]) or feed.per_minute,
        per_day=requests_of("--per-day", options["per_day"]) or feed.per_day,
    )


def requests_of(option: str, text: str | None) -> int:
    """How many an option allows; 0 when it is not given."""
    if text is None:
        return 0
    if not text.isdecimal() or not int(text):
        raise CommandError(f"{option} must be a number of requests, 1 or more, not {text!r}.", returncode=2)
    return int(text)


def key_of(feed: Provider) -> str:
    """The key from the environment; empty where none is wanted."""
    if not feed.token_setting:
        return ""
    key = str(getattr(settings, feed.token_setting, ""))
    if not key:
        text = f"{feed.title} needs a key: set the environment variable {feed.token_setting}."
        raise CommandError(text, returncode=2)
    if not (key.isascii() and key.isprintable()) or " " in key:
        text = f"{feed.token_setting} has a space or a character that no key has: copy the key of {feed.title} again."
        raise CommandError(text, returncode=2)
    return key


def conclude(command: BaseCommand, tally: Tally, verbosity: int) -> None:
    """Say what became of everything; nothing readable is a failure."""
    if verbosity > 1:
        for line in tally.lines:
            command.stdout.write(f"  {line}")
    command.stdout.write(f"In all: {tally}")
    if not tally.readable:
        reason = tally.lines[0] if tally.lines else "there was nothing to read"
        raise CommandError(f"Nothing could be read ({reason}).", returncode=1)
