"""What became of the reports of a payload, in numbers and in words."""

from __future__ import annotations

from dataclasses import dataclass, field

LINES = 200  # kept in words; the numbers go on


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

    def note(self, kind: str, text: str) -> None:
        if len(self.lines) < LINES:
            self.lines.append(f"{kind}: {text}")

    def add(self, other: Tally) -> None:
        for name in ("applied", "unchanged", "held", "unmatched", "unreadable", "ignored", "readable"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.lines.extend(other.lines[: LINES - len(self.lines)])

    def __str__(self) -> str:
        return (
            f"{self.applied} applied, {self.unchanged} unchanged, {self.held} held back, "
            f"{self.unmatched} unmatched, {self.unreadable} unreadable, {self.ignored} ignored"
        )
