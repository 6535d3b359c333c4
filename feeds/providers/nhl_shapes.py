"""The shapes of api-web's documents, as far as they are ours. Fields come and go: most may be absent."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

from scores.reports import PeriodKey
from scores.sports import PeriodKind

PLAYOFFS = 3  # a gameType
REGULATION = 3  # periods
KINDS = {"REG": PeriodKind.PERIOD, "OT": PeriodKind.EXTRA, "SO": PeriodKind.SHOOTOUT}


def _in_default_language(value: Any) -> Any:
    """Names are {"default": "Montréal", "fr": …}; in older documents, texts."""
    return (value.get("default") if isinstance(value, dict) else value) or ""


Words = Annotated[str, BeforeValidator(_in_default_language)]


class Shape(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class Descriptor(Shape):
    """Which period: 5 is the shoot-out of the regular season, and the second overtime of the play-offs."""

    number: int | None = None
    period_type: str = ""

    @property
    def key(self) -> PeriodKey | None:
        kind = KINDS.get(self.period_type)
        if kind is None or not self.number:
            return None
        if kind == PeriodKind.EXTRA:
            return PeriodKey(kind=kind, number=max(1, self.number - REGULATION))
        return PeriodKey(kind=kind, number=self.number if kind == PeriodKind.PERIOD else 1)


class Clock(Shape):
    seconds_remaining: int | None = None
    time_remaining: str = ""
    running: bool = False
    in_intermission: bool = False


class Team(Shape):
    id: int | None = None
    abbrev: str = ""
    score: int | None = Field(default=None, ge=0)
    name: Words = ""
    common_name: Words = ""
    place_name: Words = ""


class Series(Shape):
    round: int | None = None
    game_number_of_series: int | None = None


class SideSituation(Shape):
    situation_descriptions: list[str] = []


class Situation(Shape):
    home_team: SideSituation = SideSituation()
    away_team: SideSituation = SideSituation()


class Game(Shape):
    """What every document says of a game: boards, landing, boxscore, play-by-play, and the series in a right rail."""

    id: int
    season: int
    game_type: int
    start_time: AwareDatetime | None = Field(default=None, alias="startTimeUTC")
    game_state: str
    game_schedule_state: str = "OK"
    venue: Words = ""
    venue_location: Words = ""
    home_team: Team
    away_team: Team
    period: int | None = None
    period_descriptor: Descriptor | None = None
    clock: Clock | None = None
    situation: Situation | None = None
    series_status: Series | None = None

    @property
    def score(self) -> tuple[int, int] | None:
        home, away = self.home_team.score, self.away_team.score
        return None if home is None or away is None else (home, away)

    def described(self, descriptor: Descriptor | None, number: int | None) -> PeriodKey | None:
        """The period that a descriptor means or, in older documents, a mere number."""
        if descriptor is not None and descriptor.key is not None:
            return descriptor.key
        if not number:
            return None
        beyond = "SO" if number > REGULATION + 1 and self.game_type != PLAYOFFS else "OT"
        return Descriptor(number=number, period_type="REG" if number <= REGULATION else beyond).key


class Assist(Shape):
    first_name: Words = ""
    last_name: Words = ""
    name: Words = ""

    @property
    def player(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.name


class Goal(Assist):
    event_id: int | None = None
    team_abbrev: Words
    time_in_period: str
    strength: str = "ev"
    goal_modifier: str = "none"
    assists: list[Assist] = []


class Penalty(Shape):
    team_abbrev: Words
    time_in_period: str
    duration: int | None = None
    committed_by_player: Words = ""
    served_by: Words = ""
    desc_key: str = ""


class PeriodSummary(Shape):
    """The goals or the penalties of one period, each still as it came."""

    period: int | None = None
    period_descriptor: Descriptor | None = None
    goals: list[Any] = []
    penalties: list[Any] = []


class Linescore(Shape):
    class Part(Shape):
        period: int | None = None
        period_descriptor: Descriptor | None = None
        home: int = Field(ge=0)
        away: int = Field(ge=0)

    class Shootout(Shape):
        home_conversions: int | None = None
        away_conversions: int | None = None

    class Totals(Shape):
        home: int
        away: int

    by_period: list[Part] = []
    shootout: Shootout | None = None
    totals: Totals | None = None


class TeamStatistic(Shape):
    category: str
    home_value: str | int | float
    away_value: str | int | float


class Summary(Shape):
    scoring: list[PeriodSummary] | None = None
    penalties: list[PeriodSummary] = []
    linescore: Linescore | None = None  # until 2023; since then in the right rail
    team_game_stats: list[Any] | None = None


class GameInfo(Shape):
    referees: list[Words] = []


class Rail(Shape):
    season_series: list[Any] = []
    linescore: Linescore | None = None
    team_game_stats: list[Any] | None = None
    game_reports: dict[str, Any] = {}
    game_info: GameInfo = GameInfo()


class Dressed(Shape):
    name: Words
    sweater_number: int | None = None
    position: str = ""
    starter: bool | None = None  # said of goalkeepers only


class Play(Shape):
    event_id: int
    period: int | None = None
    period_descriptor: Descriptor | None = None
    time_in_period: str
    situation_code: str = ""
    type_desc_key: str
    details: dict[str, Any] = {}


class RosterSpot(Shape):
    player_id: int
    first_name: Words = ""
    last_name: Words = ""


class Standing(Shape):
    season_id: int
    league_sequence: int = Field(ge=1)
    team_name: Words
    team_common_name: Words = ""
    team_abbrev: Words
    games_played: int
    wins: int
    losses: int
    ot_losses: int = 0
    ties: int = 0
    points: int
    goal_for: int | None = None
    goal_against: int | None = None
