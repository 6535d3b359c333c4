from __future__ import annotations

from feeds.simulation.scorebook import Scorebook
from scores.reports import SIDES, Side, other_side
from scores.sports import PeriodKind, Status

POINTS = ("0", "15", "30", "40")


def play(book: Scorebook) -> None:
    """Best of three sets, a tie-break at six all."""
    retires = book.chance(0.03)
    server: Side = book.random.choice(SIDES)
    for number in (1, 2, 3):
        _tell_situation(book, server, {"home": 0, "away": 0}, tie_break=False)
        book.start(PeriodKind.SET, number)
        server = _set(book, server)
        if max(book.total.values()) == 2:
            book.finish()
            return
        book.rest(2 * 60)
        if retires:
            _retire(book, number + 1)
            return


def _retire(book: Scorebook, number: int) -> None:
    loser = book.random.choice(SIDES)
    book.start(PeriodKind.SET, number)
    book.wait(30)
    book.add("medical_timeout", loser)
    book.tell()
    book.wait(5 * 60)
    book.winner = other_side(loser)
    book.finish("Retired injured", status=Status.RETIRED)


def _set(book: Scorebook, server: Side) -> Side:
    """Play a set and count it; return who serves next."""
    games: dict[Side, int] = {"home": 0, "away": 0}
    while not _is_won(games, 6):
        tie_break = games == {"home": 6, "away": 6}
        winner = _tie_break(book, server) if tie_break else _game(book, server)
        games[winner] += 1
        book.part(winner, 1)
        if not tie_break and winner != server:
            book.add("break", winner)
        server = other_side(server)
        if tie_break or _is_won(games, 6):
            book.total[winner] += 1
            book.situation = {}
            break
        _tell_situation(book, server, {"home": 0, "away": 0}, tie_break=False)
        book.tell()
        book.wait(75 if sum(games.values()) % 2 else 25)
    return server


def _game(book: Scorebook, server: Side) -> Side:
    points: dict[Side, int] = {"home": 0, "away": 0}
    while True:
        book.wait(book.random.randint(16, 38))
        points[_point(book, server)] += 1
        if _is_won(points, 4):
            return "home" if points["home"] > points["away"] else "away"
        _tell_situation(book, server, points, tie_break=False)
        book.tell()


def _tie_break(book: Scorebook, server: Side) -> Side:
    points: dict[Side, int] = {"home": 0, "away": 0}
    serving = server
    while True:
        book.wait(book.random.randint(20, 42))
        points[_point(book, serving)] += 1
        for side in SIDES:
            book.part(side, tiebreak=points[side])
        if _is_won(points, 7):
            return "home" if points["home"] > points["away"] else "away"
        if sum(points.values()) % 2:
            serving = other_side(serving)
        _tell_situation(book, serving, points, tie_break=True)
        book.tell()


def _point(book: Scorebook, server: Side) -> Side:
    edge = (book.strength[server] - book.strength[other_side(server)]) * 0.25
    return server if book.chance(0.61 + edge) else other_side(server)


def _is_won(count: dict[Side, int], enough: int) -> bool:
    """Reached, and by two."""
    return max(count.values()) >= enough and abs(count["home"] - count["away"]) >= 2


def _tell_situation(book: Scorebook, server: Side, points: dict[Side, int], *, tie_break: bool) -> None:
    shown = f"{points['home']}-{points['away']}" if tie_break else _called(points)
    book.situation = {"points": shown, "serving": server}


def _called(points: dict[Side, int]) -> str:
    """As an umpire says it, home first."""
    home, away = points["home"], points["away"]
    if home < 4 and away < 4 and not (home == away == 3):
        return f"{POINTS[home]}-{POINTS[away]}"
    if home == away:
        return "40-40"
    return "AD-40" if home > away else "40-AD"
