from __future__ import annotations

from feeds.simulation.scorebook import Scorebook
from scores.reports import SIDES, Side, other_side
from scores.sports import PeriodKind

HALF = 30 * 60


def play(book: Scorebook) -> None:
    book.start(PeriodKind.PERIOD, 1, clock=0)
    _half(book, HALF)
    book.rest(10 * 60)
    book.start(PeriodKind.PERIOD, 2, clock=HALF)
    _half(book, 2 * HALF)
    book.finish()


def _half(book: Scorebook, end: int) -> None:
    """Attack after attack, in turns."""
    side: Side = book.random.choice(SIDES)
    while book.clock is not None and book.clock.seconds < end:
        book.wait(min(book.random.randint(20, 48), end - book.clock.seconds))
        if book.clock.seconds < end:
            _attack(book, side)
        side = other_side(side)


def _attack(book: Scorebook, side: Side) -> None:
    strength = book.strength[side] / book.strength[other_side(side)]
    if book.chance(0.5 * strength):
        book.add("goal", side, player=book.player(side, "W", "B", "P"))
        book.tell()
    elif book.chance(0.14):
        _seven_metres(book, side)
    elif book.chance(0.02):
        _timeout(book, side)


def _seven_metres(book: Scorebook, side: Side) -> None:
    if book.chance(0.6):
        kind = book.random.choices(("two_minutes", "yellow_card", "red_card"), (70, 27, 3))[0]
        book.add(kind, other_side(side), player=book.player(other_side(side), "W", "B", "P"))
        book.tell()
    book.wait(15)
    if book.chance(0.76):
        book.add("seven_metres", side, player=book.player(side, "W", "B"))
        book.tell()


def _timeout(book: Scorebook, side: Side) -> None:
    book.add("timeout", side)
    book.run_clock(False)
    book.tell()
    book.wait(60)
    book.run_clock(True)
    book.tell()
