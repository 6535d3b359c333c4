"""The shape of a Cricsheet file, version 1 of its JSON format (cricsheet.org/format/json)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(min_length=1)]


class Shape(BaseModel):
    model_config = ConfigDict(coerce_numbers_to_str=True)


class Meta(Shape):
    data_version: str = Field(default="1.0.0", pattern=r"^\d{1,2}\.\d{1,2}\.\d{1,2}$")
    created: date | None = None
    revision: int = Field(default=0, ge=0, le=3600)


class Event(Shape):
    name: str = ""
    match_number: int | None = None
    group: str = ""
    stage: str = ""


class Margin(Shape):
    runs: int | None = None
    wickets: int | None = None
    innings: int | None = None


class Outcome(Shape):
    winner: str | None = None
    by: Margin = Margin()
    result: str | None = None
    eliminator: str | None = None  # won the super over
    bowl_out: str | None = None
    method: str | None = None


class Toss(Shape):
    winner: str = ""
    decision: str = ""
    uncontested: bool = False


class Registry(Shape):
    people: dict[str, str] = {}


class Officials(Shape):
    umpires: list[str] = []


class Info(Shape):
    balls_per_over: int = Field(default=6, ge=1)
    city: str = ""
    dates: list[date] = Field(min_length=1)
    event: Event = Event()
    gender: Literal["male", "female"]
    match_type: Text
    officials: Officials = Officials()
    outcome: Outcome = Outcome()
    player_of_match: list[str] = []
    players: dict[str, list[str]] = {}
    registry: Registry = Registry()
    season: Text
    team_type: Literal["club", "international"]
    teams: tuple[Text, Text]
    toss: Toss = Toss()
    venue: str = ""


class Runs(Shape):
    batter: int = Field(ge=0)
    total: int = Field(ge=0)
    non_boundary: bool = False


class Fielder(Shape):
    name: str = ""


class Wicket(Shape):
    kind: str
    player_out: str
    fielders: list[Fielder] = []


class Review(Shape):
    by: str
    batter: str = ""
    decision: str = ""


class Replacement(Shape):
    """`in` comes for `out`: a substitute who bats and bowls."""

    player: str = Field(alias="in")


class Replacements(Shape):
    match: list[Replacement] = []


class Delivery(Shape):
    batter: str
    bowler: str
    runs: Runs
    extras: dict[str, int] = {}
    wickets: list[Wicket] = []
    review: Review | None = None
    replacements: Replacements = Replacements()

    @property
    def is_legal(self) -> bool:
        return not self.extras.keys() & {"wides", "noballs"}


class Over(Shape):
    over: int = Field(ge=0)
    deliveries: list[Delivery]


class Penalty(Shape):
    pre: int = 0
    post: int = 0


class Target(Shape):
    runs: int | None = None


class Innings(Shape):
    team: str
    overs: list[Over] = []
    declared: bool = False
    forfeited: bool = False
    super_over: bool = False
    penalty_runs: Penalty = Penalty()
    target: Target = Target()
    miscounted_overs: dict[str, Any] = {}


class File(Shape):
    meta: Meta = Meta()
    info: Info
    innings: list[Innings] = []
