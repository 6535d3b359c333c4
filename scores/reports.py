"""MatchReport: the whole of what one source says about one match at one moment. Every entrance's language.

None means "does not say" and keeps what we have; an empty tuple means "there are none".
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, field_validator

from scores.sports import SPORTS, PeriodKind, Status

Side = Literal["home", "away"]
SIDES: tuple[Side, Side] = ("home", "away")
Precision = Literal["tbd", "date", "time"]
# What every database can store: PostgreSQL refuses more, and NUL, where SQLite takes it.
NO_NUL = r"^[^\x00]*$"
Text = Annotated[str, StringConstraints(pattern=NO_NUL)]
Name = Annotated[str, StringConstraints(pattern=NO_NUL, strip_whitespace=True, min_length=1, max_length=128)]
Key = Name
KeyIfAny = Annotated[str, StringConstraints(pattern=NO_NUL, strip_whitespace=True, max_length=128)]
Small = Annotated[int, Field(ge=0, le=32_767)]
Ordinal = Annotated[int, Field(ge=1, le=32_767)]
Whole = Annotated[int, Field(ge=-2_147_483_648, le=2_147_483_647)]
Seconds = Annotated[int, Field(ge=0, le=2_147_483_647)]
Points = Annotated[int, Field(ge=0, le=99_999)]
Figure = Annotated[float, Field(allow_inf_nan=False)] | Whole
Details = dict[Text, Whole | Text | bool]
# So far from the ends of the calendar that a day before and a day after are in it.
Moment = Annotated[AwareDatetime, Field(ge=datetime(1800, 1, 1, tzinfo=UTC), lt=datetime(2200, 1, 1, tzinfo=UTC))]
_REVIEWS = frozenset({"var", "review"})
_TAKEN_BACK = re.compile(r"cancel|disallow|overturn|no.?goal", re.IGNORECASE)


def other_side(side: Side) -> Side:
    return "away" if side == "home" else "home"


class ReportModel(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TeamReport(ReportModel):
    """What the source calls a team. `key` is the source's own, empty where it has none; names are no keys."""

    name: Name
    key: KeyIfAny = ""
    short_name: Text = ""
    code: Text = ""
    country: Text = ""
    kind: Literal["club", "nation", "player", "pair"] = "club"
    placeholder: bool = False  # "Winner of match 73": nobody yet


class CompetitionReport(ReportModel):
    name: Name
    key: KeyIfAny = ""
    country: Text = ""
    season: Name
    stage: Text = ""  # "Group A", "Quarter-finals"; empty: the season's only stage
    stage_kind: Literal["league", "group", "knockout"] = "league"  # a league and a group have a table
    stage_order: Small = 0
    round: Text = ""  # "Matchday 12"


class ClockReport(ReportModel):
    """The clock in seconds at the moment `at`; `added` are minutes of added time, as announced or as run."""

    seconds: Seconds
    at: Moment
    running: bool
    added: Small = 0

    @classmethod
    def in_minute(cls, minute: int, *, at: datetime, added: int = 0) -> Self:
        """A running clock of which one knows the minute being played: the 67th begins at 66:00."""
        return cls(seconds=60 * max(0, minute - 1), at=at, running=True, added=added)


class ScoreReport(ReportModel):
    home: Points
    away: Points


class PeriodReport(ReportModel):
    """One part of the score. Cricket: a side that did not bat in this innings has no score (None).

    `home_detail` and `away_detail` hold what one number cannot: {"wickets": 6, "overs": "18.3"}, {"tiebreak": 7}.
    """

    kind: PeriodKind
    number: Ordinal
    home: Points | None = None
    away: Points | None = None
    home_detail: Details = {}
    away_detail: Details = {}


class PeriodKey(ReportModel):
    kind: PeriodKind
    number: Ordinal


