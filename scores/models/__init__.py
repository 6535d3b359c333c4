from __future__ import annotations

from scores.models.competition import Competition, Deduction, Season, Stage
from scores.models.flag import Flag, Remark
from scores.models.hold import Hold
from scores.models.incident import Incident
from scores.models.match import Match
from scores.models.period import Period
from scores.models.sheet import Lineup, Sheet, Statistic
from scores.models.team import Team, Venue

__all__ = [
    "Competition",
    "Deduction",
    "Flag",
    "Hold",
    "Incident",
    "Lineup",
    "Match",
    "Period",
    "Remark",
    "Season",
    "Sheet",
    "Stage",
    "Statistic",
    "Team",
    "Venue",
]
