"""What operators see of delivery, for Prometheus: counted where it happens, by each process for itself."""

from __future__ import annotations

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

SECONDS = (0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1, 2, 5, 10, 30)
CLOSE_CODES = {1000, 1001, 1002, 1005, 1006, 1007, 1009, 1011, 1012, 4400, 4408, 4429}

readers = Gauge("touchline_readers", "Connections that are open", multiprocess_mode="livesum")
behind = Gauge("touchline_readers_behind", "Readers that do not keep up", multiprocess_mode="livesum")
frames = Counter("touchline_frames", "Updates and states handed to readers")
batches = Counter("touchline_batches", "Messages that these went out in, one write each")
aborted = Counter("touchline_readers_aborted", "Readers cut off: behind for 30 s, or following nothing for a minute")
untold = Counter(
    "touchline_updates_untold", "Documents whose news was found in the log, and no publication had told it"
)
catch_ups = Counter("touchline_catch_ups", "Documents brought up to date for a reader, by what it was sent", ["kind"])
queries = Counter("touchline_log_queries", "Queries of the hub, by what it asked for", ["what"])
delay = Histogram("touchline_delay_seconds", "From commit to the reader's screen, as readers tell", buckets=SECONDS)
publish = Histogram("touchline_publish_seconds", "From commit to the hub of this process", buckets=SECONDS)
closed = Counter("touchline_connections_closed", "Sockets of readers that ended, by close code", ["code"])


def count_close(code: int) -> None:
    """A reader may close with any number; what none of ours means is counted together."""
    closed.labels(str(code) if code in CLOSE_CODES else "other").inc()


def page(folder: str) -> bytes:
    """Everything, in Prometheus' text format; of all processes of this server, where they share a folder for it."""
    if not folder:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry, folder)  # type: ignore[no-untyped-call]
    return generate_latest(registry)


def forget_process(pid: int, folder: str) -> None:
    """A process has ended: what it counted stays, the readers it had are gone."""
    mark_process_dead(pid, folder)  # type: ignore[no-untyped-call]
