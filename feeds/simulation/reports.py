"""What a provider would say of a planned match at a moment of its course."""

from __future__ import annotations

from datetime import datetime

from feeds.simulation.course import Course, course_of
from feeds.simulation.people import squad
from feeds.simulation.planning import PlannedMatch
from feeds.simulation.scorebook import Clock, Moment
from feeds.simulation.world import DemoTeam, TeamKind
from scores.reports import (
    SIDES,
    ClockReport,
    CompetitionReport,
    MatchReport,
    PlayerReport,
    ScoreReport,
    StatisticReport,
    TeamReport,
)
from scores.sports import CALLED_OFF, UPCOMING


def course_for(match: PlannedMatch) -> Course:
    return course_of(match.key, match.competition, match.home, match.away)


def report_of(
    match: PlannedMatch, moment: Moment, *, since: datetime, as_of: datetime, brief: bool = False
) -> MatchReport:
    """`since` is when the moment began; a clock that runs has run since then. `brief`: only score and parts."""
    begun = moment.status not in UPCOMING | CALLED_OFF
    return MatchReport(
        key=match.key,
        sport=match.competition.sport,
        competition=_competition(match),
        home=_team(match.home, match.competition.kind),
        away=_team(match.away, match.competition.kind),
        kick_off=match.kick_off,
        venue=match.venue,
        status=moment.status,
        period=moment.period,
        clock=_clock(moment.clock, since),
        score=ScoreReport(home=moment.score[0], away=moment.score[1]) if moment.score and begun else None,
        periods=moment.periods,
        incidents=None if brief else moment.incidents,
        statistics=None if brief else _statistics(moment),
        lineups=_lineups(match) if moment.lineups and not brief else None,
        situation=dict(moment.situation),
        winner=moment.winner,
        note=moment.note,
        as_of=as_of,
    )


def _competition(match: PlannedMatch) -> CompetitionReport:
    competition = match.competition
    return CompetitionReport(
        name=competition.name,
        key=competition.key,
        country=competition.country,
        season=match.season,
        stage=match.stage,
        stage_kind="knockout" if competition.knockout else "league",
        stage_order=match.stage_order,
        round=match.round_name,
    )


def _team(team: DemoTeam, kind: TeamKind) -> TeamReport:
    return TeamReport(name=team.name, key=team.key, short_name=team.short_name, code=team.code, kind=kind)


def _clock(clock: Clock | None, since: datetime) -> ClockReport | None:
    if clock is None:
        return None
    return ClockReport(seconds=clock.seconds, at=since, running=clock.running, added=clock.added)


def _statistics(moment: Moment) -> tuple[StatisticReport, ...]:
    return tuple(StatisticReport(kind=kind, home=home, away=away) for kind, home, away in moment.statistics)


def _lineups(match: PlannedMatch) -> tuple[PlayerReport, ...]:
    teams = {"home": match.home, "away": match.away}
    return tuple(
        PlayerReport(
            side=side, name=player.name, number=player.number, position=player.position, starter=player.starter
        )
        for side in SIDES
        for player in squad(teams[side].key, match.competition.sport)
    )
