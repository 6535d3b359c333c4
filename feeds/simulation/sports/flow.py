"""Sports whose clock runs on: what happens comes at random moments of a half."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from feeds.simulation.scorebook import Scorebook

Happenings = Mapping[Callable[[Scorebook], None], float]  # what may happen, and how often in an hour of play


def play_until(book: Scorebook, end: int, happenings: Happenings) -> None:
    """Play on until the clock, which counts up, shows `end`."""
    an_hour = sum(happenings.values())
    while book.clock is not None:
        left = end - book.clock.seconds
        gap = max(5, round(book.random.expovariate(an_hour / 3600)))
        if gap >= left:
            book.wait(max(0, left))
            return
        book.wait(gap)
        (happening,) = book.random.choices(list(happenings), list(happenings.values()))
        happening(book)


def play_half(book: Scorebook, happenings: Happenings, *, most_added: int) -> None:
    """Play a period to its end and through the added time that is announced there."""
    end = book.end_of_period()
    play_until(book, end, happenings)
    added = book.random.randint(1, most_added) if most_added else 0
    if added:
        book.add_time(added)
        book.tell()
        play_until(book, end + added * 60, happenings)
