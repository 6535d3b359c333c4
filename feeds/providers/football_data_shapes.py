"""The shapes of football-data.org, as far as we read them."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel


class Shape(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel)


class Points(Shape):
    home: int | None = Field(default=None, ge=0)
    away: int | None = Field(default=None, ge=0)

    @property
    def pair(self) -> tuple[int, int] | None:
        return None if self.home is None or self.away is None else (self.home, self.away)


class Score(Shape):
    winner: str | None = None
    duration: str | None = None
    full_time: Points = Points()
    half_time: Points | None = None
    regular_time: Points | None = None
    extra_time: Points | None = None
    penalties: Points | None = None


class Team(Shape):
    id: int | None = None
    name: str | None = None
    short_name: str | None = None
    tla: str | None = None
    lineup: list[Any] | None = None
    bench: list[Any] | None = None
    statistics: dict[str, Any] | None = None


class Area(Shape):
    name: str = ""


class Competition(Shape):
    id: int
    name: str


class Season(Shape):
    start_date: date
    end_date: date


class Person(Shape):
    id: int | None = None
    name: str | None = None


class Official(Person):
    type: str | None = None


class Player(Person):
    position: str | None = None
    shirt_number: int | None = None


class Goal(Shape):
    minute: int
    injury_time: int | None = None
    type: str
    team: Team
    scorer: Person | None = None
    assist: Person | None = None
    score: Points = Points()


class Booking(Shape):
    minute: int
    team: Team
    player: Person | None = None
    card: str


class Substitution(Shape):
    minute: int
    team: Team
    player_out: Person | None = None
    player_in: Person | None = None


class Item(Shape):
    id: int
    utc_date: AwareDatetime
    status: str
    area: Area = Area()
    competition: Competition
    season: Season
    matchday: int | None = None
    stage: str | None = None
    group: str | None = None
    venue: str | None = None
    attendance: int | None = None
    referees: list[Official] | None = None
    minute: int | str | None = None  # 67; "45+2" was seen too
    injury_time: int | None = None
    last_updated: AwareDatetime | None = None
    home_team: Team
    away_team: Team
    score: Score = Score()
    goals: list[Any] | None = None
    bookings: list[Any] | None = None
    substitutions: list[Any] | None = None

    @property
    def where(self) -> str:
        return f"match {self.id}"

    @property
    def word(self) -> str:
        return self.status.upper()

    @property
    def moment(self) -> tuple[int, int] | None:
        """The minute being played, and that of added time."""
        minute, _, added = str(self.minute or "").partition("+")
        if not minute.strip().isdecimal():
            return None
        return int(minute), int(added) if added.strip().isdecimal() else self.injury_time or 0

    @property
    def is_of_first_half(self) -> bool:
        """As far as it is known: plans without minutes do not say."""
        return self.score.duration in {None, "REGULAR"} and (self.moment is None or self.moment[0] <= 45)


class Row(Shape):
    position: int
    team: Team
    played_games: int
    won: int
    draw: int
    lost: int
    points: int | None = None
    goals_for: int | None = None
    goals_against: int | None = None


class Standing(Shape):
    stage: str | None = None
    type: str
    group: str | None = None
    table: list[Any]


class Standings(Shape):
    area: Area = Area()
    competition: Competition
    season: Season
    standings: list[Any]
