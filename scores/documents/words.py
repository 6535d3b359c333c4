"""The words that several documents share."""

from __future__ import annotations

from datetime import UTC, datetime

from scores.live.patches import State
from scores.models import Incident, Match, Team
from scores.sports import SPORTS, IncidentKind


def team_state(team: Team) -> State:
    return {
        "id": team.pk,
        "name": team.name,
        "short": team.short_name or team.name,
        "code": team.code or None,
        "kind": team.kind,
        "crest": {"primary": team.primary_colour, "secondary": team.secondary_colour, "pattern": team.pattern},
    }


def instant(at: datetime) -> str:
    """ISO 8601 in UTC; to the second where there is no more to say."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds" if at.microsecond else "seconds").replace("+00:00", "Z")


def kind_of(match: Match, incident: Incident) -> IncidentKind:
    known = SPORTS[match.sport].incidents.get(incident.kind)
    return known or IncidentKind(incident.kind.replace("_", " ").capitalize())


def profits(kind: IncidentKind, side: str) -> str:
    """The side whose score an incident raises."""
    return {"home": "away", "away": "home"}.get(side, "") if kind.for_opponent else side
