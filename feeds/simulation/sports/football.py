from __future__ import annotations

from feeds.simulation.scorebook import Scorebook
from feeds.simulation.sports.flow import Happenings, play_half
from scores.reports import SIDES, Side, other_side
from scores.sports import PeriodKind

WHY_DISALLOWED = ("VAR, offside", "VAR, handball", "VAR, foul in the build-up", "offside")
HALF_TIME = 15 * 60


def play(book: Scorebook) -> None:
    _set_up(book)
    book.start(PeriodKind.PERIOD, 1, clock=0)
    play_half(book, FIRST_HALF, most_added=4)
    book.rest(HALF_TIME)
    book.start(PeriodKind.PERIOD, 2, clock=45 * 60)
    play_half(book, SECOND_HALF, most_added=7)
    if book.knockout and book.leader is None:
        _extra_time(book)
    book.finish()


def _set_up(book: Scorebook) -> None:
    for statistic in ("shots", "shots_on_target", "corners", "fouls"):
        book.count(statistic, "home", 0)
    _possession(book)


def _extra_time(book: Scorebook) -> None:
    book.rest(5 * 60)
    book.start(PeriodKind.EXTRA, 1, clock=90 * 60)
    play_half(book, SECOND_HALF, most_added=2)
    book.rest(2 * 60)
    book.start(PeriodKind.EXTRA, 2, clock=105 * 60)
    play_half(book, SECOND_HALF, most_added=2)
    if book.leader is None:
        book.rest(4 * 60)
        _shoot_out(book)


def _shoot_out(book: Scorebook) -> None:
    """Five kicks each, ended when they are decided; then pair by pair."""
    book.start(PeriodKind.SHOOTOUT, 1)
    made: dict[Side, int] = {"home": 0, "away": 0}
    first = book.random.choice(SIDES)
    for kick in range(100):
        side = first if kick % 2 == 0 else other_side(first)
        book.wait(book.random.randint(35, 55))
        scored = book.chance(0.75)
        made[side] += scored
        book.add("penalty" if scored else "missed_penalty", side, player=book.player(side))
        book.tell()
        if _is_decided(made, first, kick + 1):
            break
    book.winner = "home" if made["home"] > made["away"] else "away"
    book.wait(20)


def _is_decided(made: dict[Side, int], first: Side, kicks: int) -> bool:
    left = {first: max(0, 5 - (kicks + 1) // 2), other_side(first): max(0, 5 - kicks // 2)}
    if kicks > 10:
        return kicks % 2 == 0 and made["home"] != made["away"]
    return made["home"] > made["away"] + left["away"] or made["away"] > made["home"] + left["home"]


def _goal(book: Scorebook) -> None:
    side = book.side(1.2)
    book.count("shots", side)
    book.count("shots_on_target", side)
    kind = book.random.choices(("goal", "penalty", "own_goal"), (88, 9, 3))[0]
    if kind == "own_goal":
        key = book.add(kind, other_side(side), player=book.player(other_side(side), "DF", "MF"))
    else:
        assist = book.player(side) if kind == "goal" and book.chance(0.7) else ""
        scorer = book.player(side, "FW", "MF", "FW")
        key = book.add(kind, side, player=scorer, other_player=assist if assist != scorer else "")
    book.tell()
    if kind == "goal" and book.chance(0.14):
        _disallow(book, key, side)
    elif kind == "goal" and book.chance(0.06):
        _credit_another(book, key, side)


def _disallow(book: Scorebook, key: str, side: Side) -> None:
    book.wait(book.random.randint(40, 70))
    reason = book.random.choice(WHY_DISALLOWED)
    if reason.startswith("VAR"):
        book.add("var", side, detail="Goal under review")
        book.tell()
        book.wait(book.random.randint(45, 90))
    book.retract(key, reason)
    book.tell()


def _credit_another(book: Scorebook, key: str, side: Side) -> None:
    book.wait(book.random.randint(60, 120))
    scorer = book.player(side, "FW", "MF")
    if scorer != book.incidents[key].player:
        book.amend(key, player=scorer, other_player="", reason=f"Goal credited to {scorer}")
        book.tell()


def _missed_penalty(book: Scorebook) -> None:
    side = book.side()
    book.count("shots", side)
    book.add("missed_penalty", side, player=book.player(side, "FW"))
    book.tell()


def _card(book: Scorebook) -> None:
    side = book.random.choice(SIDES)
    book.count("fouls", side)
    player = book.player(side, "DF", "MF", "FW")
    cards = [said.kind for said in book.incidents.values() if said.side == side and said.player == player]
    if any(kind in ("red_card", "second_yellow_card") for kind in cards):
        return
    if "yellow_card" in cards:
        book.add("second_yellow_card", side, player=player)
    else:
        book.add("red_card" if book.chance(0.03) else "yellow_card", side, player=player)
    book.tell()


def _substitution(book: Scorebook) -> None:
    side = book.random.choice(SIDES)
    used = [said for said in book.incidents.values() if said.kind == "substitution" and said.side == side]
    gone = {said.player for said in used} | {said.player for said in book.incidents.values() if said.kind == "red_card"}
    bench = [p.name for p in book.squads[side] if not p.starter and p.name not in {said.other_player for said in used}]
    off = book.player(side, "DF", "MF", "FW")
    if len(used) < 5 and off not in gone:
        book.add("substitution", side, player=off, other_player=book.random.choice(bench))
        book.tell()


def _shot(book: Scorebook) -> None:
    side = book.side()
    book.count("shots", side)
    if book.chance(0.3):
        book.count("shots_on_target", side)
    _possession(book)
    book.tell()


def _corner(book: Scorebook) -> None:
    book.count("corners", book.side())
    book.tell()


def _foul(book: Scorebook) -> None:
    book.count("fouls", book.random.choice(SIDES))
    _possession(book)
    book.tell()


def _possession(book: Scorebook) -> None:
    home = book.strength["home"] / (book.strength["home"] + book.strength["away"])
    share = round(100 * home + book.random.gauss(2, 3))
    book.statistics["possession"] = {"home": share, "away": 100 - share}


FIRST_HALF: Happenings = {_goal: 1.8, _missed_penalty: 0.06, _card: 2.4, _shot: 13, _corner: 6, _foul: 11}
SECOND_HALF: Happenings = {**FIRST_HALF, _goal: 2.1, _card: 3.2, _substitution: 9}
