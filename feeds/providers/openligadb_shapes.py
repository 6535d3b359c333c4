"""The shapes of OpenLigaDB. Its old interface had the same keys in PascalCase: they are read as those of today."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class Shape(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel)


class Group(Shape):
    group_name: str | None = None


class Team(Shape):
    team_id: int | None = None
    team_name: str | None = None
    short_name: str | None = None


class Location(Shape):
    location_stadium: str | None = None


class Result(Shape):
    result_name: str | None = None
    result_type_id: int | None = None
    points_team1: int | None = None
    points_team2: int | None = None

    model_config = ConfigDict(alias_generator=lambda name: to_camel(name).replace("TypeId", "TypeID"))

    @property
    def points(self) -> tuple[int, int] | None:
        return (
            None if self.points_team1 is None or self.points_team2 is None else (self.points_team1, self.points_team2)
        )


class Goal(Shape):
    goal_id: int | None = None
    score_team1: int | None = None
    score_team2: int | None = None
    match_minute: int | None = None
    goal_getter_name: str | None = None
    is_penalty: bool | None = None
    is_own_goal: bool | None = None
    comment: str | None = None

    model_config = ConfigDict(alias_generator=lambda name: to_camel(name).replace("goalId", "goalID"))

    @property
    def score(self) -> tuple[int, int] | None:
        return None if self.score_team1 is None or self.score_team2 is None else (self.score_team1, self.score_team2)


class Item(Shape):
    match_id: int
    match_date_time: datetime | None = None
    match_date_time_utc: datetime | None = None
    time_zone_id: str | None = None
    league_name: str
    league_season: int | None = None
    league_shortcut: str | None = None
    group: Group | None = None
    team1: Team
    team2: Team
    last_update_date_time: datetime | None = None
    match_is_finished: bool
    match_results: list[Any] | None = None
    goals: list[Any] | None = None
    location: Location | None = None
    number_of_viewers: int | None = None

    model_config = ConfigDict(
        alias_generator=lambda name: (
            to_camel(name).replace("matchId", "matchID").replace("TimeUtc", "TimeUTC").replace("ZoneId", "ZoneID")
        )
    )

    @property
    def where(self) -> str:
        return f"match {self.match_id}"


def in_camel_case(entry: Any) -> Any:
    """ "MatchID" -> "matchID", all the way down."""
    if isinstance(entry, dict):
        return {key[:1].lower() + key[1:]: in_camel_case(value) for key, value in entry.items()}
    return [in_camel_case(value) for value in entry] if isinstance(entry, list) else entry
