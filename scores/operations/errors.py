from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


class OperationError(Exception):
    """A refusal; its text is for an editor."""


@dataclass(frozen=True)
class Conflict:
    name: str  # of the field, home_score
    field: str  # as an editor calls it, Home score
    theirs: Any
    yours: Any

    def __str__(self) -> str:
        return f"{self.field}: it is now {self.theirs}, you entered {self.yours}"


class StaleError(OperationError):
    """Somebody changed the same field since the editor read it."""

    def __init__(self, conflicts: Sequence[Conflict]) -> None:
        self.conflicts = tuple(conflicts)
        what = "; ".join(str(conflict) for conflict in conflicts)
        super().__init__(f"Somebody else changed this match while you were editing. {what}. Nothing was saved.")
