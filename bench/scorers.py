"""Changes matches through the operations, in a process of its own: reads a verb a line, answers in one line.

{"verb": "league"}                      makes a league with its table, half played; the ids of its matches in play
{"verb": "goals", "road": "entered", "matches": [1, 2], "times": 9}     goals in these matches in turn; how long it took
{"verb": "queries", "road": "entered", "match": 1}       what one goal asks the database
{"verb": "board", "times": 9}           a feed's board again and again, with other matches changed; how long each took
{"verb": "open board"}                  makes the matches of such a board; the topic that has all of them
{"verb": "next board"}                  the board again, with other matches changed; when it began to be read
{"verb": "board of two", "times": 9}    the same board of a second provider, which is not applied: the first is heard
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count, cycle, islice
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from feeds.ingest import ingest  # noqa: E402
from feeds.providers import PROVIDERS, Provider  # noqa: E402
from scores import operations  # noqa: E402
from scores.models import Competition, Match, Season, Stage, Team  # noqa: E402
from scores.reports import (  # noqa: E402
    CompetitionReport,
    IncidentReport,
    MatchReport,
    PeriodKey,
    PeriodReport,
    ScoreReport,
    TeamReport,
)
from scores.sports import PeriodKind, Status  # noqa: E402

SOURCE = "bench"
TEAMS, PLAYED, IN_PLAY = 20, 190, 10  # a league at half of its season
FIRST_HALF = PeriodKey(kind=PeriodKind.PERIOD, number=1)
BOARD, CHANGED = 250, 5
LEAGUES = 10  # of a board
FEED = PROVIDERS["football-data"]
SECOND = replace(FEED, name="second", precedence=99)


def make_league() -> list[int]:
    """The ids of its matches in play."""
    name = f"League {Competition.objects.count() + 1}"
    competition = Competition.objects.create(sport="football", name=name, country=f"Country of {time.time_ns()}")
    stage = Stage.objects.create(season=Season.objects.create(competition=competition, name="2026/27"))
    teams = [Team.objects.create(sport="football", name=f"{name} {number}").pk for number in range(TEAMS)]
    now = datetime.now(UTC).replace(microsecond=0)
    pairs = [(home, away) for home in teams for away in teams if home < away]
    played = [
        _new(stage, pair, now - timedelta(days=7 + number), _said(Status.ENDED, number % 4, number % 3))
        for number, pair in enumerate(pairs[:PLAYED])
    ]
    in_play = [_new(stage, (away, home), now, _said(Status.LIVE, 0, 0)) for home, away in _round(teams)]
    return operations.create_matches([*played, *in_play], source=SOURCE)[-IN_PLAY:]


def _round(teams: Sequence[int]) -> list[tuple[int, int]]:
    return list(zip(teams[::2], teams[1::2], strict=True))


def _new(stage: Stage, pair: tuple[int, int], kick_off: datetime, report: MatchReport) -> operations.NewMatch:
    return operations.NewMatch(stage.pk, *pair, kick_off=kick_off, report=report)


def _said(status: Status, home: int, away: int, goals: Sequence[IncidentReport] = ()) -> MatchReport:
    """Who plays where is of no account to an operation, which is called with our match."""
    return MatchReport(
        key="bench",
        sport="football",
        competition=CompetitionReport(name="League", season="2026/27"),
        home=TeamReport(name="Home"),
        away=TeamReport(name="Away"),
        status=status,
        period=FIRST_HALF if status == Status.LIVE else None,
        score=ScoreReport(home=home, away=away),
        periods=(PeriodReport(kind=PeriodKind.PERIOD, number=1, home=home, away=away),),
        incidents=tuple(goals),
    )


@dataclass
class Course:
    """A match in play and its goals so far, all of the home side."""

    match_id: int
    goals: list[IncidentReport] = field(default_factory=list)

    def next_goal(self) -> IncidentReport:
        number = len(self.goals) + 1
        goal = IncidentReport(
            key=str(number), kind="goal", side="home", period=FIRST_HALF, minute=number, player=f"Scorer {number}"
        )
        self.goals.append(goal)
        return goal

    def entered(self) -> None:
        """As a desk says it, or a club's own system: one goal."""
        goal = self.next_goal()
        operations.record_incident(
            self.match_id,
            key=goal.key,
            kind=goal.kind,
            side="home",
            minute=goal.minute,
            player=goal.player,
            source=SOURCE,
        )

    def reported(self) -> None:
        """As a feed says it: everything that is known of the match."""
        self.next_goal()
        report = _said(Status.LIVE, len(self.goals), 0, self.goals)
        operations.apply_report(self.match_id, report, source=SOURCE)


