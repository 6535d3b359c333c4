"""What readers see, from our models: the states of the documents `row`, `match` and `table`, and their topics."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from django.db.models import prefetch_related_objects

from scores.live.models import Draft
from scores.live.patches import State
from scores.models import Incident, Match, Period, Stage, Team
from scores.sports import (
    CALLED_OFF,
    IN_PLAY,
    OVER,
    SPORTS,
    UPCOMING,
    IncidentKind,
    PeriodKind,
    Status,
    period_name,
    period_short,
)
from scores.standings import Result, Rules, Standing, standings

SHOOTOUT = PeriodKind.SHOOTOUT
NOT_BEGUN = UPCOMING | {Status.POSTPONED, Status.CANCELLED}  # feeds say 0-0 of these too; readers see no score
COUNTED = ("home_id", "away_id", "home_score", "away_score", "winner", "status")  # what a table is made of
PARTS_OF_A_MATCH = ("periods", "incidents", "statistics", "lineups")


def drafts_of(matches: Sequence[Match], stage_ids: Iterable[int]) -> list[Draft]:
    """The drafts of these matches' rows and pages and of these stages' tables."""
    prefetch_related_objects(matches, *PARTS_OF_A_MATCH)
    drafts = []
    for match in matches:
        row = row_state(match)
        drafts.append(Draft(f"row.{match.pk}", row_topics(match), partial(_given, row)))
        drafts.append(Draft(f"match.{match.pk}", [f"match.{match.pk}"], partial(match_state, match, row)))
    return drafts + [Draft(f"table.{pk}", [f"table.{pk}"], partial(table_state, pk)) for pk in stage_ids]


def _given(state: State) -> State:
    return state


def row_topics(match: Match) -> list[str]:
    return [
        f"day.{match.day.isoformat()}",
        f"competition.{match.stage.season.competition_id}",
        f"team.{match.home_id}",
        f"team.{match.away_id}",
    ]


def row_state(match: Match) -> State:
    """One line of a list. Absent keys say "there is none"; see the README for every key."""
    incidents = list(match.incidents.all())
    competition = match.stage.season.competition
    return {
        "id": match.pk,
        "sport": match.sport,
        "day": match.day.isoformat(),
        "kick_off": instant(match.kick_off),
        "precision": match.kick_off_precision,
        "status": match.status,
        "period": _current_period(match),
        "clock": _clock(match),
        "home": {**team_state(match.home), "red_cards": _red_cards(incidents, match, "home")},
        "away": {**team_state(match.away), "red_cards": _red_cards(incidents, match, "away")},
        "score": score_of(match),
        "winner": winner_of(match) or None,
        "parts": _parts(match),
        "competition": {
            "id": competition.pk,
            "name": competition.name,
            "country": competition.country or None,
            "order": competition.order,
        },
        "stage": {"id": match.stage_id, "name": match.stage.name or None, "table": match.stage.has_table},
        "season": match.stage.season.name,
        "round": match.round or None,
        "situation": match.situation or None,
        "note": match.note or None,
        "last_goal": _last_goal(match, incidents),
        "correction": _correction(match),
    }


def match_state(match: Match, row: State) -> State:
    """The whole match page."""
    lineups = list(match.lineups.all())
    return {
        "row": row,
        "venue": {"name": match.venue.name, "city": match.venue.city or None} if match.venue else None,
        "incidents": {str(incident.pk): incident_state(match, incident) for incident in match.incidents.all()},
        "statistics": {s.kind: {"home": _number(s.home), "away": _number(s.away)} for s in match.statistics.all()},
        "lineups": {
            side: [_player(player) for player in lineups if player.side == side]
            for side in ("home", "away")
            if any(player.side == side for player in lineups)
        },
    }


def table_state(stage_id: int) -> State | None:
    """The standings as they stand: finished matches and those in play. None when the stage is no more."""
    stage = Stage.objects.select_related("season__competition").filter(pk=stage_id).first()
    if stage is None or not stage.has_table:
        return None
    matches = list(stage.matches.values_list(*COUNTED))
    results = [result for counted in matches if (result := _result(*counted))]
    teams = Team.objects.in_bulk({team for home, away, *_ in matches for team in (home, away)})
    deductions: dict[int, int] = {}
    for deduction in stage.deductions.all():
        deductions[deduction.team_id] = deductions.get(deduction.team_id, 0) + deduction.points
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


def incident_state(match: Match, incident: Incident) -> State:
    kind = kind_of(match, incident)
    return {
        "id": incident.pk,
        "kind": incident.kind,
        "name": kind.name,
        "side": incident.side or None,
        "for": profits(kind, incident.side) if kind.points else None,
        "points": kind.points or None,
        "card": kind.card or None,
        "period": {"kind": incident.period_kind, "number": incident.period_number} if incident.period_kind else None,
        "minute": incident.minute,
        "added": incident.added or None,
        "clock": incident.clock,
        "player": incident.player or None,
        "other_player": incident.other_player or None,
        "detail": incident.detail or None,
        "state": incident.state,
        "reason": incident.reason or None,
        "order": incident.order,
    }


def team_state(team: Team) -> State:
    return {
        "id": team.pk,
        "name": team.name,
        "short": team.short_name or team.name,
        "code": team.code or None,
        "kind": team.kind,
        "crest": {"primary": team.primary_colour, "secondary": team.secondary_colour, "pattern": team.pattern},
    }


def score_of(match: Match) -> State | None:
    if match.home_score is None or match.away_score is None or match.status in NOT_BEGUN:
        return None
    return {"home": match.home_score, "away": match.away_score}


def winner_of(match: Match) -> str:
    """Who won, once it is over: as it was decided (an award), else as the score or the shoot-out says."""
    if not match.is_over:
        return ""
    if match.winner or match.home_score is None or match.away_score is None:
        return match.winner
    return _ahead(match.home_score, match.away_score) or _winner_of_shootout(match) or "draw"


def _winner_of_shootout(match: Match) -> str:
    scores = [(part.home_score or 0, part.away_score or 0) for part in match.periods.all() if part.kind == SHOOTOUT]
    return _ahead(*scores[0]) if scores else ""


def _ahead(home: int, away: int) -> str:
    return "home" if home > away else "away" if away > home else ""


def profits(kind: IncidentKind, side: str) -> str:
    """The side whose score an incident raises."""
    return {"home": "away", "away": "home"}.get(side, "") if kind.for_opponent else side


def kind_of(match: Match, incident: Incident) -> IncidentKind:
    known = SPORTS[match.sport].incidents.get(incident.kind)
    return known or IncidentKind(incident.kind.replace("_", " ").capitalize())


def instant(at: datetime) -> str:
    """ISO 8601 in UTC; to the second where there is no more to say."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds" if at.microsecond else "seconds").replace("+00:00", "Z")


