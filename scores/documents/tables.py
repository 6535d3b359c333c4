"""table.<stage id>: the standings as they stand."""

from __future__ import annotations

from django.db.models import OuterRef

from scores.documents.words import team_state
from scores.live.patches import State
from scores.live.queries import Listed, Related, Repeated, listed
from scores.models import Deduction, Match, Stage, Team
from scores.sports import IN_PLAY, OVER, PeriodKind, Sport, Status
from scores.standings import Result, Rules, Standing, standings

# What a table is made of. Once a match is over, the period it was in is the one that decided it.
COUNTED = ("home_id", "away_id", "home_score", "away_score", "winner", "status", "period_kind")
COUNTING = OVER | IN_PLAY

STAGE, TEAM = Related(Stage, "season", "season__competition"), Related(Team)
MATCHES = Listed(Match.objects.filter(stage=OuterRef("pk")), COUNTED)
DEDUCTIONS = Listed(Deduction.objects.filter(stage=OuterRef("pk")), ("team_id", "points"))
STAGES = Repeated(
    int, lambda pks: Stage.objects.filter(pk__in=pks).order_by().values_list(*STAGE.columns, MATCHES, DEDUCTIONS)
)
TEAMS = Repeated(int, lambda pks: Team.objects.filter(pk__in=pks).order_by().values_list(*TEAM.columns))


def table_state(stage_id: int) -> State | None:
    """The standings as they stand: finished matches and those in play. None when the stage is no more."""
    rows = STAGES.rows([stage_id])
    stage = STAGE.instance(rows[0]) if rows else None
    if stage is None or not stage.has_table:
        return None
    sport = stage.season.competition.rules
    matches, deducted = map(listed, rows[0][-2:])
    results = [result for counted in matches if (result := _result(sport, *counted))]
    playing = sorted({team for home, away, *_ in matches for team in (home, away)})
    teams = {team.pk: team for team in map(TEAM.instance, TEAMS.rows(playing))}
    deductions: dict[int, int] = {}
    for team_id, points in deducted:
        deductions[team_id] = deductions.get(team_id, 0) + points
    competition = stage.season.competition
    return {
        "stage": {"id": stage.pk, "name": stage.name or None},
        "competition": {"id": competition.pk, "name": competition.name, "country": competition.country or None},
        "season": stage.season.name,
        "live": sum(result.live for result in results),
        "rows": {
            str(standing.team): _standing(standing, teams[standing.team])
            for standing in standings(sorted(teams), results, rules_of(stage), deductions)
        },
    }


def _result(
    sport: Sport,
    home: int,
    away: int,
    home_score: int | None,
    away_score: int | None,
    winner: str,
    status: str,
    period_kind: str,
) -> Result | None:
    if status == Status.ABANDONED and sport.shares_abandoned:
        return Result(home, away, 0, 0, "draw")
    if home_score is None or away_score is None or status not in COUNTING:
        return None
    if status in IN_PLAY:
        return Result(home, away, home_score, away_score, live=True)
    sets = sport.total == "sets" and home_score + away_score == sport.periods[0].count
    narrow = sets or period_kind in (PeriodKind.EXTRA, PeriodKind.SHOOTOUT)
    return Result(home, away, home_score, away_score, winner, narrow=narrow)


def _standing(standing: Standing, team: Team) -> State:
    return {
        "position": standing.position,
        "team": {key: value for key, value in team_state(team).items() if key != "kind"},
        "played": standing.played,
        "won": standing.won,
        "drawn": standing.drawn,
        "lost": standing.lost,
        "scored": standing.scored,
        "conceded": standing.conceded,
        "difference": standing.scored - standing.conceded,
        "points": standing.points,
        "deducted": standing.deducted or None,
        "live": standing.live or None,
    }


def rules_of(stage: Stage) -> Rules:
    sport = stage.season.competition.rules
    return Rules(
        win_points=_first(stage.win_points, sport.win_points),
        draw_points=_first(stage.draw_points, sport.draw_points),
        loss_points=_first(stage.loss_points, sport.loss_points),
        narrow_win_points=sport.narrow_win_points if stage.win_points is None else None,
        narrow_loss_points=sport.narrow_loss_points if stage.loss_points is None else None,
        ranking=tuple(stage.ranking) or sport.ranking,
    )


def _first(value: int | None, default: int) -> int:
    return default if value is None else value
