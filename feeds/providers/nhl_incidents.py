"""What happens in an NHL game: its goals and penalties, from the summary of a landing or from every play.

Both tell the same incidents under the same keys, so that one document may follow the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from feeds.providers.keys import Keys
from feeds.providers.nhl_shapes import PLAYOFFS, Game, Goal, Penalty, PeriodSummary, Play, RosterSpot, Summary
from feeds.providers.provider import Problem, explain
from scores.reports import IncidentReport, PeriodKey, Side, other_side
from scores.sports import PeriodKind

STRENGTHS = {"ev": "goal", "pp": "power_play_goal", "sh": "short_handed_goal"}


@dataclass(frozen=True)
class Happening:
    """A goal, or a penalty, and when in its period it was."""

    name: str  # its key, if it has one of its own
    kind: str
    side: Side
    period: PeriodKey
    elapsed: int
    player: str = ""
    other_player: str = ""
    detail: str = ""

    @property
    def order(self) -> int:
        """Of its own, so that a penalty that is listed late does not renumber what came after it."""
        kind = list(PeriodKind).index(self.period.kind)
        return 100_000 * kind + 2_000 * self.period.number + self.elapsed


def of_summary(game: Game, summary: Summary, problems: list[Problem], *, over: bool) -> tuple[IncidentReport, ...]:
    goals = _read(game, summary.scoring or [], lambda period: period.goals, _goal, problems)
    penalties = _read(game, summary.penalties, lambda period: period.penalties, _penalty, problems)
    return tuple(_reports(game, [*_counted(goals, over=over), *penalties]))


def of_plays(
    game: Game, plays: Iterable[Any], roster: Iterable[Any], problems: list[Problem], *, over: bool
) -> tuple[IncidentReport, ...]:
    """No play-by-play is among the recordings: of every play but goals and penalties nothing is taken."""
    names = _names(roster, f"match {game.id}", problems)
    goals: list[Happening] = []
    penalties: list[Happening] = []
    for entry in plays:
        word = entry.get("typeDescKey") if isinstance(entry, dict) else None
        if word not in {"goal", "penalty"}:
            continue
        try:
            play = Play.model_validate(entry)
            (goals if word == "goal" else penalties).append(_of_play(game, play, names))
        except ValueError as error:
            problems.append(Problem(f"match {game.id}, {word} {entry.get('eventId', '?')}", explain(error)))
    return tuple(_reports(game, [*_counted(goals, over=over), *penalties]))


def _read(
    game: Game,
    periods: Iterable[PeriodSummary],
    entries: Callable[[PeriodSummary], list[Any]],
    read: Callable[[Game, PeriodKey, Any], Happening],
    problems: list[Problem],
) -> list[Happening]:
    found = []
    for summary in periods:
        period = game.described(summary.period_descriptor, summary.period)
        for number, entry in enumerate(entries(summary), 1):
            where = f"match {game.id}, {read.__name__.strip('_')} {number} of {period.number if period else 'a'} period"
            try:
                if period is None:
                    raise ValueError(f"unknown period {summary.period_descriptor}")
                found.append(read(game, period, entry))
            except ValueError as error:
                problems.append(Problem(where, explain(error)))
    return found


def _goal(game: Game, period: PeriodKey, entry: Any) -> Happening:
    goal = Goal.model_validate(entry)
    kind = "empty_net_goal" if "empty-net" in goal.goal_modifier else STRENGTHS.get(goal.strength)
    if kind is None:
        raise ValueError(f"unknown strength {goal.strength!r}")
    told = {"none": "", "empty-net": "short-handed" if goal.strength == "sh" else ""}
    return Happening(
        name="" if goal.event_id is None else f"goal:{goal.event_id}",
        kind=kind,
        side=_side(game, goal.team_abbrev),
        period=period,
        elapsed=_seconds(goal.time_in_period),
        player=goal.player,
        other_player=", ".join(assist.player for assist in goal.assists),
        detail=told.get(goal.goal_modifier, goal.goal_modifier.replace("-", " ")),
    )


def _penalty(game: Game, period: PeriodKey, entry: Any) -> Happening:
    penalty = Penalty.model_validate(entry)
    return Happening(
        name="",
        kind="penalty_minutes",
        side=_side(game, penalty.team_abbrev),
        period=period,
        elapsed=_seconds(penalty.time_in_period),
        player=penalty.committed_by_player or penalty.served_by,
        detail=_sentence(penalty.duration, penalty.desc_key),
    )


def _of_play(game: Game, play: Play, names: dict[int, str]) -> Happening:
    period = game.described(play.period_descriptor, play.period)
    if period is None:
        raise ValueError(f"unknown period {play.period_descriptor}")
    side = _owner(game, play.details.get("eventOwnerTeamId"))
    elapsed = _seconds(play.time_in_period)
    if play.type_desc_key == "penalty":
        who = play.details.get("committedByPlayerId") or play.details.get("servedByPlayerId")
        detail = _sentence(play.details.get("duration"), str(play.details.get("descKey", "")))
        return Happening("", "penalty_minutes", side, period, elapsed, names.get(who or 0, ""), detail=detail)
    assists = [play.details.get(f"assist{number}PlayerId") for number in (1, 2)]
    return Happening(
        name=f"goal:{play.event_id}",
        kind="goal" if period.kind == PeriodKind.SHOOTOUT else kind_by_situation(play.situation_code, side),
        side=side,
        period=period,
        elapsed=elapsed,
        player=names.get(play.details.get("scoringPlayerId") or 0, ""),
        other_player=", ".join(names[each] for each in assists if each in names),
    )


def kind_by_situation(code: str, side: Side) -> str:
    """ "1451" is the away goalkeeper, four away skaters, five at home, the home goalkeeper.

    The skater in a goalkeeper's place makes no power play: 6 against 5 with an empty net is even strength.
    """
    if len(code) != 4 or not code.isdigit():
        raise ValueError(f"unknown situation {code!r}")
    away_keeper, away, home, home_keeper = (int(digit) for digit in code)
    strength = {"home": home + home_keeper, "away": away + away_keeper}
    keepers = {"home": home_keeper, "away": away_keeper}
    other = other_side(side)
    if not keepers[other]:
        return "empty_net_goal"
    more = strength[side] - strength[other]
    return "goal" if not more else "power_play_goal" if more > 0 else "short_handed_goal"


def _counted(goals: list[Happening], *, over: bool) -> Iterator[Happening]:
    """The goals of play, and of a shoot-out the one that decided it: only that one is in the total."""
    shootout = [goal for goal in goals if goal.period.kind == PeriodKind.SHOOTOUT]
    yield from (goal for goal in goals if goal.period.kind != PeriodKind.SHOOTOUT)
    made = Counter(goal.side for goal in shootout)
    if over and made["home"] != made["away"]:
        winner, needed = ("home", made["away"]) if made["home"] > made["away"] else ("away", made["home"])
        yield [goal for goal in shootout if goal.side == winner][needed]


def _reports(game: Game, happenings: Iterable[Happening]) -> Iterator[IncidentReport]:
    """In the order of play. What has no id is known by which it is: its side's third goal, or by its second."""
    keys = Keys()
    for each in sorted(happenings, key=lambda each: each.order):
        is_penalty = each.kind == "penalty_minutes"
        moment = f":{each.period.kind}{each.period.number}:{each.elapsed}" if is_penalty else ""
        key = keys.of(f"{'penalty' if is_penalty else 'goal'}:{each.side}{moment}")
        yield IncidentReport(
            key=each.name or key,
            kind=each.kind,
            side=each.side,
            period=each.period,
            clock=_left(game, each),
            player=each.player,
            other_player=each.other_player,
            detail=each.detail,
            order=each.order,
        )


