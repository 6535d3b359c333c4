"""A report with its match, whose turn it is, and what the guard says: all that is needed to apply it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from feeds.guard import PATIENCE, Decision, History
from feeds.ingest.comparing import Told
from feeds.ingest.standing import Remembered
from feeds.ingest.turns import Turn
from scores.operations import Applied
from scores.reports import MatchReport


@dataclass(frozen=True)
class Judged:
    report: MatchReport
    match_id: int
    turn: Turn
    decision: Decision

    @property
    def believed(self) -> MatchReport | None:
        """What is applied: nothing, where another provider comes first."""
        return None if self.turn.rival else self.decision.believed

    def held(self, applied: Applied | None) -> list[str]:
        """What of the report was not applied, and why."""
        held = [str(each) for each in self.decision.held]
        if self.turn.rival:
            held.append(f"report: {self.turn.rival} comes first for this match")
        return held + [f"{part}: an editor holds it" for part in (applied.held if applied else ())]

    def look_again_at(self, now: datetime) -> datetime | None:
        """When what is held back has been said for long enough; None: nothing is that would be shown."""
        if self.turn.rival:
            return None
        moments = (ruling.since + PATIENCE for ruling in self.decision.rulings if ruling.outcome == "held")
        return min((moment for moment in moments if moment > now), default=None)

    def remembered(self, applied: Mapping[int, Applied]) -> Remembered:
        """One that another provider outranks is done with too: when that one goes silent, it is looked at again."""
        now = applied.get(self.match_id)
        is_done = not self.decision.held and not (now and now.held)
        leads, takes_over = not self.turn.rival, self.turn.before is not None
        return Remembered(self.report, self.match_id, self.decision, is_done, leads, takes_over)

    def told(self, provider: str) -> Told:
        histories = {state.provider: History.model_validate(state.history) for state in self.turn.others}
        leader = self.turn.rival or provider
        return Told(self.match_id, leader, histories | {provider: self.decision.history})
