"""The shapes of the NBA's live documents, as far as they are ours, and what a game's id says."""

from __future__ import annotations

import re
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from feeds.providers.stages import ONLY, StageName, stage_name
from scores.reports import CompetitionReport, PeriodKey
from scores.sports import PeriodKind

REGULATION = 4  # periods
# The third digit of a game's id. 3 is the all-star game, of no season and between no clubs.
STAGES = {
    "1": stage_name("preseason"),
    "2": ONLY,
    "4": StageName("Post-season", "knockout", 90),
    "5": StageName("Play-in", "knockout", 80),
    "6": StageName("NBA Cup", "knockout", 20),
}


class Shape(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class Part(Shape):
    period: int = Field(ge=1)
    score: int = Field(ge=0)


class Player(Shape):
    status: str = ""
    jersey_num: str | None = None
    position: str | None = None
    starter: str = "0"
    name: str


class Team(Shape):
    team_id: int = 0
    team_name: str | None = None
    team_city: str | None = None
    team_tricode: str | None = None
    score: int | None = Field(default=None, ge=0)
    periods: list[Part] = []
    players: list[Any] | None = None
    statistics: dict[str, Any] | None = None


class Arena(Shape):
    arena_name: str | None = None
    arena_city: str | None = None


class Official(Shape):
    name: str = ""


class Game(Shape):
    """A game of a scoreboard, or the whole of a boxscore."""

    game_id: str
    game_status: int
    game_status_text: str = ""
    period: int = 0
    game_clock: str | None = None
    game_time: AwareDatetime | None = Field(default=None, alias="gameTimeUTC")
    regulation_periods: int = REGULATION
    game_label: str | None = None
    game_sub_label: str | None = None
    series_text: str | None = None
    arena: Arena = Arena()
    attendance: int | None = None  # 0 until somebody counted
    officials: list[Official] = []  # the crew chief first
    home_team: Team
    away_team: Team


class Action(Shape):
    action_number: int
    order_number: int
    period: int = Field(ge=1)
    clock: str = ""
    edited: AwareDatetime | None = None
    action_type: str
    sub_type: str | None = None
    descriptor: str | None = None
    shot_result: str | None = None
    team_id: int | None = None
    player_name_i: str | None = None
    player_name: str | None = None
    assist_player_name_initial: str | None = None
    score_home: int
    score_away: int

    @property
    def player(self) -> str:
        return self.player_name_i or self.player_name or ""


def competition_of(game_id: str) -> CompetitionReport | None:
    """ "0022000001" is of league 00, the NBA, its regular season (2) of 2020/21. None: not a contest of the NBA."""
    found = re.fullmatch(r"00(\d)(\d\d)\d{5}", game_id)
    stage = STAGES.get(found.group(1)) if found else None
    if found is None or stage is None:
        return None
    year = int(found.group(2))
    first = (1900 if year >= 46 else 2000) + year  # the first season was 1946/47
    return CompetitionReport(
        name="National Basketball Association",
        key="00",
        country="United States",
        season=f"{first}/{(first + 1) % 100:02}",
        stage=stage.name,
        stage_kind=stage.kind,
        stage_order=stage.order,
    )


def period_of(number: int, regulation: int = REGULATION) -> PeriodKey | None:
    if number < 1:
        return None
    if number > regulation:
        return PeriodKey(kind=PeriodKind.EXTRA, number=number - regulation)
    return PeriodKey(kind=PeriodKind.PERIOD, number=number)


def seconds_left(clock: str | None) -> int | None:
    """ "PT04M21.00S" is 261; tenths of the last minute are cut off, as the clock in the hall shows them."""
    found = re.fullmatch(r"PT(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?", clock or "")
    return 60 * int(found.group(1) or 0) + int(found.group(2) or 0) if found else None
