from __future__ import annotations

from dataclasses import dataclass

from feeds.simulation.scorebook import Scorebook
from scores.reports import SIDES, Side, other_side
from scores.sports import PeriodKind

QUARTER = 15 * 60
OVERTIME = 10 * 60
FIELD = 100


@dataclass
class Drive:
    side: Side
    yards_to_go: int = 75  # to the goal line
    down: int = 1
    distance: int = 10


def play(book: Scorebook) -> None:
    drive = Drive(book.random.choice(SIDES))
    for quarter in range(1, 5):
        if quarter == 3:
            drive = Drive(other_side(drive.side))
        drive = _period(book, PeriodKind.PERIOD, quarter, QUARTER, drive)
        if quarter < 4:
            book.rest(13 * 60 if quarter == 2 else 2 * 60)
    if book.leader is None:
        book.rest(3 * 60)
        _period(book, PeriodKind.EXTRA, 1, OVERTIME, Drive(book.random.choice(SIDES)))
    book.finish()


def _period(book: Scorebook, kind: PeriodKind, number: int, seconds: int, drive: Drive) -> Drive:
    """Play after play until the clock is down; in overtime, until somebody leads."""
    _tell_situation(book, drive)
    book.start(kind, number, clock=seconds)
    while book.clock is not None and book.clock.seconds > 0:
        if kind == PeriodKind.EXTRA and book.leader is not None:
            break
        drive = _snap(book, drive)
    return drive


def _snap(book: Scorebook, drive: Drive) -> Drive:
    """One play; the drive that goes on after it."""
    if drive.down == 4:
        return _fourth_down(book, drive)
    if book.chance(0.02):
        return _turnover(book, drive)
    if book.chance(0.36):
        _run_off(book, 6, stopped_for=26)
        gain = 0
    else:
        _run_off(book, book.random.randint(30, 40))
        gain = round(book.random.gauss(7.8, 7.5) * book.strength[drive.side])
    drive.yards_to_go -= gain
    if drive.yards_to_go <= 0:
        return _touchdown(book, drive.side)
    if drive.yards_to_go >= FIELD:
        book.add("safety", other_side(drive.side))
        return _kick_off(book, drive.side)
    _next_down(drive, gain)
    _tell_situation(book, drive)
    book.tell()
    return drive


def _next_down(drive: Drive, gain: int) -> None:
    drive.distance -= gain
    drive.down += 1
    if drive.distance <= 0:
        drive.down, drive.distance = 1, min(10, drive.yards_to_go)


def _fourth_down(book: Scorebook, drive: Drive) -> Drive:
    _run_off(book, 8)
    if drive.yards_to_go > 38:
        received = Drive(other_side(drive.side), min(95, max(20, FIELD - drive.yards_to_go + 42)))
        _tell_situation(book, received)
        book.tell()
        return received
    if book.chance(0.97 - drive.yards_to_go / 120):
        yards = f"{drive.yards_to_go + 17} yards"
        book.add("field_goal", drive.side, player=book.player(drive.side, "K"), detail=yards)
        return _kick_off(book, drive.side)
    received = Drive(other_side(drive.side), min(80, FIELD - drive.yards_to_go))
    _tell_situation(book, received)
    book.tell()
    return received


def _turnover(book: Scorebook, drive: Drive) -> Drive:
    _run_off(book, 10)
    detail = book.random.choice(("interception", "fumble"))
    book.add("turnover", drive.side, player=book.player(drive.side, "QB", "RB"), detail=detail)
    gained = Drive(other_side(drive.side), min(90, max(10, FIELD - drive.yards_to_go)))
    _tell_situation(book, gained)
    book.tell()
    return gained


def _touchdown(book: Scorebook, side: Side) -> Drive:
    key = book.add("touchdown", side, player=book.player(side, "RB", "WR", "TE"))
    book.situation = {}
    book.run_clock(False)
    book.tell()
    if book.chance(0.07):
        book.wait(book.random.randint(60, 100))
        book.retract(key, "review, runner down before the goal line")
        drive = Drive(side, 1, 2, 1)
        _tell_situation(book, drive)
        book.tell()
        return drive
    book.wait(45)
    _after_touchdown(book, side)
    return _kick_off(book, side)


def _after_touchdown(book: Scorebook, side: Side) -> None:
    if book.chance(0.92):
        if book.chance(0.94):
            book.add("extra_point", side, player=book.player(side, "K"))
    elif book.chance(0.48):
        book.add("two_point_conversion", side, player=book.player(side, "WR", "TE", "RB"))
    book.tell()


def _kick_off(book: Scorebook, side: Side) -> Drive:
    """The other side starts at its own 22 to 35."""
    received = Drive(other_side(side), book.random.randint(65, 78))
    book.run_clock(False)
    book.tell()
    book.wait(100)
    _tell_situation(book, received)
    book.tell()
    return received


def _run_off(book: Scorebook, seconds: int, *, stopped_for: int = 0) -> None:
    assert book.clock is not None
    if not book.clock.running:
        book.run_clock(True)
        book.tell()
    book.wait(min(seconds, book.clock.seconds))
    if stopped_for and book.clock.seconds:
        book.run_clock(False)
        book.tell()
        book.wait(stopped_for)


def _tell_situation(book: Scorebook, drive: Drive) -> None:
    book.situation = {
        "possession": drive.side,
        "down": drive.down,
        "distance": max(1, drive.distance),
        "place": _place(book, drive),
    }


def _place(book: Scorebook, drive: Drive) -> str:
    """The yard line as it is called: by the half of the field it is in."""
    if drive.yards_to_go == FIELD // 2:
        return "midfield"
    side = drive.side if drive.yards_to_go > FIELD // 2 else other_side(drive.side)
    return f"{book.codes[side]} {min(drive.yards_to_go, FIELD - drive.yards_to_go)}"
