"""The shape of MLB's StatsAPI, as far as it is ours: the games of a schedule and the feed of one game."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel


class Shape(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, coerce_numbers_to_str=True, populate_by_name=True)


class Person(Shape):
    id: int
    full_name: str = ""


class GameStatus(Shape):
    """`codedGameState` is the machine; a second letter of `statusCode` says why; `detailedState` is free text."""

    coded_game_state: str
    status_code: str = ""
    detailed_state: str = ""
    reason: str | None = None
    start_time_tbd: bool = Field(default=False, alias="startTimeTBD")

    @property
    def why(self) -> str:
        return self.status_code[1:2] if self.status_code.startswith(self.coded_game_state) else ""


class Team(Shape):
    id: int
    name: str
    team_name: str = ""
    abbreviation: str = ""


class Side(Shape):
    team: Team
    score: int | None = Field(default=None, ge=0)
    is_winner: bool | None = None


class Sides(Shape):
    home: Side
    away: Side


class Counts(Shape):
    runs: int | None = Field(default=None, ge=0)
    hits: int | None = None
    errors: int | None = None
    left_on_base: int | None = None


class Inning(Shape):
    num: int = Field(ge=1)
    home: Counts = Counts()
    away: Counts = Counts()


class Totals(Shape):
    home: Counts = Counts()
    away: Counts = Counts()


class Linescore(Shape):
    current_inning: int | None = Field(default=None, ge=1)
    inning_state: str = ""
    innings: list[Inning] = []
    teams: Totals = Totals()
    balls: int | None = None
    strikes: int | None = None
    outs: int | None = None
    offense: dict[str, Any] = {}


class Location(Shape):
    city: str = ""


class Venue(Shape):
    name: str = ""
    location: Location = Location()


class Game(Shape):
    """A game as a schedule lists it."""

    game_pk: int
    game_type: str
    season: str
    game_date: AwareDatetime
    official_date: date
    game_number: int = 1
    status: GameStatus
    teams: Sides
    venue: Venue = Venue()
    linescore: Linescore | None = None
    series_game_number: int | None = None
    reschedule_date: AwareDatetime | None = None  # of a game that was postponed: when it is played instead
    resumed_from: AwareDatetime | None = None  # of a game that was suspended: when it began


class Moments(Shape):
    date_time: AwareDatetime
    official_date: date
    resumed_from_date_time: AwareDatetime | None = None


class Identity(Shape):
    type: str
    season: str
    game_number: int = 1


class Pair(Shape):
    home: Team
    away: Team


class GameInfo(Shape):
    attendance: int | None = None


class GameData(Shape):
    game: Identity
    datetime: Moments
    status: GameStatus
    teams: Pair
    venue: Venue = Venue()
    players: dict[str, Person] = {}
    game_info: GameInfo = GameInfo()


class Position(Shape):
    abbreviation: str = ""


class BoxscorePlayer(Shape):
    person: Person
    jersey_number: str = ""
    position: Position = Position()
    all_positions: list[Position] = []
    batting_order: str = ""  # "600" begins as the sixth to bat, "601" comes in for him


class BoxscoreSide(Shape):
    players: dict[str, BoxscorePlayer] = {}
    pitchers: list[int] = []  # in the order in which they came
    team_stats: dict[str, dict[str, Any]] = {}


class BoxscoreSides(Shape):
    home: BoxscoreSide = BoxscoreSide()
    away: BoxscoreSide = BoxscoreSide()


class Official(Shape):
    official: Person
    official_type: str = ""


class Boxscore(Shape):
    teams: BoxscoreSides = BoxscoreSides()
    officials: list[Official] = []


class Plays(Shape):
    all_plays: list[Any] | None = None  # each is read for itself: one that is broken does not spoil the others


class LiveData(Shape):
    linescore: Linescore = Linescore()
    boxscore: Boxscore = Boxscore()
    plays: Plays = Plays()


class MetaData(Shape):
    time_stamp: str = ""


class Feed(Shape):
    game_pk: int
    meta_data: MetaData = MetaData()
    game_data: GameData
    live_data: LiveData = LiveData()


class Result(Shape):
    event: str = ""
    event_type: str = ""
    description: str = ""


class About(Shape):
    half_inning: str
    inning: int = Field(ge=1)


class Matchup(Shape):
    batter: Person | None = None  # nobody bats in the play that tells of the warm-up


class Movement(Shape):
    end: str | None = None
    is_out: bool | None = None


class RunnerDetails(Shape):
    event: str = ""
    runner: Person


class Runner(Shape):
    movement: Movement
    details: RunnerDetails


class EventDetails(Shape):
    event: str = ""
    event_type: str = ""


class PlayEvent(Shape):
    details: EventDetails = EventDetails()
    player: Person | None = None
    replaced_player: Person | None = None


class ReviewDetails(Shape):
    is_overturned: bool | None = None


class Play(Shape):
    at_bat_index: int = Field(ge=0)
    result: Result = Result()
    about: About
    matchup: Matchup = Matchup()
    runners: list[Runner] = []
    play_events: list[PlayEvent] = []
    review_details: ReviewDetails | None = None
