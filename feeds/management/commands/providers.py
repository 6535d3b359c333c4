from __future__ import annotations

import argparse
import json
import os
import textwrap
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError
from django.utils import timezone

from feeds.counting import COUNTED
from feeds.health import told
from feeds.management.commands.ingest import no_database
from feeds.overview import Line, overview

HEAD = ("", "provider", "state", "heard", "age", "next poll", "quota left", *COUNTED, "kept")
NUMBERS = HEAD[6:]  # columns that stand at the right
SPARED = ("kept", "next poll", "unmatched", "heard")  # in a narrow terminal, one after the other
GAP, INDENT = "  ", "   "
WIDE = 10_000  # for a file or another program nothing is left out
DAY = timedelta(days=1)


class Command(BaseCommand):
    help = "Show how each provider does: its state, when it was heard, what became of its reports in the last 24 hours"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="the same for programs")

    def handle(self, **options: Any) -> None:
        now = timezone.now()
        try:
            lines = overview(now)
        except DatabaseError as error:
            raise no_database(error) from None
        if options["json"]:
            self.stdout.write(json.dumps([as_json(line, now) for line in lines], indent=2))
        else:
            self.stdout.write("\n".join(table(lines, now, self.width())))

    def width(self) -> int:
        """A terminal that does not know how wide it is says 0."""
        return (os.get_terminal_size(self.stdout.fileno()).columns if self.stdout.isatty() else 0) or WIDE


def table(lines: Sequence[Line], now: datetime, width: int) -> list[str]:
    rows = [HEAD, *(cells(line, now) for line in lines)]
    widths = {name: max(len(row[column]) for row in rows) for column, name in enumerate(HEAD)}
    columns = fitting(widths, width)
    head, *texts = (aligned(row, {name: widths[name] for name in columns}) for row in rows)
    shown = [head]
    for line, text in zip(lines, texts, strict=True):
        shown += [text, *textwrap.wrap(line.trouble, width, initial_indent=INDENT, subsequent_indent=INDENT)]
    shown.append("Counted in the last 24 hours. Kept: bodies for retry_payloads.")
    if spared := [name for name in HEAD if name not in columns]:
        shown.append(f"No room here for {', '.join(spared)}: --json has all.")
    return shown


def fitting(widths: dict[str, int], width: int) -> list[str]:
    columns = list(HEAD)
    for name in SPARED:
        if sum(widths[each] for each in columns) + len(GAP) * (len(columns) - 1) > width:
            columns.remove(name)
    return columns


def aligned(row: Sequence[str], widths: dict[str, int]) -> str:
    named = dict(zip(HEAD, row, strict=True))
    return GAP.join(
        named[name].rjust(width) if name in NUMBERS else named[name].ljust(width) for name, width in widths.items()
    ).rstrip()


def cells(line: Line, now: datetime) -> tuple[str, ...]:
    source = line.source
    counts = [str(line.day[name]) for name in COUNTED]
    if source is None:
        return (line.sign, line.name, line.state, "-", "-", "-", "-", *counts, str(line.kept))
    return (
        line.sign,
        line.name,
        line.state,
        moment(source.heard_at, now),
        told(now - source.heard_at) if source.heard_at else "-",
        until(source.next_at, now),
        "-" if source.quota_left is None else str(source.quota_left),
        *counts,
        str(line.kept),
    )


def moment(at: datetime | None, now: datetime) -> str:
    if at is None:
        return "-"
    return f"{timezone.localtime(at):%H:%M:%S}" if now - at < DAY else f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


def until(at: datetime | None, now: datetime) -> str:
    if at is None:
        return "-"
    return f"in {told(at - now)}" if at > now else f"{told(now - at)} late"


def as_json(line: Line, now: datetime) -> dict[str, Any]:
    """Absent is what there is none of."""
    source = line.source
    found: dict[str, Any] = {
        "provider": line.name,
        "state": line.state,
        "in_play": line.play.told,
        "leads": line.play.led,
        "last_24_hours": dict(line.day),
        "kept_payloads": line.kept,
    }
    if source is None:
        return found
    moments = ("heard_at", "asked_at", "next_at", "open_until", "quota_resets_at")
    said = {name: at.isoformat() for name in moments if (at := getattr(source, name))}
    age = {"age_seconds": round((now - source.heard_at).total_seconds())} if source.heard_at else {}
    quota = {} if source.quota_left is None else {"quota_left": source.quota_left}
    rest = {"failures": source.failures, "trouble": source.trouble, "precedence": source.precedence}
    return found | said | age | quota | rest
