"""row.<match id>: one line of a list."""

from __future__ import annotations

from collections.abc import Iterable

from scores.documents.words import instant, kind_of, profits, team_state
from scores.live.patches import State
from scores.models import Incident, Match, Period
from scores.sports import CALLED_OFF, SPORTS, UPCOMING, PeriodKind, Status, period_name, period_short

SHOOTOUT = PeriodKind.SHOOTOUT
NOT_BEGUN = UPCOMING | {Status.POSTPONED, Status.CANCELLED}  # feeds say 0-0 of these too; readers see no score


def row_topics(match: Match) -> list[str]:
    return [
        f"day.{match.day.isoformat()}",
        f"competition.{match.stage.season.competition_id}",
        f"team.{match.home_id}",
        f"team.{match.away_id}",
    ]


def row_state(match: Match) -> State:
    """One line of a list. Absent keys say "there is none"; see the README for every key."""
    incidents = match.sheet.incidents
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
        "feed": _silence(match),
    }


def score_of(match: Match) -> State | None:
    if match.home_score is None or match.away_score is None or match.status in NOT_BEGUN:
        return None
    return {"home": match.home_score, "away": match.away_score}


def _silence(match: Match) -> State | None:
    """The feed that should tell of it and does not: since when, and readers count from there."""
    if match.silent_since is None or not (match.is_live or match.status in UPCOMING):
        return None
    return {"name": match.silent_feed, "silent_since": instant(match.silent_since)}


def winner_of(match: Match) -> str:
    """Who won, once it is over: as it was decided (an award), else as the score or the shoot-out says."""
    if not match.is_over:
        return ""
    if match.winner or match.home_score is None or match.away_score is None:
        return match.winner
    return _ahead(match.home_score, match.away_score) or _winner_of_shootout(match) or "draw"


def _winner_of_shootout(match: Match) -> str:
    scores = [(part.home_score or 0, part.away_score or 0) for part in match.sheet.periods if part.kind == SHOOTOUT]
    return _ahead(*scores[0]) if scores else ""


def _ahead(home: int, away: int) -> str:
    return "home" if home > away else "away" if away > home else ""


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
    return {f"{period.kind}-{period.number}": _part(match, period) for period in match.sheet.periods} or None


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
    last = max(scoring, key=lambda incident: _order(match, incident))
    return {
        "incident": last.pk,
        "kind": last.kind,
        "side": profits(kind_of(match, last), last.side),
        "player": last.player or None,
        "minute": last.minute,
        "added": last.added or None,
    }


def _order(match: Match, incident: Incident) -> tuple[int, ...]:
    """Where an incident stands in the course of its match; a clock in seconds counts down."""
    kinds = [spec.kind for spec in match.rules.periods]
    place = kinds.index(PeriodKind(incident.period_kind)) if incident.period_kind in kinds else 0
    said = (incident.minute or 0, incident.added, -(incident.clock or 0), incident.order, incident.pk)
    return place, incident.period_number, *said


def _correction(match: Match) -> State | None:
    if not match.correction or match.correction_at is None or match.status in CALLED_OFF:
        return None
    return {"text": match.correction, "at": instant(match.correction_at)}
