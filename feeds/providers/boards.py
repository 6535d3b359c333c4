"""Which of a provider's lists are polled. It begins with some, and an operator may choose others."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date


class BoardError(ValueError):
    """There is no such board; the text says what one looks like."""


@dataclass(frozen=True)
class Boards:
    """`shape` is what the name of a board looks like, `example` tells it to an operator."""

    polled: tuple[str, ...]
    addresses_of: Callable[[date, str], Sequence[str]]
    shape: re.Pattern[str]
    example: str

    def addresses(self, day: date) -> list[str]:
        return [address for board in self.polled for address in self.addresses_of(day, board)]

    def choose(self, names: Sequence[str]) -> Boards:
        if unknown := [name for name in names if not self.shape.fullmatch(name)]:
            raise BoardError(f"There is no board {', '.join(map(repr, unknown))}: give {self.example}.")
        if not names:
            raise BoardError(f"No board is named: give {self.example}.")
        return replace(self, polled=tuple(dict.fromkeys(names)))
