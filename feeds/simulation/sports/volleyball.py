from __future__ import annotations

from feeds.simulation.scorebook import Scorebook
from scores.reports import SIDES, Side, other_side
from scores.sports import PeriodKind


def play(book: Scorebook) -> None:
    """Three sets win; to 25 by two, the fifth to 15."""
    number = 0
    while max(book.total.values()) < 3:
        number += 1
        if number > 1:
            book.rest(3 * 60)
        _set(book, number)
    book.finish()


def _set(book: Scorebook, number: int) -> None:
    server: Side = book.random.choice(SIDES)
    points: dict[Side, int] = {"home": 0, "away": 0}
    timeouts: dict[Side, int] = {"home": 2, "away": 2}
    book.situation = {"serving": server}
    book.start(PeriodKind.SET, number)
    while not _is_won(points, 15 if number == 5 else 25):
        book.wait(book.random.randint(17, 34))
        server = _rally(book, server)
        points[server] += 1
        book.score(server)
        book.situation = {"serving": server}
        book.tell()
        _maybe_timeout(book, other_side(server), points, timeouts)
    book.total[server] += 1
    book.situation = {}


def _rally(book: Scorebook, server: Side) -> Side:
    """Who wins it: more often the side that receives."""
    edge = (book.strength[server] - book.strength[other_side(server)]) * 0.3
    return server if book.chance(0.4 + edge) else other_side(server)


def _maybe_timeout(book: Scorebook, side: Side, points: dict[Side, int], timeouts: dict[Side, int]) -> None:
    if timeouts[side] and points[other_side(side)] - points[side] >= 3 and book.chance(0.08):
        timeouts[side] -= 1
        book.add("timeout", side)
        book.tell()
        book.wait(40)


def _is_won(points: dict[Side, int], enough: int) -> bool:
    return max(points.values()) >= enough and abs(points["home"] - points["away"]) >= 2
