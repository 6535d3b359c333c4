"""The actions of a SportsML match that readers are told: goals, points, cards, substitutions, penalties.

The words were checked in the recordings (football, basketball, ice hockey) and in IPTC's vocabularies. What neither
shows is a problem, and the list that lacks it is not taken for the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from feeds.providers.sportsml_scores import period_key, seconds_of
from feeds.providers.sportsml_shapes import Action, Player
from feeds.providers.sportsml_teams import Team
from feeds.providers.sportsml_xml import Element, code, said
from scores.reports import IncidentReport, Side
from scores.sports import SPORTS

GOALS = {
    "regular": "goal",
    "freekick": "goal",
    "corner-kick": "goal",
    "open-goal": "goal",
    "penalty": "penalty",
    "own-goal": "own_goal",
}
CARDS = {"yellow-card": "yellow_card", "yellow-red-card": "second_yellow_card", "red-card": "red_card"}
BASKETS = {"free-throw": "free_throw", "fg": "two_points", "fg3": "three_points"}
STRENGTHS = {"power-play": "power_play_goal", "short-handed": "short_handed_goal"}
ENDS = {1: 45, 2: 90, 3: 105, 4: 120}  # the minute in which a half of football is over

Said = dict[str, Any]


def actions_of(event: Element) -> list[Action]:
    """In the order of play: by their sequence where it is numbers, else as they stand."""
    found = [
        Action.model_validate(
            said(element)
            | {"kind": code(said(element).get("class", ""))}
            | {"participants": [_participant(each) for each in element.findall("participant")]}
        )
        for element in event.findall("actions/action")
    ]
    if all(action.sequence_number.isdigit() for action in found):
        found.sort(key=lambda action: int(action.sequence_number))
    return found


def _participant(element: Element) -> tuple[str, str]:
    given = said(element)
    return given.get("idref", ""), code(given.get("role", ""))


class Telling:
    """The actions of one match while they are told."""

    def __init__(self, sport: str, teams: Mapping[Side, Team], players: Mapping[str, Player]) -> None:
        self.sport = sport
        self.sides = {team.id: side for side, team in teams.items()}
        self.players = players
        self.problems: list[str] = []

    def incidents(self, actions: Sequence[Action]) -> tuple[IncidentReport, ...]:
        told = [*self._tell(actions), *(self._substitutions(actions) if self.sport == "football" else ())]
        places = {id(action): place for place, action in enumerate(actions)}
        told.sort(key=lambda each: places[id(each[0])])
        unique = {action.id or str(place): (action, words) for place, (action, words) in enumerate(told)}
        found = [self._incident(key, action, words) for key, (action, words) in unique.items()]
        return tuple(each.model_copy(update={"order": place}) for place, each in enumerate(found))

    def _tell(self, actions: Sequence[Action]) -> Iterator[tuple[Action, Said]]:
        for action in actions:
            try:
                words = WORDS[self.sport](action)
            except ValueError as error:
                self.problems.append(f"action {action.id}: {error}")
                continue
            if words:
                yield action, words

    def _substitutions(self, actions: Sequence[Action]) -> Iterator[tuple[Action, Said]]:
        """One who comes on and one who goes off are two actions, of one team at one place in the sequence.

        Which is which, the line-up says: the words sub-on and sub-off are the wrong way round in the recording.
        """
        playing = {name for name, player in self.players.items() if player.starter}
        pairs: dict[tuple[str, str], dict[str, list[Action]]] = {}
        for action in actions:
            if action.kind == "substitution":
                pair = pairs.setdefault((action.sequence_number, action.team_idref), {"sub-on": [], "sub-off": []})
                pair.setdefault(code(action.type), []).append(action)
        for pair in pairs.values():
            for on, off in zip_longest(pair["sub-on"], pair["sub-off"]):
                first, second = (each.player("sub-on", "sub-off") if each else "" for each in (on, off))
                gone = {first, second} & playing
                if len(gone) != 1 or "" in {first, second}:
                    self.problems.append(f"action {(on or off).id}: who goes off is not in the line-up, or nobody does")
                    continue
                come = ({first, second} - gone).pop()
                playing = (playing - gone) | {come}
                yield on, {"kind": "substitution", "player": gone.pop(), "others": [come]}

    def _incident(self, key: str, action: Action, words: Said) -> IncidentReport:
        period = period_key(self.sport, action.period_value)
        if period is None:
            self.problems.append(f"action {key}: unknown period {action.period_value}")
        player = self.players.get(words.get("player", ""))
        others = [self.players[each].name for each in words.get("others", ()) if each in self.players]
        # Whose player it was is sure; whose action an own goal is called is not said anywhere.
        side = player.side if player and words["kind"] == "own_goal" else self.sides.get(action.team_idref)
        minute, added = _minute(action) if self.sport == "football" else (None, 0)
        clock = seconds_of(action.period_time_remaining) if SPORTS[self.sport].clock == "down" else None
        return IncidentReport(
            key=key,
            kind=words["kind"],
            side=None if words["kind"] == "own_goal" and player is None else side,
            period=period,
            minute=minute,
            added=added,
            clock=clock,
            player=player.name if player else "",
            other_player=", ".join(others),
            detail=words.get("detail", ""),
        )


def _minute(action: Action) -> tuple[int | None, int]:
    """81 minutes have elapsed: it is the 82nd. 46 in the first half: 45+2."""
    if action.minutes_elapsed is None:
        return None, 0
    minute = action.minutes_elapsed + 1
    end = ENDS.get(action.period_value or 0, minute)
    return (end, minute - end) if minute > end else (minute, 0)


def _football(action: Action) -> Said:
    attempt, result = code(action.score_attempt_type), code(action.score_attempt_result)
    player = action.player("shooter", "scorer")
    if action.kind == "score" and attempt == "shootout":
        return {}  # a kick of the shoot-out is no goal
    if action.kind == "score":
        if attempt not in GOALS or result not in {"", "goal"}:
            raise ValueError(f"a score by {attempt!r} with the result {result!r} is not known")
        detail = code(action.body_part).replace("-", " ")
        return {"kind": GOALS[attempt], "player": player, "others": action.players("assist"), "detail": detail}
    if attempt == "penalty" and result not in {"", "goal"}:
        return {"kind": "missed_penalty", "player": player, "detail": result.replace("-", " ")}
    level = code(action.penalty_level or action.infraction_level)
    if action.kind not in {"penalty", "infraction"} or not level:
        return {}
    if level not in CARDS:
        raise ValueError(f"a penalty of the level {level!r} is not known")
    return {"kind": CARDS[level], "player": action.player("infraction-by", "foul-committed-by")}


def _ice_hockey(action: Action) -> Said:
    if action.kind == "score":
        attempt, strength = code(action.score_attempt_type), code(action.strength)
        if attempt not in {"regular", "penalty-shot", "empty-net"}:
            raise ValueError(f"a score by {attempt!r} was never seen")
        kind = "empty_net_goal" if attempt == "empty-net" else STRENGTHS.get(strength, "goal")
        detail = "penalty shot" if attempt == "penalty-shot" else ""
        return {"kind": kind, "player": action.player("scorer"), "others": action.players("assist"), "detail": detail}
    if action.kind in {"penalty", "infraction"}:
        minutes = action.penalty_length.partition(":")[0]
        detail = ", ".join(filter(None, (code(action.penalty_type), f"{minutes} min" if minutes else "")))
        return {"kind": "penalty_minutes", "player": action.player("penalty-committed-by"), "detail": detail}
    return {}


def _basketball(action: Action) -> Said:
    attempt = code(action.score_attempt_type)
    if action.kind != "score":
        return {}
    if attempt not in BASKETS:
        raise ValueError(f"a score by {attempt!r} is not known")
    return {"kind": BASKETS[attempt], "player": action.player("scorer"), "others": action.players("assist")}


WORDS: Mapping[str, Callable[[Action], Said]] = {
    "football": _football,
    "basketball": _basketball,
    "ice-hockey": _ice_hockey,
}
