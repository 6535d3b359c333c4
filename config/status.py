"""How live the site is, for everybody to see: what readers experience, and how old each feed's word is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log10

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from feeds.models import Source
from feeds.overview import State, states, title_of
from scores.live.basis import Basis, for_everybody
from scores.live.experience import Counts, no_delays, percentile, together
from scores.live.models import Sample, Update
from scores.pages.page import page

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
KEPT = timedelta(seconds=2)  # however many ask
PRESENT = timedelta(seconds=30)  # a process tells of itself every 10 s; one that is silent for so long has ended
PERCENTS = (50, 95, 99)
LOWEST_MS, HIGHEST_MS = 1, 10_000  # of the picture, on a logarithmic scale
HEIGHT = 100  # of the picture, in units of its own


@dataclass(frozen=True)
class Bar:
    """The delays of one minute: how high half of them, nearly all and all but one in a hundred reach."""

    x: int  # minutes after the hour's beginning
    heights: tuple[float, ...]  # by PERCENTS

    @property
    def boxes(self) -> list[tuple[int, float, float]]:
        """Percent, y and height of each, the highest first, so that the lower ones stand before it."""
        return [
            (percent, HEIGHT - height, height)
            for percent, height in sorted(zip(PERCENTS, self.heights, strict=True), reverse=True)
        ]


@dataclass(frozen=True)
class Feed:
    name: str
    words: str
    is_silent: bool


@for_everybody
def status(request: HttpRequest, basis: Basis) -> HttpResponse:
    basis.stands_until(basis.now + KEPT)
    now = basis.now
    samples = list(Sample.objects.filter(at__gt=now - HOUR).order_by("at"))
    delays = together(sample.delays for sample in samples)
    context = {
        **page("status", [], [], basis),
        "as_of": now,
        "readers": f"{readers(samples, now):,}",
        "updates": f"{Update.objects.filter(at__gt=now - MINUTE).count():,}",
        "delays": [(percent, duration(delay)) for percent in PERCENTS if (delay := percentile(delays, percent))],
        "told": f"{sum(delays):,}",
        "bars": bars(samples, now),
        "height": HEIGHT,
        "feeds": [feed(source, state, now) for source, state in states(now)],
    }
    return render(request, "status.html", context)


def readers(samples: Iterable[Sample], now: datetime) -> int:
    """Those of the last sample of each process that is still there; `samples` are in order of time."""
    newest = {sample.process: sample for sample in samples if now - sample.at < PRESENT}
    return sum(sample.readers for sample in newest.values())


def bars(samples: Iterable[Sample], now: datetime) -> list[Bar]:
    minutes: defaultdict[int, Counts] = defaultdict(no_delays)
    for sample in samples:
        minute = 59 - int((now - sample.at) / MINUTE)
        minutes[minute] = together([minutes[minute], sample.delays])
    return [
        Bar(minute, tuple(height(percentile(counts, percent) or 0) for percent in PERCENTS))
        for minute, counts in sorted(minutes.items())
        if any(counts)
    ]


def height(delay: float) -> float:
    within = min(max(delay, LOWEST_MS), HIGHEST_MS)
    return round(HEIGHT * log10(within / LOWEST_MS) / log10(HIGHEST_MS / LOWEST_MS), 1)


def feed(source: Source, state: State, now: datetime) -> Feed:
    """Of one with nothing in play an old word is no fault."""
    title, is_silent = title_of(source.name), state in (State.SILENT, State.OPEN)
    if source.heard_at is None:
        return Feed(title, "not heard yet", is_silent)
    age = span((now - source.heard_at).total_seconds())
    if is_silent:
        return Feed(title, f"silent for {age}", is_silent)
    return Feed(title, f"{'nothing in play, ' if state == State.IDLE else ''}heard {age} ago", is_silent)


def duration(milliseconds: float) -> str:
    return f"{milliseconds:.0f} ms" if milliseconds < 1000 else f"{milliseconds / 1000:.1f} s"


def span(seconds: float) -> str:
    for unit, length in (("day", 86_400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * length:
            number = int(seconds // length)
            return f"{number} days" if unit == "day" else f"{number} {unit}"
    return f"{max(seconds, 0):.0f} s"
