from __future__ import annotations

from feeds.simulation.scorebook import Scorebook
from feeds.simulation.sports.flow import Happenings, play_half
from scores.reports import SIDES, Side
from scores.sports import PeriodKind


def play(book: Scorebook) -> None:
    book.start(PeriodKind.PERIOD, 1, clock=0)
    play_half(book, HAPPENINGS, most_added=2)
    book.rest(12 * 60)
    book.start(PeriodKind.PERIOD, 2, clock=40 * 60)
    play_half(book, HAPPENINGS, most_added=3)
    book.finish()


def _try(book: Scorebook) -> None:
    side = book.side(1.2)
    if book.chance(0.03):
        book.add("penalty_try", side)
        book.tell()
        return
    key = book.add("try", side, player=book.player(side))
    book.tell()
    if book.chance(0.09):
        book.wait(book.random.randint(60, 110))
        book.retract(key, book.random.choice(("TMO, forward pass", "TMO, knock-on", "TMO, foot in touch")))
        book.tell()
        return
    book.wait(book.random.randint(55, 90))
    _conversion(book, side)


def _conversion(book: Scorebook, side: Side) -> None:
    if book.chance(0.72):
        book.add("conversion", side, player=_kicker(book, side))
        book.tell()


def _penalty_goal(book: Scorebook) -> None:
    side = book.side(1.2)
    book.add("penalty_goal", side, player=_kicker(book, side))
    book.tell()


def _drop_goal(book: Scorebook) -> None:
    side = book.side()
    book.add("drop_goal", side, player=_kicker(book, side))
    book.tell()


def _card(book: Scorebook) -> None:
    side = book.random.choice(SIDES)
    book.add("red_card" if book.chance(0.08) else "yellow_card", side, player=book.player(side, "FR", "LK", "BR"))
    book.tell()


def _substitution(book: Scorebook) -> None:
    side = book.random.choice(SIDES)
    on = {said.other_player for said in book.incidents.values()}
    off = {said.player for said in book.incidents.values() if said.kind == "substitution"}
    bench = [player.name for player in book.squads[side] if not player.starter and player.name not in on]
    starters = [player.name for player in book.squads[side] if player.starter and player.name not in off]
    if bench:
        book.add("substitution", side, player=book.random.choice(starters), other_player=book.random.choice(bench))
        book.tell()


def _kicker(book: Scorebook, side: Side) -> str:
    return next(player.name for player in book.squads[side] if player.position == "HB")


HAPPENINGS: Happenings = {
    _try: 4.2,
    _penalty_goal: 2.8,
    _drop_goal: 0.1,
    _card: 1.0,
    _substitution: 7,
}
