from __future__ import annotations

from dataclasses import dataclass, field

from feeds.simulation.scorebook import Scorebook
from scores.reports import SIDES, Side, other_side
from scores.sports import PeriodKind

OVERS = 20
OUTCOMES = ("0", "1", "2", "3", "4", "6", "wide", "wicket")
ODDS = (34, 36, 7, 1, 11, 4.5, 3.5, 5)
HOW_OUT = ("caught", "caught", "caught", "bowled", "leg before", "run out", "stumped")


@dataclass
class Innings:
    batting: Side
    target: int | None = None
    balls: int = 0
    wickets: int = 0
    runs: int = 0
    order: list[str] = field(default_factory=list)  # who bats next
    striker: str = ""
    partner: str = ""

    @property
    def overs(self) -> str:
        return f"{self.balls // 6}.{self.balls % 6}"

    @property
    def is_over(self) -> bool:
        chased = self.target is not None and self.runs >= self.target
        return chased or self.wickets == 10 or self.balls == OVERS * 6


def play(book: Scorebook) -> None:
    """Twenty overs a side; the second innings ends when the target is reached."""
    first = _innings(book, 1, book.random.choice(SIDES), None)
    book.rest(15 * 60)
    second = _innings(book, 2, other_side(first.batting), first.runs + 1)
    book.finish(_result(second))


def _innings(book: Scorebook, number: int, side: Side, target: int | None) -> Innings:
    innings = Innings(side, target, order=[player.name for player in book.squads[side] if player.starter])
    innings.striker, innings.partner = innings.order.pop(0), innings.order.pop(0)
    _tell_situation(book, innings)
    book.start(PeriodKind.INNINGS, number, batting=side)
    while not innings.is_over:
        book.wait(book.random.randint(28, 42) + (45 if innings.balls % 6 == 0 and innings.balls else 0))
        _ball(book, innings)
        book.part(side, wickets=innings.wickets, overs=innings.overs)
        _tell_situation(book, innings)
        book.tell()
    book.situation = {}
    return innings


def _ball(book: Scorebook, innings: Innings) -> None:
    (outcome,) = book.random.choices(OUTCOMES, ODDS)
    if outcome == "wide":
        innings.runs += 1
        book.score(innings.batting, 1)
        return
    innings.balls += 1
    if outcome == "wicket":
        _wicket(book, innings)
    elif outcome in ("4", "6"):
        innings.runs += int(outcome)
        book.add("four" if outcome == "4" else "six", innings.batting, player=innings.striker, detail=innings.overs)
    else:
        innings.runs += int(outcome)
        book.score(innings.batting, int(outcome))
    if (outcome in ("1", "3")) != (innings.balls % 6 == 0):
        innings.striker, innings.partner = innings.partner, innings.striker


def _wicket(book: Scorebook, innings: Innings) -> None:
    innings.wickets += 1
    bowler = book.player(other_side(innings.batting), "BOWL", "AR")
    how = book.random.choice(HOW_OUT)
    book.add(
        "wicket",
        innings.batting,
        player=innings.striker,
        other_player="" if how == "run out" else bowler,
        detail=f"{how}, {innings.runs}/{innings.wickets} after {innings.overs}",
    )
    if innings.order:
        innings.striker = innings.order.pop(0)


def _tell_situation(book: Scorebook, innings: Innings) -> None:
    book.situation = {"batting": innings.batting, "striker": innings.striker, "partner": innings.partner}
    if innings.target is not None:
        book.situation["target"] = innings.target
        book.situation["balls_left"] = OVERS * 6 - innings.balls


def _result(second: Innings) -> str:
    assert second.target is not None
    if second.runs >= second.target:
        return f"Won by {_count(10 - second.wickets, 'wicket')}"
    short = second.target - 1 - second.runs
    return f"Won by {_count(short, 'run')}" if short else "Match tied"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