def rules_of(stage: Stage) -> Rules:
    sport = stage.season.competition.rules
    return Rules(
        win_points=_first(stage.win_points, sport.win_points),
        draw_points=_first(stage.draw_points, sport.draw_points),
        loss_points=_first(stage.loss_points, sport.loss_points),
        ranking=tuple(stage.ranking) or sport.ranking,
    )


def _first(value: int | None, default: int) -> int:
    return default if value is None else value


def _result(
    home: int, away: int, home_score: int | None, away_score: int | None, winner: str, status: str
) -> Result | None:
    if home_score is None or away_score is None or status not in OVER | IN_PLAY:
        return None
    is_over = status in OVER
    return Result(home, away, home_score, away_score, winner=winner if is_over else "", live=not is_over)


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


def _current_period(match: Match) -> State | None:
    if not match.period_number or not match.is_live:
        return None
    return {
        "kind": match.period_kind,
        "number": match.period_number,
        "name": period_name(match.sport, match.period_kind, match.period_number),
        "short": period_short(match.sport, match.period_kind, match.period_number),
    }


def _clock(match: Match) -> State | None:
    direction = SPORTS[match.sport].clock
    if match.clock_seconds is None or match.clock_at is None or direction == "none" or not match.is_live:
        return None
    return {
        "seconds": match.clock_seconds,
        "at": instant(match.clock_at),
        "running": match.clock_running and match.status == Status.LIVE,
        "direction": direction,
        "added": match.clock_added or None,
    }


def _parts(match: Match) -> State | None:
    if match.status in NOT_BEGUN:
        return None
    return {f"{period.kind}-{period.number}": _part(match, period) for period in match.periods.all()} or None


def _part(match: Match, period: Period) -> State:
    return {
        "kind": period.kind,
        "number": period.number,
        "short": period_short(match.sport, period.kind, period.number),
        "home": period.home_score,
        "away": period.away_score,
        "home_detail": period.home_detail or None,
        "away_detail": period.away_detail or None,
    }


def _active(incidents: Iterable[Incident]) -> list[Incident]:
    return [incident for incident in incidents if incident.state != Incident.State.RETRACTED]


def _red_cards(incidents: Iterable[Incident], match: Match, side: str) -> int | None:
    own = [incident for incident in _active(incidents) if incident.side == side]
    return sum(kind_of(match, incident).card == "red" for incident in own) or None


def _last_goal(match: Match, incidents: Iterable[Incident]) -> State | None:
    scoring = [i for i in _active(incidents) if kind_of(match, i).points and i.period_kind != SHOOTOUT]
    if not scoring or not match.is_live:
        return None
    last = max(scoring, key=lambda i: (i.period_number, i.minute or 0, i.added, i.order, i.pk))
    return {
        "incident": last.pk,
        "kind": last.kind,
        "side": profits(kind_of(match, last), last.side),
        "player": last.player or None,
        "minute": last.minute,
        "added": last.added or None,
    }


def _correction(match: Match) -> State | None:
    if not match.correction or match.correction_at is None or match.status in CALLED_OFF:
        return None
    return {"text": match.correction, "at": instant(match.correction_at)}


def _player(player: Any) -> State:
    return {
        "name": player.name,
        "number": player.number or None,
        "position": player.position or None,
        "starter": player.starter,
    }


def _number(value: float) -> float | int:
    return int(value) if value == int(value) else value
