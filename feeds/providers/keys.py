"""Keys of incidents that have no id of their provider's: made of what is said of them."""

from __future__ import annotations

from collections import Counter

LONGEST = 120  # with a number behind it, a report takes no longer one


class Keys:
    """Of one document. Those of whom the same is said are told apart by their number."""

    def __init__(self) -> None:
        self._times: Counter[str] = Counter()

    def of(self, said: str) -> str:
        name = said[:LONGEST]
        self._times[name] += 1
        return f"{name}:{self._times[name]}"
