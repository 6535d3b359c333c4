"""The results and goals of an OpenLigaDB match, which its users type in, in any order and not always to the end.

What a result is, its name says; the numbers of the types differ between leagues (after extra time is 3 or 4, a
shoot-out 4 or 5) and were all 0 of old. The result of a shoot-out counts on from the score before it, and so do the
kicks, which are listed as goals with a comment.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import ValidationError

from feeds.providers.openligadb_shapes import Goal, Item, Result
from feeds.providers.provider import Problem, explain
from scores.reports import SIDES, IncidentReport, PeriodKey, PeriodReport, Side, other_side
from scores.sports import PeriodKind

Points = tuple[int, int]
NAMES = (
    ("elfmeter", "shootout"),
    ("verlängerung", "extra"),
    ("verlaengerung", "extra"),
    ("halbzeit", "half"),
    ("endergebnis", "end"),
)
TYPES = {1: "half", 2: "end"}


@dataclass(frozen=True)
class Scored:
    goal: Goal
    side: Side  # that profits
    score: Points


class Sheet:
    """What a match's results and goals say together."""

    def __init__(self, item: Item, problems: list[Problem]) -> None:
        self.item = item
        self.problems = problems
        self.results = self._results()
        self.kicks: dict[Side, int] = {"home": 0, "away": 0}
        self.goals: list[Scored] = []
        for scored in self._scored():
            if "elfmeterschie" in (scored.goal.comment or "").lower():
                self.kicks[scored.side] += 1
            else:
                self.goals.append(scored)

    def _results(self) -> dict[str, Points]:
        found: dict[str, Points] = {}
        for entry in self.item.match_results or []:
            try:
                result = Result.model_validate(entry)
            except ValidationError as error:
                self.problems.append(Problem(f"a result of {self.item.where}", explain(error)))
                continue
            kind = _kind(result)
            if kind is None:
                text = f"a result of unknown kind: {result.result_type_id} {result.result_name!r}"
                self.problems.append(Problem(self.item.where, text))
            elif result.points is not None:
                found[kind] = result.points
        return self._plausible(found)

    def _plausible(self, found: dict[str, Points]) -> dict[str, Points]:
        """Without one typed in by mistake: "nach Verlängerung 0:0" of a match that ended 2:0 (their issue 126)."""
        end, extra = found.get("end"), found.get("extra")
        if end and extra and (extra[0] < end[0] or extra[1] < end[1]):
            text = f"{extra} after extra time is less than {end} before it"
            self.problems.append(Problem(self.item.where, text))
            del found["extra"]
        return found

    def _scored(self) -> Iterator[Scored]:
        """The goals by the running score they made, whatever their order; whose score rose is whose goal it was."""
        before = (0, 0)
        for goal in sorted(self._goals(), key=lambda goal: (sum(goal.score or ()), goal.goal_id or 0)):
            score = goal.score or (0, 0)
            rose: list[Side] = [side for side, was, now in zip(SIDES, before, score, strict=True) if now > was]
            fell = score[0] < before[0] or score[1] < before[1]
            if len(rose) != 1 or fell:
                text = f"a goal takes the score from {before} to {score}: whose it is cannot be told"
                self.problems.append(Problem(self.item.where, text))
                before = max(before[0], score[0]), max(before[1], score[1])
                continue
            before = score
            yield Scored(goal, rose[0], score)

    def _goals(self) -> Iterator[Goal]:
        for entry in self.item.goals or []:
            try:
                goal = Goal.model_validate(entry)
            except ValidationError as error:
                self.problems.append(Problem(f"a goal of {self.item.where}", explain(error)))
                continue
            if goal.score is None:
                self.problems.append(Problem(f"a goal of {self.item.where}", "it has no score"))
            else:
                yield goal

    @property
    def is_decided(self) -> bool:
        """Whether there is a result to end with; they mark a match as finished before they type it in."""
        return bool({"end", "extra"} & self.results.keys())

    @property
    def total(self) -> Points | None:
        """In play, the larger of what the results and the goals say: either may be typed in first."""
        said = self.results.get("extra") or self.results.get("end") or self.results.get("half")
        scored = self.goals[-1].score if self.goals else None
        if said is None or scored is None or (self.item.match_is_finished and self.is_decided):
            return said or scored
        return max(said, scored, key=sum)

    def periods(self) -> tuple[PeriodReport, ...] | None:
        half, end, extra = (self.results.get(kind) for kind in ("half", "end", "extra"))
        if end is None and extra is None and self.total != half:
            end = self.total  # the second half so far; of one without a goal, nobody says that it has begun
        parts = (
            (PeriodKind.PERIOD, 1, half),
            (PeriodKind.PERIOD, 2, _less(end, half)),
            (PeriodKind.EXTRA, 1, _less(extra, end)),
            (PeriodKind.SHOOTOUT, 1, self._shootout()),
        )
        found = [
            PeriodReport(kind=kind, number=number, home=points[0], away=points[1])
            for kind, number, points in parts
            if points and min(points) >= 0
        ]
        return tuple(found) or None

    def _shootout(self) -> Points | None:
        """The kicks alone. Without goals that tell them, only a result that counts on from 0:0 does."""
        if any(self.kicks.values()):
            return self.kicks["home"], self.kicks["away"]
        told, before = self.results.get("shootout"), self.results.get("extra") or self.results.get("end")
        if told and before == (0, 0):
            return told
        if told:
            text = f"a shoot-out that ended {told} after {before}, with or without the score before it"
            self.problems.append(Problem(self.item.where, text))
        return None

    def winner(self) -> Side | None:
        """Of a shoot-out: who is ahead after it, whether it counts on or not."""
        kicks = self.results.get("shootout") or (self.kicks["home"], self.kicks["away"])
        return None if kicks[0] == kicks[1] else "home" if kicks[0] > kicks[1] else "away"

    def incidents(self) -> tuple[IncidentReport, ...] | None:
        """None where nobody typed in the goals of a match that has some."""
        if not self.goals and (self.item.goals is None or any(self.total or ())):
            return None
        seen: set[str] = set()
        return tuple(self._incident(scored, order, seen) for order, scored in enumerate(self.goals))

    def _incident(self, scored: Scored, order: int, seen: set[str]) -> IncidentReport:
        goal = scored.goal
        key = f"goal:{goal.goal_id}" if goal.goal_id else f"goal:{scored.score[0]}:{scored.score[1]}"
        key = f"{key}:{order}" if key in seen else key
        seen.add(key)
        period, minute, added = self._moment(scored)
        return IncidentReport(
            key=key,
            kind="own_goal" if goal.is_own_goal else "penalty" if goal.is_penalty else "goal",
            side=other_side(scored.side) if goal.is_own_goal else scored.side,
            period=period,
            minute=minute,
            added=added,
            player=(goal.goal_getter_name or "").strip(),
            detail=(goal.comment or "").strip(),
            order=order,
        )

    def _moment(self, scored: Scored) -> tuple[PeriodKey | None, int | None, int]:
        """The half-time score tells a goal of 45+2 from one of the 47th minute, which both are told as 47."""
        minute = scored.goal.match_minute
        if minute is None or minute < 0:
            return None, None, 0
        half = self.results.get("half")
        if half and scored.score[0] <= half[0] and scored.score[1] <= half[1]:
            return PeriodKey(kind=PeriodKind.PERIOD, number=1), min(minute, 45), max(0, minute - 45)
        if minute <= 90 or "extra" not in self.results:
            number = 1 if minute <= 45 else 2
            return PeriodKey(kind=PeriodKind.PERIOD, number=number), min(minute, 90), max(0, minute - 90)
        return PeriodKey(kind=PeriodKind.EXTRA, number=1 if minute <= 105 else 2), minute, 0


def _kind(result: Result) -> str | None:
    name = (result.result_name or "").lower()
    return next((kind for part, kind in NAMES if part in name), None) or TYPES.get(result.result_type_id or 0)


def _less(points: Points | None, before: Points | None) -> Points | None:
    return (points[0] - before[0], points[1] - before[1]) if points and before else None
