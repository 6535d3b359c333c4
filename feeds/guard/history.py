"""What the guard remembers of a match, and what it decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from scores.reports import MatchReport, PeriodKey, ScoreReport
from scores.sports import Status

# In words or, of what is counted, the numbers of both sides: these may rise while they are doubted.
Points = tuple[int, int]
Claim = Points | str
# Held for now; shown as a correction; explained, and shown at once; never repeated; an old copy, left out.
Outcome = Literal["held", "shown", "explained", "dropped", "old"]


class Doubt(BaseModel):
    """A step backwards that is not believed yet."""

    model_config = ConfigDict(frozen=True)

    claim: Claim
    since: AwareDatetime
    believed: str = ""
    said: str = ""
    reason: str = ""
    said_by: dict[str, AwareDatetime] = {}  # by document: when it last said so
    denied_by: dict[str, AwareDatetime] = {}  # and when it last said what stands


class History(BaseModel):
    """What we last believed of one match from one provider."""

    model_config = ConfigDict(frozen=True)

    as_of: dict[str, AwareDatetime] = {}  # by resource: two documents of one provider are not as old as each other
    status: Status | None = None
    period: PeriodKey | None = None
    score: ScoreReport | None = None
    parts: Points | None = None  # what its periods add up to; of tennis, the games
    by_period: dict[str, Points] = {}  # "period-1": what other providers' are compared with
    clock: int | None = None
    attendance: int | None = None
    incidents: dict[str, str] = {}  # key of each active incident -> its points or card: "home 1"
    doubts: dict[str, Doubt] = {}


@dataclass(frozen=True)
class Held:
    part: str
    reason: str

    def __str__(self) -> str:
        return f"{self.part}: {self.reason}"


@dataclass(frozen=True)
class Ruling:
    """What was decided of one doubt, which is known by its part and the moment it began."""

    part: str
    since: datetime
    outcome: Outcome
    believed: str
    said: str
    reason: str


@dataclass(frozen=True)
class Decision:
    """`believed` is None when nothing of the report is; `history` is what to compare the next one with."""

    believed: MatchReport | None
    history: History
    held: tuple[Held, ...] = ()
    rulings: tuple[Ruling, ...] = ()
