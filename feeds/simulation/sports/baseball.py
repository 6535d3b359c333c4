from __future__ import annotations

from dataclasses import dataclass

from feeds.simulation.scorebook import Scorebook
from scores.reports import Side, other_side
from scores.sports import PeriodKind

BATTED = ("out", "single", "double", "triple", "home run")
ODDS = (67, 21, 6.7, 0.6, 4.7)
BASES = {"walk": 1, "single": 1, "double": 2, "triple": 3, "home run": 4}


@dataclass
class Half:
    """One side's turn at bat. `runners` are the bases that are taken: 1, 2, 3."""

    batting: Side
    runners: tuple[int, ...] = ()
    outs: int = 0
    balls: int = 0
    strikes: int = 0
    hits: int = 0


def play(book: Scorebook) -> None:
    """Nine innings, and more until one leads; the home side does not bat when it has won already."""
    inning = 0
    while inning < 9 or book.leader is None:
        inning += 1
        if inning > 1:
            book.rest(2 * 60)
        _half(book, Half("away", runners=(2,) if inning > 9 else ()), inning)
        if inning >= 9 and book.leader == "home":
            break
        book.rest(2 * 60)
        _half(book, Half("home", runners=(2,) if inning > 9 else ()), inning)
    book.finish()


def _half(book: Scorebook, half: Half, inning: int) -> None:
    _tell_situation(book, half)
    book.start(PeriodKind.INNINGS, inning, batting=half.batting)
    while half.outs < 3 and not _walked_off(book, half, inning):
        book.wait(book.random.randint(18, 32))
        _pitch(book, half)
        _tell_situation(book, half)
        book.tell()
    book.situation = {}


def _walked_off(book: Scorebook, half: Half, inning: int) -> bool:
    return inning >= 9 and half.batting == "home" and book.leader == "home"


def _pitch(book: Scorebook, half: Half) -> None:
    called = book.random.choices(("ball", "strike", "batted"), (36, 37, 27))[0]
    if called == "ball":
        half.balls += 1
        if half.balls == 4:
            _advance(book, half, "walk")
    elif called == "strike":
        foul = half.strikes == 2 and book.chance(0.45)
        half.strikes += not foul
        if half.strikes == 3:
            _out(half)
    else:
        edge = (book.strength[half.batting] - book.strength[other_side(half.batting)]) * 20
        hit = book.random.choices(BATTED, (ODDS[0] - edge, *ODDS[1:]))[0]
        if hit == "out":
            _out(half)
        else:
            _hit(book, half, hit)


def _out(half: Half) -> None:
    half.outs += 1
    half.balls = half.strikes = 0


def _hit(book: Scorebook, half: Half, hit: str) -> None:
    half.hits += 1
    book.part(half.batting, hits=half.hits)
    _advance(book, half, hit)


def _advance(book: Scorebook, half: Half, hit: str) -> None:
    """Move the batter and the runners; whoever passes third has scored."""
    half.balls = half.strikes = 0
    bases = BASES[hit]
    moved = _forced(half.runners) if hit == "walk" else [base + bases for base in half.runners]
    home = [base for base in moved if base > 3]
    for _ in home:
        book.add("run", half.batting, detail=hit)
    if bases == 4:
        book.add("home_run", half.batting, player=book.player(half.batting, "IF", "OF", "C"))
        half.runners = ()
    else:
        half.runners = tuple(sorted({bases, *(base for base in moved if base <= 3)}))


def _forced(runners: tuple[int, ...]) -> list[int]:
    """After a walk only those move whom the batter pushes on."""
    pushed, moved = 1, []
    for base in sorted(runners):
        if base == pushed:
            moved.append(base + 1)
            pushed = base + 1
        else:
            moved.append(base)
    return moved


BASE_WORDS = {1: "on_first", 2: "on_second", 3: "on_third"}


def _tell_situation(book: Scorebook, half: Half) -> None:
    book.situation = {
        "half": "top" if half.batting == "away" else "bottom",
        "outs": half.outs,
        "balls": half.balls,
        "strikes": half.strikes,
        **{word: base in half.runners for base, word in BASE_WORDS.items()},
    }
