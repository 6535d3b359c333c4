"""A match of tennis, point by point: the rows of a CSV folded into one report, up to any row.

The payload is the header of the match (a CSV of one row), a blank line, and the points as far as they are played. Rows
numbered 0X, 0Y are markers without a point. The files give the year and no day, and neither status nor winner.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

from pydantic import BaseModel, Field, ValidationError

from feeds.providers.provider import Parsed, ParseError, Problem, Provider, explain
from scores.reports import (
    SIDES,
    CompetitionReport,
    IncidentReport,
    MatchReport,
    PeriodKey,
    PeriodReport,
    ScoreReport,
    Side,
    StatisticReport,
    TeamReport,
)
from scores.sports import PeriodKind, Status

# Of the first digit of a match's number: the draw, and how many sets win.
DRAWS = {
    "1": ("Men's Singles", 3),
    "2": ("Women's Singles", 2),
    "4": ("Women's Doubles", 2),
    "5": ("Mixed Doubles", 2),
}
MONTHS = {"ausopen": 1, "frenchopen": 5, "wimbledon": 7, "usopen": 8}
COUNTED = {
    "aces": "Ace",
    "double_faults": "DoubleFault",
    "winners": "Winner",
    "unforced_errors": "UnfErr",
    "break_points": "BreakPoint",
    "break_points_won": "BreakPointWon",
}


class Header(BaseModel):
    match_id: str
    year: int
    slam: str
    match_num: str
    player1: str = Field(min_length=1)
    player2: str = Field(min_length=1)
    partner1: str = ""
    partner2: str = ""


class Point(BaseModel):
    number: str = Field(alias="PointNumber")
    set_number: int = Field(alias="SetNo", ge=1)
    game_number: int = Field(alias="GameNo", ge=1)
    games_home: int = Field(alias="P1GamesWon", ge=0)
    games_away: int = Field(alias="P2GamesWon", ge=0)
    winner: int = Field(alias="PointWinner", ge=0, le=2)
    server: int = Field(alias="PointServer", ge=0, le=4)
    score_home: str = Field(alias="P1Score")
    score_away: str = Field(alias="P2Score")
    game_winner: int = Field(alias="GameWinner", ge=0, le=2)
    set_winner: int = Field(alias="SetWinner", ge=0, le=2)
    counts: dict[str, tuple[int, int]]

    @property
    def serving(self) -> Side:
        """Of a pair, 1 and 3 serve for the first side, 2 and 4 for the second."""
        return "home" if self.server % 2 else "away"


@dataclass
class Match:
    """What the points so far have made."""

    games: dict[int, tuple[int, int]] = field(default_factory=dict)
    tie_breaks: dict[int, tuple[int, int]] = field(default_factory=dict)
    sets: list[int] = field(default_factory=lambda: [0, 0])
    points: list[int] = field(default_factory=lambda: [0, 0])
    in_game: list[int] = field(default_factory=lambda: [0, 0])
    counted: Counter[tuple[str, int]] = field(default_factory=Counter)
    breaks: list[IncidentReport] = field(default_factory=list)
    situation: dict[str, int | str | bool] = field(default_factory=dict)
    set_number: int = 0
    served_first: Side | None = None  # in the game that is played: of a tie-break both serve

    def add(self, point: Point) -> None:
        self.set_number = point.set_number
        self.served_first = self.served_first or point.serving
        before = self.games.get(point.set_number, (0, 0))
        self.games[point.set_number] = (point.games_home, point.games_away)
        if point.winner:
            self.points[point.winner - 1] += 1
            self.in_game[point.winner - 1] += 1
        for kind, pair in point.counts.items():
            self.counted[kind, 0] += pair[0]
            self.counted[kind, 1] += pair[1]
        self.situation = {"points": f"{point.score_home}-{point.score_away}", "serving": point.serving}
        if point.game_winner:
            self._end_game(point, before)

    def _end_game(self, point: Point, before: tuple[int, int]) -> None:
        winner, server = SIDES[point.game_winner - 1], self.served_first
        if point.set_winner and before[0] == before[1]:
            self.tie_breaks[point.set_number] = (self.in_game[0], self.in_game[1])
        elif winner != server:
            self.breaks.append(_break(point, winner, len(self.breaks)))
        if point.set_winner:
            self.sets[point.set_winner - 1] += 1
        # Whoever did not serve first in this game serves next, after a tie-break too.
        self.situation = {"points": "0-0", "serving": "away" if server == "home" else "home"}
        self.served_first, self.in_game = None, [0, 0]


def _break(point: Point, side: Side, order: int) -> IncidentReport:
    return IncidentReport(
        key=f"break:{point.set_number}:{point.game_number}",
        kind="break",
        side=side,
        period=PeriodKey(kind=PeriodKind.SET, number=point.set_number),
        detail=f"{point.games_home}-{point.games_away}",
        order=order,
    )


def parse(payload: bytes, received_at: datetime) -> Parsed:
    header, rows = _read(payload)
    match, problems = Match(), []
    for row in rows:
        if not row.get("PointNumber", "").isdigit():
            continue  # 0X, 0Y: nothing is played yet
        try:
            match.add(_point(row))
        except (ValidationError, ValueError) as error:
            problems.append(Problem(f"point {row['PointNumber']}", explain(error)))
    return Parsed((_report(header, match),), tuple(problems))


def _read(payload: bytes) -> tuple[Header, list[dict[str, str]]]:
    head, _, points = payload.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").partition("\n\n")
    headers, rows = _rows(head), _rows(points)
    if len(headers) != 1 or "player1" not in headers[0] or (rows and "PointWinner" not in rows[0]):
        raise ParseError("The body is not the header of one match, a blank line, and its points.")
    try:
        header = Header.model_validate(headers[0])
    except ValidationError as error:
        raise ParseError(f"The header cannot be read: {explain(error)}") from None
    if header.match_num[:1] not in DRAWS or header.slam not in MONTHS:
        raise ParseError(f"How many sets win match {header.match_num} of {header.slam} is not known.")
    if strangers := {row["match_id"] for row in rows} - {header.match_id}:
        raise ParseError(f"The points are of another match: {', '.join(sorted(strangers))}.")
    return header, rows


def _rows(text: str) -> list[dict[str, str]]:
    """A row that is cut off counts as not there yet."""
    return [row for row in csv.DictReader(text.strip().splitlines()) if None not in row.values()]


def _point(row: dict[str, str]) -> Point:
    counts = {kind: (int(row[f"P1{name}"] or 0), int(row[f"P2{name}"] or 0)) for kind, name in COUNTED.items()}
    return Point.model_validate({**row, "counts": counts})


def _report(header: Header, match: Match) -> MatchReport:
    draw, needed = DRAWS[header.match_num[0]]
    is_over, is_begun = max(match.sets) >= needed, bool(match.games)
    return MatchReport(
        key=header.match_id,
        sport="tennis",
        competition=CompetitionReport(
            name=header.slam.capitalize(), key=header.slam, season=str(header.year), stage=draw, stage_kind="knockout"
        ),
        home=_team(header.player1, header.partner1),
        away=_team(header.player2, header.partner2),
        kick_off=datetime(header.year, MONTHS[header.slam], 1, tzinfo=UTC),
        kick_off_precision="tbd",
        status=Status.ENDED if is_over else Status.LIVE if is_begun else Status.SCHEDULED,
        period=PeriodKey(kind=PeriodKind.SET, number=match.set_number) if is_begun and not is_over else None,
        score=ScoreReport(home=match.sets[0], away=match.sets[1]) if is_begun else None,
        periods=tuple(_set(number, games, match) for number, games in match.games.items()),
        incidents=tuple(match.breaks),
        statistics=_statistics(match) if is_begun else None,
        situation={} if is_over else match.situation,
    )


def _team(player: str, partner: str) -> TeamReport:
    return TeamReport(name=f"{player} / {partner}" if partner else player, kind="pair" if partner else "player")


def _set(number: int, games: tuple[int, int], match: Match) -> PeriodReport:
    home, away = match.tie_breaks.get(number, (None, None))
    return PeriodReport(
        kind=PeriodKind.SET,
        number=number,
        home=games[0],
        away=games[1],
        home_detail={} if home is None else {"tiebreak": home},
        away_detail={} if away is None else {"tiebreak": away},
    )


def _statistics(match: Match) -> tuple[StatisticReport, ...]:
    won = StatisticReport(kind="points_won", home=match.points[0], away=match.points[1])
    counted = (StatisticReport(kind=kind, home=match.counted[kind, 0], away=match.counted[kind, 1]) for kind in COUNTED)
    return (won, *counted)


PROVIDER = Provider(name="tennis-points", title="Tennis, point by point (files)", parse=parse, precedence=60)
