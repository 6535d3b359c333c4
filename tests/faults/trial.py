"""One fault under load, and what became of the readers."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.faults.ledger import Commit, Count, replayed
from tests.faults.readers import Crowd
from tests.faults.stand import Stand
from tests.processes import eventually

MATCHES = 4
HOLD_SECONDS = 60
SETTLE_SECONDS = 20
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Scale:
    readers: int
    a_second: int  # changes; each is an update of two documents
    changes: int  # before the fault, during it and after it
    storm: int  # readers that come back all at once
    megabytes: float  # by which a process may have grown when its readers are gone
    to_the_end: bool = False  # wait for what takes long


@dataclass(frozen=True)
class Fault:
    name: str
    happen: Callable[[Trial], None]
    seconds: float  # the longest staleness that we allow ourselves


@dataclass(frozen=True)
class Outcome:
    fault: Fault
    readers: int
    updates: int
    count: Count
    megabytes: float  # by how much the process that grew most grew
    notes: list[str]


@dataclass
class Trial:
    stand: Stand
    scale: Scale
    crowd: Crowd
    topics: list[str]
    before: dict[int, int]  # memory
    commits: list[Commit] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    over_since: float = 0.0
    lost: int = 0  # by readers who are not of the crowd

    def play(self) -> None:
        self.stand.write("play", a_second=self.scale.a_second)

    def wait(self, share: float = 1.0) -> None:
        """Until as many more changes as belong to a part of a trial are committed, or so much of them."""
        assert self.stand.write("wait", changes=max(1, int(self.scale.changes * share)))

    def rest(self) -> None:
        self.note(self.stand.write("rest"))

    def note(self, commits: list[Any]) -> None:
        self.commits += [(document, sequence, at) for document, sequence, at in commits]

    def is_over(self) -> None:
        """From now on nothing is broken."""
        self.over_since = time.time()

    def everybody_holds_it(self) -> None:
        """Nobody writes: what the database says reaches everybody, without another update that would help."""
        self.crowd.all_hold(self.truth(), seconds=HOLD_SECONDS)
        self.crowd.raise_what_went_wrong()
        self.lost += sum(ledger.lacks(self.truth()) for ledger in self.crowd.ledgers)

    def sequence(self, document: str) -> int:
        return self.truth()[document][0]

    def grown(self, before: dict[int, int]) -> float:
        """By how many megabytes the process grew that grew most; one that was started anew does not count."""
        return (
            max((held - before[pid] for pid, held in self.stand.memory.items() if pid in before), default=0) / MEGABYTE
        )

    def truth(self) -> dict[str, tuple[int, Any]]:
        found = self.stand.write("documents", topics=self.topics)
        return {name: (sequence, state) for name, (sequence, state) in found.items()}

    def count(self) -> Count:
        history = replayed(self.stand.write("log", topics=self.topics))
        return Count.of(self.crowd.ledgers, self.commits, history, lost=self.lost, since=self.over_since)


def undergo(stand: Stand, scale: Scale, fault: Fault) -> Outcome:
    stand.warm_up(scale.readers)
    before = stand.memory
    topics = stand.write("begin", matches=MATCHES)
    with Crowd(stand.background, scale.readers, stand.ways, topics) as crowd:
        assert crowd.all_follow()
        stand.write("rest")
        trial = Trial(stand, scale, crowd, topics, before)
        trial.play()
        trial.wait()
        trial.is_over()  # unless the fault says when
        fault.happen(trial)
        trial.play()
        trial.wait()
        trial.rest()
        trial.everybody_holds_it()
    eventually(lambda: trial.grown(trial.before) <= scale.megabytes, seconds=SETTLE_SECONDS)
    return Outcome(
        fault, scale.readers, len(trial.commits), trial.count(), max(0.0, trial.grown(trial.before)), trial.notes
    )
