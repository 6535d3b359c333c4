"""What happens in a match, entered one by one."""

from __future__ import annotations

from typing import Any

from scores.changes import changing
from scores.documents import kind_of, profits
from scores.models import Hold, Incident, Match
from scores.operations.errors import OperationError
from scores.operations.holding import hold
from scores.operations.scoring import add_points, correct

CORRECTABLE = frozenset(
    {"kind", "side", "minute", "added", "clock", "player", "other_player", "detail", "period_kind", "period_number"}
)


def record_incident(
    match_id: int,
    *,
    key: str,
    kind: str,
    side: str,
    source: str,
    minute: int | None = None,
    added: int = 0,
    clock: int | None = None,
    period: tuple[str, int] | None = None,
    player: str = "",
    other_player: str = "",
    detail: str = "",
    counts: bool = True,
) -> None:
    """Add an incident, and its points to the score, once per key.

    `counts=False`: the score has these points already, and this says whose they were.
    """
    with changing(match_id, source=source) as match:
        full_key = f"{source}:{key}"
        if match.incidents.filter(key=full_key).exists():
            return
        _check(match, kind, side)
        period = period or ((match.period_kind, match.period_number) if match.period_number else None)
        incident = match.incidents.create(
            key=full_key,
            source=source,
            kind=kind,
            side=side,
            period_kind=period[0] if period else "",
            period_number=period[1] if period else 0,
            minute=minute,
            added=added,
            clock=clock,
            order=match.incidents.count() + 1,
            player=player,
            other_player=other_player,
            detail=detail,
        )
        if counts:
            _count(match, incident, 1)
        _hold(match, incident, source)


def retract_incident(match_id: int, incident_id: int, *, source: str, reason: str) -> None:
    """Take an incident back: its points go, it stays visible as struck through with the reason."""
    if not reason.strip():
        raise OperationError("Give a reason: readers have seen it, and will be told why it is gone.")
    with changing(match_id, source=source, reason=reason) as match:
        incident = _find(match, incident_id)
        if incident.state == Incident.State.RETRACTED:
            return
        _count(match, incident, -1)
        retract(match, incident, reason)
        incident.save()
        _hold(match, incident, source)


def correct_incident(match_id: int, incident_id: int, *, source: str, reason: str, **fields: Any) -> None:
    """Change what was recorded of an incident (scorer, minute, kind, side); the score follows its points."""
    if unknown := fields.keys() - CORRECTABLE:
        raise OperationError(f"Of an incident one cannot change: {', '.join(sorted(unknown))}.")
    with changing(match_id, source=source, reason=reason) as match:
        incident = _find(match, incident_id)
        if all(getattr(incident, field) == value for field, value in fields.items()):
            return
        active = incident.state != Incident.State.RETRACTED
        if active:
            _count(match, incident, -1)
        for field, value in fields.items():
            setattr(incident, field, value)
        _check(match, incident.kind, incident.side)
        if active:
            _count(match, incident, 1)
            incident.state = Incident.State.CORRECTED
        incident.reason = reason[:200]
        incident.save()
        _hold(match, incident, source)


def retract(match: Match, incident: Incident, reason: str) -> None:
    """Mark an incident as taken back and tell readers, if it was one they cheered or groaned at. Saves nothing."""
    incident.state = Incident.State.RETRACTED
    incident.reason = reason[:200]
    kind = kind_of(match, incident)
    if kind.points:
        correct(match, f"{kind.name} disallowed ({reason})")
    elif kind.card:
        correct(match, f"{kind.name} withdrawn ({reason})")


def _check(match: Match, kind: str, side: str) -> None:
    if kind not in match.rules.incidents:
        known = ", ".join(match.rules.incidents)
        raise OperationError(f"{match.rules.name} has no incident {kind!r}; it has {known}.")
    if match.rules.incidents[kind].points and side not in ("home", "away"):
        raise OperationError("Say which side scored: home or away.")
    if match.rules.incidents[kind].points and not (match.is_live or match.is_over):
        raise OperationError(f"Cannot record a {match.rules.incidents[kind].name.lower()}: the match is {match.status}.")


def _find(match: Match, incident_id: int) -> Incident:
    incident = match.incidents.filter(pk=incident_id).first()
    if incident is None:
        raise OperationError("This incident is not one of the match.")
    return incident


def _count(match: Match, incident: Incident, sign: int) -> None:
    kind = kind_of(match, incident)
    if kind.points:
        period = (incident.period_kind, incident.period_number) if incident.period_kind else None
        add_points(match, profits(kind, incident.side), sign * kind.points, period=period)


def _hold(match: Match, incident: Incident, source: str) -> None:
    parts = [Hold.Part.INCIDENTS]
    if kind_of(match, incident).points:
        parts += [Hold.Part.SCORE, Hold.Part.PERIODS]
    hold(match, parts, source)
