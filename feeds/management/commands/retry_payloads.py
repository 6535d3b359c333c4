from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from feeds.management.commands.ingest import add_create, may_create
from feeds.models import Payload
from feeds.providers import PROVIDERS
from feeds.push.sources import source_called
from feeds.retrying import Retried, retry
from feeds.tally import Tally


class Command(BaseCommand):
    help = "Read again the bodies that could not be read, after a parser was mended"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("provider", nargs="?", default="", help="whose bodies: a provider, or a source that pushes")
        parser.add_argument("--all", action="store_true", help="those of all providers")
        add_create(parser)

    def handle(self, provider: str, create: bool | None, **options: Any) -> None:
        if bool(provider) == bool(options["all"]):
            raise CommandError("Name a provider, or --all for all of them.", returncode=2)
        if provider and source_called(provider) is None:
            text = f"There is no source {provider!r}: name one that pushes, or one of {', '.join(PROVIDERS)}."
            raise CommandError(text, returncode=2)
        kept = Payload.objects.filter(provider=provider) if provider else Payload.objects.all()
        tally, still, late = Tally(), 0, 0
        for retried in retry(kept, create=may_create(create)):
            self.stdout.write(told(retried))
            tally.add(retried.tally)
            still, late = still + bool(retried.trouble), late + retried.late
        if not kept.exists() and not tally.lines and not still:
            self.stdout.write("Nothing is kept now.")
        self.stdout.write(
            f"In all: {tally}; {late} left out, as they were heard of since; {still} bodies are still kept"
        )


def told(retried: Retried) -> str:
    payload = retried.payload
    head = f"{payload.provider}, {payload.last_at:%Y-%m-%d %H:%M:%S} ({payload.size} bytes): "
    read = f"{retried.tally.applied} applied, {retried.late} heard of since"
    return head + (f"still not: {retried.trouble}" if retried.trouble else read)
