"""What became of the reports of a payload, in numbers and in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

LINES = 200  # kept in words; the numbers go on
Result = Literal["applied", "unchanged", "held", "waiting", "ignored", "unreadable"]


@dataclass(frozen=True)
class Outcome:
    """What became of one report. `why`: what of it was held back, what it waits for, or what is wrong with it."""

    key: str
    result: Result
    match_id: int | None = None
    why: tuple[str, ...] = ()


@dataclass
class Tally:
    """`held` counts reports of which a part was held back; their other parts may have been applied."""

    applied: int = 0
    unchanged: int = 0
    held: int = 0
    unmatched: int = 0
    unreadable: int = 0  # a payload, or a thing inside one
    ignored: int = 0
    readable: int = 0  # payloads that were the provider's document
    lines: list[str] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)  # of one payload; the sum of several has none
    problems: list[str] = field(default_factory=list)  # all that could not be read, likewise
    look_again_at: datetime | None = None  # when the first thing held back has been said for long enough

    def note(self, kind: str, text: str) -> None:
        if len(self.lines) < LINES:
            self.lines.append(f"{kind}: {text}")

    def look_again(self, at: datetime | None) -> None:
        self.look_again_at = min(filter(None, (self.look_again_at, at)), default=None)

    def add(self, other: Tally) -> None:
        for name in ("applied", "unchanged", "held", "unmatched", "unreadable", "ignored", "readable"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.lines.extend(other.lines[: LINES - len(self.lines)])
        self.look_again(other.look_again_at)

    def __str__(self) -> str:
        return (
            f"{self.applied} applied, {self.unchanged} unchanged, {self.held} held back, "
            f"{self.unmatched} unmatched, {self.unreadable} unreadable, {self.ignored} ignored"
        )
