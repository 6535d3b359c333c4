"""The outcome of trials, as people read it."""

from __future__ import annotations

from tests.faults.trial import Outcome, Scale

HEAD = f"""
{"fault":<54}{"readers":>8}{"updates":>8}{"lost":>6}{"duplicated":>11}{"backwards":>10}{"stalest":>9}{"limit":>7}\
{"p99":>8}{"growth":>9}"""


def row(outcome: Outcome) -> str:
    count = outcome.count
    line = (
        f"{outcome.fault.name:<54}{outcome.readers:>8}{outcome.updates:>8}{count.lost:>6}{count.duplicated:>11}"
        f"{count.backwards:>10}{count.staleness:>7.2f} s{outcome.fault.seconds:>5.0f} s"
        f"{count.percentile(99) * 1000:>5.0f} ms{outcome.megabytes:>6.1f} MB"
    )
    return "\n".join([line, *(f"    {note}" for note in outcome.notes)])


def shortcomings(outcome: Outcome, scale: Scale) -> list[str]:
    """What of our promises was not kept, a sentence each."""
    count, name = outcome.count, outcome.fault.name
    found = {
        f"{count.lost} updates were lost": count.lost,
        f"{count.duplicated} were taken twice": count.duplicated,
        f"{count.backwards} steps went backwards": count.backwards,
        f"a reader was stale for {count.staleness:.2f} s": count.staleness > outcome.fault.seconds,
        f"a process grew by {outcome.megabytes:.1f} MB": outcome.megabytes > scale.megabytes,
    }
    return [f"{name}: {what}." for what, is_so in found.items() if is_so]
