"""The shape of an ESPN scoreboard, as far as it is ours, and what its numbers mean."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

# The s: of a uid. Golf, fights, races are not ours: they have no two sides.
SPORTS_OF_UID = {
    "1": "baseball",
    "20": "american-football",
    "40": "basketball",
    "70": "ice-hockey",
    "200": "cricket",
    "400": "volleyball",
    "600": "football",
    "850": "tennis",
}


@dataclass(frozen=True)
class League:
    name: str
    country: str = ""
    two_years: bool = False  # the season 2023 is 2022/23
    nations: bool = False


LEAGUES = {
    ("1", "10"): League("Major League Baseball", "United States"),
    ("20", "23"): League("College Football", "United States"),
    ("20", "28"): League("National Football League", "United States"),
    ("40", "41"): League("NCAA Men's Basketball", "United States", two_years=True),
    ("40", "46"): League("National Basketball Association", "United States", two_years=True),
    ("40", "59"): League("Women's National Basketball Association", "United States"),
    ("70", "90"): League("National Hockey League", "United States", two_years=True),
    ("400", "402"): League("NCAA Women's Volleyball", "United States"),
    ("600", "606"): League("World Cup", "World", nations=True),
    ("600", "700"): League("Premier League", "England"),
    ("600", "710"): League("Ligue 1", "France"),
    ("600", "720"): League("Bundesliga", "Germany"),
    ("600", "730"): League("Serie A", "Italy"),
    ("600", "740"): League("Primera División", "Spain"),
    ("600", "770"): League("Major League Soccer", "United States"),
    ("600", "775"): League("UEFA Champions League", "Europe"),
    ("600", "8301"): League("National Women's Soccer League", "United States"),
}
TENNIS_DRAWS = {
    "1": "Men's Singles",
    "2": "Women's Singles",
    "3": "Men's Doubles",
    "4": "Women's Doubles",
    "6": "Mixed Doubles",
}


def uid_part(uid: str, letter: str) -> str:
    """One id of a uid: s:600~l:770~e:623574 has sport 600, league 770, event 623574."""
    found = re.search(rf"(?:^|~){letter}:([^~]+)", uid)
    return found.group(1) if found else ""


class Shape(BaseModel):
    """A null says no more than a field that is not there: a crowd or a name that is not known costs no score."""

    model_config = ConfigDict(alias_generator=to_camel, coerce_numbers_to_str=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def without_nulls(cls, given: Any) -> Any:
        if isinstance(given, dict) and None in given.values():
            return {name: value for name, value in given.items() if value is not None}
        return given


class StatusType(Shape):
    name: str | None = None
    state: str
    completed: bool | None = None
    description: str = ""
    detail: str = ""


class GameStatus(Shape):
    clock: float | None = None
    display_clock: str | None = None
    period: int | None = None
    summary: str = ""
    type: StatusType


class Linescore(Shape):
    value: float | None = None
    tiebreak: int | None = None
    winner: bool | None = None
    runs: int | None = None
    wickets: int | None = None
    overs: float | None = None
    is_batting: bool | None = None
    description: str | None = None


class Flag(Shape):
    alt: str = ""


class Named(Shape):
    """A team, an athlete or a pair."""

    id: str = ""
    uid: str = ""
    display_name: str = ""
    short_display_name: str = ""
    short_name: str = ""
    abbreviation: str = ""
    flag: Flag = Flag()


class Statistic(Shape):
    name: str = ""
    display_value: str = ""


class Competitor(Shape):
    id: str
    uid: str = ""
    type: str = "team"
    home_away: str | None = None
    order: int | None = None
    winner: bool | None = None
    score: str | dict[str, Any] | None = None
    shootout_score: int | None = None
    linescores: list[Linescore] | None = None
    statistics: list[Statistic] | None = None
    possession: bool | None = None  # tennis: this one serves
    team: Named | None = None
    athlete: Named | None = None
    roster: Named | None = None

    @property
    def named(self) -> Named | None:
        return self.team or self.athlete or self.roster


class Kind(Shape):
    id: str = ""
    text: str = ""
    display_name: str = ""


class Moment(Shape):
    value: float | None = None
    display_value: str = ""


class Reference(Shape):
    id: str = ""


class Detail(Shape):
    type: Kind
    clock: Moment = Moment()
    team: Reference = Reference()
    scoring_play: bool = False
    red_card: bool = False
    yellow_card: bool = False
    penalty_kick: bool = False
    own_goal: bool = False
    shootout: bool = False
    athletes_involved: list[Named] = []


class Note(Shape):
    text: str = ""
    headline: str = ""


class Address(Shape):
    city: str = ""


class Venue(Shape):
    full_name: str = ""
    address: Address = Address()
    court: str = ""


class Regulation(Shape):
    periods: int | None = None


class Format(Shape):
    regulation: Regulation = Regulation()


class FormatOfCricket(Shape):
    event_type: str = ""  # "Test", "T20"


class Game(Shape):
    """What ESPN calls a competition: one match."""

    id: str
    uid: str
    date: AwareDatetime
    time_valid: bool = True
    status: GameStatus
    type: Kind = Kind()
    round: Kind = Kind()
    description: str = ""
    venue: Venue = Venue()
    attendance: int | None = None  # 0 where nobody counted
    format: Format = Format()
    format_of_cricket: FormatOfCricket = Field(default=FormatOfCricket(), alias="class")
    notes: list[Note] = []
    competitors: list[Competitor]
    details: list[Any] | None = None  # each is read for itself: a goal that is broken does not spoil the score
    situation: dict[str, Any] | None = None


class EventSeason(Shape):
    year: int
    type: str = ""
    slug: str = ""


class Week(Shape):
    number: int | None = None


class Grouping(Shape):
    """One draw of a tournament."""

    competitions: list[Any] = []


class Event(Shape):
    id: str
    uid: str
    name: str = ""
    description: str = ""
    season: EventSeason
    week: Week = Week()  # of American football; of the whole board, where an event does not say it
    competitions: list[Any] = []
    groupings: list[Grouping] = []