ROADS: Mapping[str, Callable[[Course], None]] = {"entered": Course.entered, "reported": Course.reported}


def score_goals(road: str, match_ids: Sequence[int], times: int) -> float:
    """So many goals, as fast as they go, in one match after the other; the seconds they took."""
    courses = [Course(match_id) for match_id in match_ids]
    started = time.monotonic()
    for course in islice(cycle(courses), times):
        ROADS[road](course)
    took = time.monotonic() - started
    scored = sum(match.home_score or 0 for match in Match.objects.filter(pk__in=match_ids))
    assert scored == times, f"{scored} goals of {times} are there"
    return took


def queries(road: str, match_id: int) -> list[str]:
    """What the second goal of a match asks: the first may load what all later ones use."""
    course = Course(match_id)
    ROADS[road](course)
    with CaptureQueriesContext(connection) as captured:
        ROADS[road](course)
    return [query["sql"] for query in captured]


def board_times(times: int) -> list[float]:
    """The milliseconds that each board took, from its bytes to its last commit, after the one that made its matches."""
    boards = _boards()
    ingest(FEED, next(boards), received_at=datetime.now(UTC), create=True)
    return [_board_time(FEED, payload, (CHANGED, 0)) for payload in islice(boards, times)]


@cache
def _open() -> Iterator[bytes]:
    return _boards()


def open_board() -> str:
    board = next(_open())
    ingest(FEED, board, received_at=datetime.now(UTC), create=True)
    return f"day.{json.loads(board)['matches'][0]['utcDate'][:10]}"


def next_board() -> float:
    payload, began = next(_open()), time.time()
    _board_time(FEED, payload, (CHANGED, 0))
    return began


def boards_of_two(times: int) -> list[float]:
    """The same of a second provider, which reports the same matches and is not applied while the first is heard."""
    boards = _boards()
    for feed in (FEED, SECOND):
        ingest(feed, next(boards), received_at=datetime.now(UTC), create=True)
    found = []
    for payload in islice(boards, times):
        ingest(FEED, payload, received_at=datetime.now(UTC))
        found.append(_board_time(SECOND, payload, (0, CHANGED)))
    return found


def _board_time(feed: Provider, payload: bytes, expected: tuple[int, int]) -> float:
    started = time.monotonic()
    tally = ingest(feed, payload, received_at=datetime.now(UTC))
    took = (time.monotonic() - started) * 1000
    assert (tally.applied, tally.held, tally.unchanged) == (*expected, BOARD - CHANGED), str(tally)
    return took


def _boards() -> Iterator[bytes]:
    """A board of matches in play; on each one after the first, some matches have another goal."""
    kick_off = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    matches = [_listed(number, kick_off) for number in range(BOARD)]
    for turn in count():
        yield json.dumps({"matches": matches}).encode()
        for number in range(CHANGED):
            changed = matches[(turn * CHANGED + number) * 7 % BOARD]
            changed["score"]["fullTime"]["home"] += 1
            changed["lastUpdated"] = datetime.now(UTC).isoformat()


def _listed(number: int, kick_off: datetime) -> dict[str, Any]:
    league = number % LEAGUES
    return {
        "id": 900_000 + number,
        "utcDate": kick_off.isoformat(),
        "status": "IN_PLAY",
        "matchday": 12,
        "lastUpdated": kick_off.isoformat(),
        "area": {"name": f"Country {league}"},
        "competition": {"id": 2000 + league, "name": f"League {league}"},
        "season": {"startDate": "2026-08-14", "endDate": "2027-05-23"},
        "homeTeam": {"id": 10_000 + number, "name": f"Home {number}", "shortName": f"Home {number}", "tla": "HOM"},
        "awayTeam": {"id": 20_000 + number, "name": f"Away {number}", "shortName": f"Away {number}", "tla": "AWA"},
        "score": {"duration": "REGULAR", "fullTime": {"home": 0, "away": 0}, "halfTime": {}},
    }


def answer(asked: dict[str, Any]) -> Any:
    match asked:
        case {"verb": "league"}:
            return make_league()
        case {"verb": "goals", "road": road, "matches": matches, "times": times}:
            return score_goals(road, matches, times)
        case {"verb": "queries", "road": road, "match": match_id}:
            return queries(road, match_id)
        case {"verb": "open board"}:
            return open_board()
        case {"verb": "next board"}:
            return next_board()
        case {"verb": "board", "times": times}:
            return board_times(times)
        case {"verb": "board of two", "times": times}:
            return boards_of_two(times)
    raise ValueError(f"No such verb: {asked}")


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)