def _left(game: Game, each: Happening) -> int | None:
    """What the clock showed: times are told from the start of a period, and shown to its end."""
    if each.period.kind == PeriodKind.SHOOTOUT:
        return None
    is_short = each.period.kind == PeriodKind.EXTRA and game.game_type != PLAYOFFS
    return max(0, (5 if is_short else 20) * 60 - each.elapsed)


def _seconds(time: str) -> int:
    minutes, _, seconds = time.partition(":")
    return 60 * int(minutes) + int(seconds)


def _sentence(minutes: Any, offence: str) -> str:
    return ", ".join(word for word in (f"{minutes} min" if minutes else "", offence.replace("-", " ")) if word)


def _side(game: Game, abbrev: str) -> Side:
    if abbrev not in {game.home_team.abbrev, game.away_team.abbrev}:
        raise ValueError(f"{abbrev!r} is neither of the two teams")
    return "home" if abbrev == game.home_team.abbrev else "away"


def _owner(game: Game, team_id: Any) -> Side:
    if team_id is None or team_id not in {game.home_team.id, game.away_team.id}:
        raise ValueError(f"{team_id!r} is neither of the two teams")
    return "home" if team_id == game.home_team.id else "away"


def _names(roster: Iterable[Any], where: str, problems: list[Problem]) -> dict[int, str]:
    names = {}
    for number, entry in enumerate(roster, 1):
        try:
            spot = RosterSpot.model_validate(entry)
            names[spot.player_id] = f"{spot.first_name} {spot.last_name}".strip()
        except ValueError as error:
            problems.append(Problem(f"{where}, player {number}", explain(error)))
    return names
