"""Reports that have the sides the other way round than we: on neutral ground, who is at home is anybody's choice."""

from __future__ import annotations

from typing import Any

from scores.reports import (
    IncidentReport,
    MatchReport,
    PeriodReport,
    PlayerReport,
    ScoreReport,
    StatisticReport,
    other_side,
)


def turned(report: MatchReport) -> MatchReport:
    """The same, as we have it. A situation is left out: each sport has sides of its own in it."""
    parts: dict[str, Any] = {
        "home": report.away,
        "away": report.home,
        "score": report.score and ScoreReport(home=report.score.away, away=report.score.home),
        "periods": None if report.periods is None else tuple(map(_period, report.periods)),
        "incidents": None if report.incidents is None else tuple(map(_incident, report.incidents)),
        "statistics": None if report.statistics is None else tuple(map(_statistic, report.statistics)),
        "lineups": None if report.lineups is None else tuple(map(_player, report.lineups)),
        "situation": None,
        "winner": other_side(report.winner) if report.winner and report.winner != "draw" else report.winner,
    }
    return report.model_copy(update=parts)


def _period(part: PeriodReport) -> PeriodReport:
    details = {"home_detail": part.away_detail, "away_detail": part.home_detail}
    return part.model_copy(update={"home": part.away, "away": part.home} | details)


def _incident(incident: IncidentReport) -> IncidentReport:
    return incident.model_copy(update={"side": incident.side and other_side(incident.side)})


def _statistic(statistic: StatisticReport) -> StatisticReport:
    return statistic.model_copy(update={"home": statistic.away, "away": statistic.home})


def _player(player: PlayerReport) -> PlayerReport:
    return player.model_copy(update={"side": other_side(player.side)})
