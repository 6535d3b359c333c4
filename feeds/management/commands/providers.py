from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from feeds.counting import COUNTED
from feeds.health import told
from feeds.overview import Line, overview

HEAD = ("", "provider", "state", "heard", "age", "next poll", "quota left", *COUNTED, "kept", "trouble")
NUMBERS = range(6, 12)  # columns that stand at the right
DAY = timedelta(days=1)


class Command(BaseCommand):
    help = "Show how each provider does: its state, when it was heard, what became of its reports in the last 24 hours"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="the same for programs")

    def handle(self, **options: Any) -> None:
        now = timezone.now()
        lines = overview(now)
        if options["json"]:
            self.stdout.write(json.dumps([as_json(line, now) for line in lines], indent=2))
            return
        rows = [HEAD, *(cells(line, now) for line in lines)]
        widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
        for row in rows:
            self.stdout.write(aligned(row, widths))
        self.stdout.write("applied, held, unmatched, unreadable: in the last 24 hours; kept: bodies for retry_payloads")


def aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    both = enumerate(zip(row, widths, strict=True))
    return "  ".join(
        cell.rjust(width) if column in NUMBERS else cell.ljust(width) for column, (cell, width) in both
    ).rstrip()


def cells(line: Line, now: datetime) -> tuple[str, ...]:
    source = line.source
    counts = [str(line.day[name]) for name in COUNTED]
    if source is None:
        return (line.sign, line.name, line.state, "-", "-", "-", "-", *counts, str(line.kept), "")
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
        line.trouble,
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
