from __future__ import annotations

from feeds.simulation.scorebook import Scorebook
from scores.reports import SIDES, Side, other_side
from scores.sports import PeriodKind

PERIOD = 20 * 60
OVERTIME = 5 * 60
WHY_NO_GOAL = ("video review, high stick", "video review, kicked in", "offside challenge", "goalkeeper interference")


def play(book: Scorebook) -> None:
    book.count("shots", "home", 0)
    for number in range(1, 4):
        book.start(PeriodKind.PERIOD, number, clock=PERIOD)
        _play_on(book, sudden_death=False)
        if number < 3:
            book.rest(15 * 60)
    if book.leader is None:
        book.rest(3 * 60)
        book.start(PeriodKind.EXTRA, 1, clock=OVERTIME)
        _play_on(book, sudden_death=True)
    if book.leader is None:
        book.rest(3 * 60)
        _shoot_out(book)
    book.finish()


def _play_on(book: Scorebook, *, sudden_death: bool) -> None:
    """Until the clock is down or, in overtime, somebody scores. A penalty makes a power play of two minutes."""
    short_handed: Side | None = None
    until = 0
    while book.clock is not None and book.clock.seconds > 0:
        gap = max(6, round(book.random.expovariate(1 / 55)))
        book.wait(min(gap, book.clock.seconds))
        if book.clock.seconds <= until:
            short_handed = None
        if book.clock.seconds == 0:
            return
        if short_handed is None and book.chance(0.1):
            short_handed = _penalty(book)
            until = book.clock.seconds - 120
            book.situation = {"text": "Power play", "possession": other_side(short_handed)}
            book.tell()
            continue
        if short_handed is None:
            book.situation = {}
        if _attack(book, short_handed) and sudden_death:
            return


def _attack(book: Scorebook, short_handed: Side | None) -> bool:
    """A shot; whether it was a goal that stands."""
    side = other_side(short_handed) if short_handed and book.chance(0.85) else book.side()
    book.count("shots", side)
    if not book.chance(0.14 if short_handed else 0.09):
        book.tell()
        return False
    kind = {None: "goal", side: "short_handed_goal"}.get(short_handed, "power_play_goal")
    if kind == "goal" and _net_is_empty(book, other_side(side)):
        kind = "empty_net_goal"
    scorer, assist = book.player(side, "F", "D"), book.player(side, "F", "D")
    key = book.add(kind, side, player=scorer, other_player=assist if assist != scorer else "")
    book.run_clock(False)
    book.tell()
    book.wait(40)
    stands = not book.chance(0.08)
    if not stands:
        book.retract(key, book.random.choice(WHY_NO_GOAL))
        book.tell()
        book.wait(15)
    if stands and book.period is not None and book.period.kind == PeriodKind.EXTRA:
        return True
    book.run_clock(True)
    book.tell()
    return stands


def _net_is_empty(book: Scorebook, side: Side) -> bool:
    last_minutes = book.clock is not None and book.clock.seconds < 120
    third = book.period is not None and book.period.kind == PeriodKind.PERIOD and book.period.number == 3
    return last_minutes and third and book.leader == other_side(side)


def _penalty(book: Scorebook) -> Side:
    side = book.random.choice(SIDES)
    detail = book.random.choice(("tripping", "hooking", "high-sticking", "interference", "slashing"))
    book.add("penalty_minutes", side, player=book.player(side, "F", "D"), detail=f"2 min, {detail}")
    return side


def _shoot_out(book: Scorebook) -> None:
    """Three shots each, then pair by pair; the winner's one goal counts in the total."""
    book.situation = {}
    book.start(PeriodKind.SHOOTOUT, 1)
    made: dict[Side, int] = {"home": 0, "away": 0}
    pair = 0
    while made["home"] == made["away"] or pair < 3:
        pair += 1
        for side in SIDES:
            book.wait(30)
            made[side] += book.chance(0.33)
            book.situation = {"text": f"Shoot-out {made['home']}–{made['away']}"}
            book.tell()
    book.wait(10)
    winner: Side = "home" if made["home"] > made["away"] else "away"
    book.score(winner)
    book.tell()
    book.wait(10)
