"""Matches in the shape of OpenLigaDB's, made up, and their reports."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from feeds.providers.openligadb import parse
from scores.reports import MatchReport
from scores.sports import PeriodKind
from tests.feeds.bodies import NOW, encoded

KICK_OFF = datetime(2026, 11, 22, 14, 30, tzinfo=UTC)


def match(*, finished: bool = True, results: Any = (), goals: Any = (), **fields: Any) -> dict[str, Any]:
    return {
        "matchID": 501,
        "matchDateTime": "2026-11-22T15:30:00",
        "timeZoneID": "W. Europe Standard Time",
        "leagueName": "1. Fußball-Bundesliga 2026/2027",
        "leagueSeason": 2026,
        "leagueShortcut": "bl1",
        "matchDateTimeUTC": "2026-11-22T14:30:00Z",
        "group": {"groupName": "12. Spieltag", "groupOrderID": 12, "groupID": 1},
        "team1": {"teamId": 1, "teamName": "Norddorf", "shortName": "Nord"},
        "team2": {"teamId": 2, "teamName": "Süddorf", "shortName": "Süd"},
        "lastUpdateDateTime": "2026-11-22T17:23:27.773",
        "matchIsFinished": finished,
        "matchResults": list(results),
        "goals": list(goals),
        "location": None,
    } | fields


def result(kind: int, home: int, away: int, name: str | None = None) -> dict[str, Any]:
    names = {1: "Halbzeitergebnis", 2: "Endergebnis"}
    return {
        "resultTypeID": kind,
        "resultName": names.get(kind, "") if name is None else name,
        "pointsTeam1": home,
        "pointsTeam2": away,
    }


def goal(goal_id: int, home: int, away: int, minute: int | None = 30, **fields: Any) -> dict[str, Any]:
    return {
        "goalID": goal_id,
        "scoreTeam1": home,
        "scoreTeam2": away,
        "matchMinute": minute,
        "goalGetterName": "A. Able",
        "isPenalty": False,
        "isOwnGoal": False,
        "comment": None,
    } | fields


def kick(goal_id: int, home: int, away: int) -> dict[str, Any]:
    return goal(goal_id, home, away, None, isPenalty=True, comment="Elfmeterschießen")


def report_of(**fields: Any) -> MatchReport:
    (report,) = parse(encoded([match(**fields)]), NOW).reports
    return report


def parts(report: MatchReport) -> list[tuple[PeriodKind, int | None, int | None]]:
    return [(part.kind, part.home, part.away) for part in report.periods or ()]
