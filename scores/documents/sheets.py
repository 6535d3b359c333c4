"""match.<match id>: the whole match page."""

from __future__ import annotations

from scores.documents.words import kind_of, profits
from scores.live.patches import State
from scores.models import Incident, Lineup, Match


def match_state(match: Match, row: State) -> State:
    """The whole match page."""
    lineups = match.sheet.lineups
    return {
        "row": row,
        "venue": {"name": match.venue.name, "city": match.venue.city or None} if match.venue else None,
        "attendance": match.attendance,
        "referee": match.referee or None,
        "incidents": {str(incident.pk): incident_state(match, incident) for incident in match.sheet.incidents},
        "statistics": {s.kind: {"home": _number(s.home), "away": _number(s.away)} for s in match.sheet.statistics},
        "lineups": {
            side: [_player(player) for player in lineups if player.side == side]
            for side in ("home", "away")
            if any(player.side == side for player in lineups)
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


def _player(player: Lineup) -> State:
    return {
        "name": player.name,
        "number": player.number or None,
        "position": player.position or None,
        "starter": player.starter,
    }


def _number(value: float) -> float | int:
    return int(value) if value == int(value) else value
