from __future__ import annotations

from feeds.simulation.scorebook import Scorebook
from scores.reports import SIDES, Side, other_side
from scores.sports import PeriodKind

QUARTER = 10 * 60
OVERTIME = 5 * 60


def play(book: Scorebook) -> None:
    for quarter in range(1, 5):
        _period(book, PeriodKind.PERIOD, quarter, QUARTER)
        if quarter < 4:
            book.rest(15 * 60 if quarter == 2 else 2 * 60)
    overtime = 0
    while book.leader is None:
        overtime += 1
        book.rest(2 * 60)
        _period(book, PeriodKind.EXTRA, overtime, OVERTIME)
    book.finish()


def _period(book: Scorebook, kind: PeriodKind, number: int, seconds: int) -> None:
    book.start(kind, number, clock=seconds)
    side: Side = book.random.choice(SIDES)
    while book.clock is not None and book.clock.seconds > 0:
        book.wait(min(book.random.randint(9, 23), book.clock.seconds))
        _possession(book, side)
        side = other_side(side)


def _possession(book: Scorebook, side: Side) -> None:
    strength = book.strength[side] / book.strength[other_side(side)]
    if book.chance(0.41 * strength):
        _basket(book, side)
    elif book.chance(0.2):
        _free_throws(book, side)
    elif book.chance(0.03):
        book.add("timeout", side)
        _stoppage(book, 60)


def _basket(book: Scorebook, side: Side) -> None:
    player = book.player(side)
    if book.chance(0.7):
        book.add("two_points", side, player=player)
        book.tell()
        return
    key = book.add("three_points", side, player=player)
    book.tell()
    if book.chance(0.02):
        book.wait(4)
        book.retract(key, "foot on the line, two points")
        book.add("two_points", side, player=player)
        book.tell()


def _free_throws(book: Scorebook, side: Side) -> None:
    book.add("foul", other_side(side), player=book.player(other_side(side)))
    book.run_clock(False)
    book.tell()
    player = book.player(side)
    for _ in range(2):
        book.wait(book.random.randint(10, 18))
        if book.chance(0.77):
            book.add("free_throw", side, player=player)
            book.tell()
    _resume(book)


def _stoppage(book: Scorebook, seconds: int) -> None:
    book.run_clock(False)
    book.tell()
    book.wait(seconds)
    _resume(book)


def _resume(book: Scorebook) -> None:
    """The clock starts again, unless there is nothing left of it."""
    if book.clock is not None and book.clock.seconds > 0:
        book.wait(3)
        book.run_clock(True)
        book.tell()
