"""Things of the domain, made through the doors that the project has. What a test does not mention does not matter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from scores import operations
from scores.models import Competition, Match, Season, Stage, Team
from scores.reports import CompetitionReport, MatchReport, ScoreReport, TeamReport

_numbers = count(1)


def make_team(name: str = "", *, sport: str = "football", **fields: Any) -> Team:
    return Team.objects.create(name=name or f"Team {next(_numbers)}", sport=sport, **fields)


def make_stage(*, sport: str = "football", competition: str = "", **fields: Any) -> Stage:
    made = Competition.objects.create(sport=sport, name=competition or f"Competition {next(_numbers)}")
    season = Season.objects.create(competition=made, name="2026/27")
    return Stage.objects.create(season=season, **fields)


def make_match(
    *,
    home: Team | str = "",
    away: Team | str = "",
    stage: Stage | None = None,
    sport: str = "football",
    kick_off: datetime | None = None,
    status: str = "scheduled",
    score: tuple[int, int] | None = None,
) -> Match:
    stage = stage or make_stage(sport=sport)
    sport = stage.season.competition.sport
    match_id = operations.create_match(
        stage_id=stage.pk,
        home_id=(home if isinstance(home, Team) else make_team(home, sport=sport)).pk,
        away_id=(away if isinstance(away, Team) else make_team(away, sport=sport)).pk,
        kick_off=kick_off or datetime(2026, 11, 22, 15, tzinfo=UTC),
        source="test",
    )
    if status != "scheduled":
        operations.kick_off(match_id, source="test", at=timezone.now() - timedelta(minutes=20))
    if score is not None:
        operations.set_score(match_id, home=score[0], away=score[1], source="test")
    if status not in ("scheduled", "live"):
        operations.amend(match_id, {"status": status}, source="test", reason="for a test")
    return Match.objects.get(pk=match_id)


def make_report(match: Match, *, score: tuple[int, int] | None = None, **fields: Any) -> MatchReport:
    """What a source says about this match; of everything else it says nothing."""
    season = match.stage.season
    return MatchReport(
        key=str(match.pk),
        sport=match.sport,
        competition=CompetitionReport(name=season.competition.name, season=season.name, stage=match.stage.name),
        home=TeamReport(name=match.home.name),
        away=TeamReport(name=match.away.name),
        score=ScoreReport(home=score[0], away=score[1]) if score else None,
        **fields,
    )
