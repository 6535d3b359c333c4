"""What Prometheus reads of the feeds. Another process polls, so they are taken from the database when it asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial

from django.utils import timezone
from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from feeds.counting import COUNTED, NONE, in_all
from feeds.models import Source
from feeds.overview import Line, State, overview


def page() -> bytes:
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Feeds())
    return generate_latest(registry)


class _Feeds(Collector):
    def describe(self) -> Iterable[Metric]:
        return ()

    def collect(self) -> Iterator[Metric]:
        lines = overview(timezone.now())
        yield _states(lines)
        yield _reports(lines)
        yield _gauge(
            "payloads_kept", "Bodies that could not be read, kept to be read again", lines, lambda line: line.kept
        )
        yield _gauge("matches_in_play", "Matches in play that it reports", lines, lambda line: line.play.told)
        yield _gauge("matches_led", "Those of them that it comes first for", lines, lambda line: line.play.led)
        for name, text, value in _OF_SOURCES:
            yield _gauge(name, text, lines, partial(_of_source, value))


def _of_source(value: Callable[[Source], float | None], line: Line) -> float | None:
    return value(line.source) if line.source else None


def _unix(at: datetime | None) -> float | None:
    return at.timestamp() if at else None


_OF_SOURCES: Sequence[tuple[str, str, Callable[[Source], float | None]]] = (
    ("heard_timestamp_seconds", "When it last gave a readable document", lambda source: _unix(source.heard_at)),
    ("next_poll_timestamp_seconds", "When its poller means to ask again", lambda source: _unix(source.next_at)),
    ("failures", "Polls in a row that gave nothing readable", lambda source: source.failures),
    ("quota_left", "Requests that are left, of those it counts", lambda source: source.quota_left),
)


def _gauge(name: str, text: str, lines: Iterable[Line], value: Callable[[Line], float | None]) -> Metric:
    gauge = GaugeMetricFamily(f"touchline_feed_{name}", text, labels=["provider"])
    for line in lines:
        if (number := value(line)) is not None:
            gauge.add_metric([line.name], number)
    return gauge


def _states(lines: Iterable[Line]) -> Metric:
    states = GaugeMetricFamily("touchline_feed_state", "1 for the state it is in", labels=["provider", "state"])
    for line in lines:
        for state in State:
            states.add_metric([line.name, state], line.state == state)
    return states


def _reports(lines: Iterable[Line]) -> Metric:
    """Since the first day: these only grow, whichever processes come and go."""
    text = "Reports, and unreadable bodies, by what became of them"
    reports = CounterMetricFamily("touchline_feed_reports", text, labels=["provider", "outcome"])
    sums = in_all()
    for line in lines:
        for name in COUNTED:
            reports.add_metric([line.name, name], sums.get(line.name, NONE)[name])
    return reports
