"""Faults at random, two at a time, for long: nothing is lost, and nothing piles up."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import replace
from math import inf
from statistics import median

from tests.faults.stand import Stand
from tests.faults.table import row, shortcomings
from tests.faults.trial import MEGABYTE, Fault, Scale, Trial, undergo

SCALE = Scale(readers=60, a_second=30, changes=45, storm=1_000, megabytes=inf)
GROWTH = 0.05


def soak(stand: Stand, faults: Sequence[Fault], *, minutes: float) -> list[str]:
    """What of our promises was not kept. The first quarter of the time is for getting warm."""
    began = time.monotonic()
    held: list[tuple[float, dict[int, int]]] = []  # the part of the time that had passed, and memory by process
    failed: list[str] = []
    while (passed := (time.monotonic() - began) / (60 * minutes)) < 1:
        outcome = undergo(stand, SCALE, both(*random.choices(faults, k=2)))
        held.append((passed, stand.memory))
        sizes = ", ".join(f"{size / MEGABYTE:.0f}" for size in stand.memory.values())
        print(f"{row(outcome)}\n    {passed:.0%} of the time; the processes hold {sizes} MB", flush=True)
        failed += shortcomings(outcome, SCALE)
    return failed + grown(held)


def both(first: Fault, second: Fault) -> Fault:
    def happen(trial: Trial) -> None:
        for fault in (first, second):
            fault.happen(trial)
            trial.play()
            trial.wait()

    return replace(
        first, name=f"{first.name}; {second.name}", happen=happen, seconds=max(first.seconds, second.seconds)
    )


def grown(held: Sequence[tuple[float, dict[int, int]]]) -> list[str]:
    """Processes that hold more in the last quarter than in the second; one that was started anew is not compared."""
    found = []
    for pid in held[-1][1] if held else ():
        early = [memory[pid] for passed, memory in held if 0.25 <= passed < 0.5 and pid in memory]
        late = [memory[pid] for passed, memory in held if passed >= 0.75 and pid in memory]
        if early and late and (growth := median(late) / median(early) - 1) > GROWTH:
            found.append(f"A web process grew by {growth:.1%}, which is more than {GROWTH:.0%}.")
    return found
