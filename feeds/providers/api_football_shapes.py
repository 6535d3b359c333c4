"""The shapes of an API-Football answer, as far as we read them."""

from __future__ import annotations

from typing import Any

from pydantic import AwareDatetime, BaseModel, Field


class Pair(BaseModel):
    home: int | None = Field(default=None, ge=0)
    away: int | None = Field(default=None, ge=0)

    @property
    def points(self) -> tuple[int, int] | None:
        return None if self.home is None or self.away is None else (self.home, self.away)


class FixtureStatus(BaseModel):
    short: str
    elapsed: int | None = None
    extra: int | None = None


class Venue(BaseModel):
    name: str | None = None
    city: str | None = None


class Fixture(BaseModel):
    id: int
    date: AwareDatetime
    venue: Venue | None = None
    referee: str | None = None  # "Felix Zwayer, Germany"
    status: FixtureStatus


class League(BaseModel):
    id: int
    name: str
    country: str | None = None
    season: int
    round: str | None = None


class Team(BaseModel):
    id: int | None = None
    name: str | None = None
    winner: bool | None = None  # in play: who leads


class Teams(BaseModel):
    home: Team
    away: Team


class Score(BaseModel):
    halftime: Pair = Pair()
    fulltime: Pair = Pair()
    extratime: Pair = Pair()
    penalty: Pair = Pair()


class Item(BaseModel):
    """A fixture; what is asked for by its id has line-ups and statistics too."""

    fixture: Fixture
    league: League
    teams: Teams
    goals: Pair = Pair()
    score: Score = Score()
    events: list[Any] | None = None
    lineups: list[Any] | None = None
    statistics: list[Any] | None = None

    @property
    def where(self) -> str:
        return f"match {self.fixture.id}"

    @property
    def status(self) -> str:
        return self.fixture.status.short.strip().upper()  # "Canc" was seen for "CANC"

    @property
    def elapsed(self) -> int:
        return self.fixture.status.elapsed or 0


class Moment(BaseModel):
    elapsed: int
    extra: int | None = None


class Person(BaseModel):
    id: int | None = None
    name: str | None = None


class Event(BaseModel):
    time: Moment
    team: Team
    player: Person | None = None
    assist: Person | None = None
    type: str
    detail: str | None = None
    comments: str | None = None


class Player(BaseModel):
    name: str | None = None
    number: int | None = None
    pos: str | None = None


class Named(BaseModel):
    player: Player


class Lineup(BaseModel):
    team: Team
    startXI: list[Named] | None = None
    substitutes: list[Named] | None = None


class Figure(BaseModel):
    type: str
    value: int | float | str | None = None


class Figures(BaseModel):
    team: Team
    statistics: list[Figure] = []


class Games(BaseModel):
    played: int
    win: int
    draw: int
    lose: int
    goals: dict[str, int | None] = {}


class Row(BaseModel):
    rank: int
    team: Team
    points: int | None = None
    group: str | None = None
    all: Games


class Standings(BaseModel):
    id: int
    name: str
    country: str | None = None
    season: int
    standings: list[list[Row]]
