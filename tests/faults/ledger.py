"""What one reader was told, kept as the protocol says, and counted where it was not told as the protocol says."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from scores.live.patches import merge

Truth = Mapping[str, tuple[int, Any]]  # document: sequence and state, as the database has them
History = Mapping[tuple[str, int], Any]  # the state that the log makes at each sequence of each document
Commit = tuple[str, int, float]  # document, sequence, and when it was committed

FOLLOW_SECONDS = 5.0  # so long after it asked a reader may be sent what it has


class Ledger:
    def __init__(self) -> None:
        self.documents: dict[str, tuple[int, Any]] = {}
        self.duplicated = self.backwards = self.jumps = 0
        self._taken: defaultdict[str, list[tuple[int, Any, float]]] = defaultdict(list)  # sequence, state, time
        self._followed_at = 0.0

    def follow(self, now: float) -> None:
        """What is committed while it follows may come twice."""
        self._followed_at = now

    def take(self, frame: Mapping[str, Any], now: float) -> bool:
        """Take what comes next; False when it does not fit what is held, and the reader must follow again.

        What is not newer is ignored; and counted when the reader followed so long ago that there is no reason for it.
        """
        name, sequence = frame["document"], frame["sequence"]
        held, state = self.documents.get(name, (0, {}))
        if sequence <= held:
            if now - self._followed_at > FOLLOW_SECONDS:
                self.duplicated += sequence == held
                self.backwards += sequence < held
            return True
        if "patch" in frame and sequence != held + 1:
            self.jumps += 1
            return False
        state = frame["state"] if "state" in frame else merge(state, frame["patch"])
        self.documents[name] = (sequence, state)
        self._taken[name].append((sequence, state, now))
        return True

    @property
    def positions(self) -> dict[str, int]:
        return {name: sequence for name, (sequence, _) in self.documents.items()}

    def lacks(self, truth: Truth) -> int:
        """How many updates of these documents did not reach it; one at least of a document that it has otherwise."""
        lost = 0
        for name, (sequence, state) in truth.items():
            held, held_state = self.documents.get(name, (0, None))
            if held != sequence or held_state != state:
                lost += max(1, sequence - held)
        return lost

    def taken_at(self, document: str, sequence: int) -> float | None:
        """When it first held this state or a newer one."""
        taken = self._taken[document]
        index = bisect_left(taken, sequence, key=itemgetter(0))
        return taken[index][2] if index < len(taken) else None

    def differs(self, history: History) -> int:
        """How often it held what never was, such as the effect of an update taken twice."""
        return sum(
            state != history.get((document, sequence))
            for document, taken in self._taken.items()
            for sequence, state, _ in taken
        )

    def delays(self, commits: Iterable[Commit], *, since: float) -> list[float]:
        """How long it held an older state than the database, of the time `since` then: a number for each commit."""
        delays = []
        for document, sequence, at in commits:
            taken = self.taken_at(document, sequence)
            if taken is not None and taken > since:
                delays.append(taken - max(at, since))
        return delays


@dataclass(frozen=True)
class Count:
    """What happened to all readers of a trial together."""

    lost: int
    duplicated: int
    backwards: int
    delays: list[float]  # in seconds, in ascending order

    @classmethod
    def of(
        cls, ledgers: Sequence[Ledger], commits: Sequence[Commit], history: History, *, lost: int, since: float
    ) -> Count:
        return cls(
            lost=lost + sum(ledger.jumps for ledger in ledgers),
            duplicated=sum(ledger.duplicated + ledger.differs(history) for ledger in ledgers),
            backwards=sum(ledger.backwards for ledger in ledgers),
            delays=sorted(delay for ledger in ledgers for delay in ledger.delays(commits, since=since)),
        )

    @property
    def staleness(self) -> float:
        return max(self.delays, default=0.0)

    def percentile(self, percent: float) -> float:
        return self.delays[min(len(self.delays) - 1, int(len(self.delays) * percent / 100))] if self.delays else 0.0


def replayed(log: Iterable[tuple[str, int, Any]]) -> dict[tuple[str, int], Any]:
    """The state of each document at each sequence, from its patches, which come in order."""
    history: dict[tuple[str, int], Any] = {}
    for document, sequence, patch in log:
        history[document, sequence] = merge(history.get((document, sequence - 1), {}), patch)
    return history