class IncidentReport(ReportModel):
    """One incident. `key` is the source's id; where it has none, a fingerprint that a repeat repeats.

    `keeps_key` is false where that is made of what may be corrected, as the minute is: it is another one then.
    `kind` is one of the sport's (sports.py); an unknown kind is dropped by the provider's parser, not here.
    `side` is the side that made it: an own goal is of the side whose player scored it.
    """

    key: Key
    keeps_key: bool = True
    kind: Text
    side: Side | None = None
    period: PeriodKey | None = None
    minute: Small | None = None  # 45 with added 2 is 45+2
    added: Small = 0
    clock: Seconds | None = None  # seconds on a clock that counts down
    player: Text = ""
    other_player: Text = ""  # the assist; the one who comes on
    detail: Text = ""  # "left foot"; free
    order: Whole = 0  # the source's own order within the match
    retracted: bool = False
    reason: Text = ""  # why it was retracted or corrected, if the source says

    @property
    def overturns(self) -> bool:
        """Whether it is a review that takes something back: "Goal Disallowed - offside"."""
        return self.kind in _REVIEWS and bool(_TAKEN_BACK.search(self.detail))


class StatisticReport(ReportModel):
    kind: Text  # "possession", "shots", "corners"
    home: Figure
    away: Figure


class PlayerReport(ReportModel):
    side: Side
    name: Name
    number: Text = ""
    position: Text = ""
    starter: bool = True


class StandingReport(ReportModel):
    """A team's row in a table, as the source counts it."""

    position: int = Field(ge=1)
    team: TeamReport
    played: int = Field(ge=0)
    won: int = Field(ge=0)
    drawn: int = Field(default=0, ge=0)
    lost: int = Field(ge=0)
    scored: int | None = Field(default=None, ge=0)
    conceded: int | None = Field(default=None, ge=0)
    points: int | None = None  # None: the source ranks by something else
    deducted: int = 0


class TableReport(ReportModel):
    """What a source says is the table of a stage. Ours is counted from matches: this is what it is compared with."""

    sport: str
    competition: CompetitionReport
    rows: tuple[StandingReport, ...]


class MatchReport(ReportModel):
    key: Key
    sport: str
    competition: CompetitionReport
    home: TeamReport
    away: TeamReport
    kick_off: Moment | None = None
    kick_off_precision: Precision = "time"
    venue: Text = ""
    city: Text = ""  # of the venue
    attendance: int | None = Field(default=None, ge=0, le=9_999_999)
    referee: Text = ""
    status: Status | None = None
    period: PeriodKey | None = None  # the one being played; of a match that is over, the one that decided it
    clock: ClockReport | None = None
    score: ScoreReport | None = None  # the running total, as given; without a football shoot-out
    periods: tuple[PeriodReport, ...] | None = None
    incidents: tuple[IncidentReport, ...] | None = None
    statistics: tuple[StatisticReport, ...] | None = None
    lineups: tuple[PlayerReport, ...] | None = None
    situation: Details | None = None  # serving, points, outs, down and distance
    winner: Literal["home", "away", "draw"] | None = None
    note: Text | None = None  # "Play starts at 14:00 because of rain"
    as_of: Moment | None = None  # the moment the source speaks of, if it says

    @field_validator("sport")
    @classmethod
    def known_sport(cls, sport: str) -> str:
        if sport not in SPORTS:
            raise ValueError(f"sport must be one of {', '.join(SPORTS)}, not {sport!r}")
        return sport

    @field_validator("periods")
    @classmethod
    def each_period_once(cls, periods: tuple[PeriodReport, ...] | None) -> tuple[PeriodReport, ...] | None:
        keys = [(period.kind, period.number) for period in periods or ()]
        if len(keys) != len(set(keys)):
            raise ValueError("a period is there twice")
        return periods

    @field_validator("incidents")
    @classmethod
    def each_incident_once(cls, incidents: tuple[IncidentReport, ...] | None) -> tuple[IncidentReport, ...] | None:
        keys = [incident.key for incident in incidents or ()]
        if len(keys) != len(set(keys)):
            raise ValueError("an incident key is there twice")
        return incidents
