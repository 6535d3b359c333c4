"""What happens in a match, entered one by one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scores.changes import changing
from scores.documents import kind_of, profits
from scores.models import Hold, Incident, Match
from scores.operations.checking import refuse_invalid_fields
from scores.operations.errors import OperationError
from scores.operations.holding import hold
from scores.operations.scoring import add_points, correct, standing_of, tell_what_is_taken_back
from scores.sports import period_spec

CORRECTABLE = frozenset(
    {"kind", "side", "minute", "added", "clock", "player", "other_player", "detail", "period_kind", "period_number"}
)
# To change one of these contradicts what readers saw; to fill in one that was empty, or another, adds to it.
SEEN = ("kind", "side", "player")
Worth = tuple[str, int, tuple[str, int] | None]


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
        full_key, known = f"{source}:{key}", match.sheet.incidents
        if any(incident.key == full_key for incident in known):
            return
        _refuse_points_out_of_play(match, kind)
        period = period or (match.period_kind, match.period_number)
        incident = Incident(
            match=match,
            key=full_key,
            source=source,
            kind=kind,
            side=side,
            period_kind=period[0] if period[1] else "",
            period_number=period[1],
            minute=minute,
            added=added,
            clock=clock,
            order=len(known) + 1,
            player=player,
            other_player=other_player,
            detail=detail,
        )
        _check(match, incident)
        match.sheet.save(incident)
        if counts:
            _count(match, _worth(match, incident), 1)
        _hold(match, incident, source)


def retract_incident(match_id: int, incident_id: int, *, source: str, reason: str) -> None:
    """Take an incident back: its points go, it stays visible as struck through with the reason."""
    if not reason.strip():
        raise OperationError("Give a reason: readers have seen it, and will be told why it is gone.")
    with changing(match_id, source=source, reason=reason) as match:
        incident = _find(match, incident_id)
        if incident.state == Incident.State.RETRACTED:
            return
        _count(match, _worth(match, incident), -1)
        retract(match, incident, reason)
        match.sheet.save(incident)
        _hold(match, incident, source)


def correct_incident(match_id: int, incident_id: int, *, source: str, reason: str, **fields: Any) -> None:
    """Change what was recorded of an incident (scorer, minute, kind, side); the score follows its points."""
    if unknown := fields.keys() - CORRECTABLE:
        raise OperationError(f"Of an incident one cannot change: {', '.join(sorted(unknown))}.")
    with changing(match_id, source=source, reason=reason) as match:
        incident = _find(match, incident_id)
        if all(getattr(incident, field) == value for field, value in fields.items()):
            return
        before, worth = standing_of(match), _worth(match, incident)
        set_fields(incident, fields, reason)
        _check(match, incident)
        if incident.state != Incident.State.RETRACTED and worth != _worth(match, incident):
            _count(match, worth, -1)
            _count(match, _worth(match, incident), 1)
        tell_what_is_taken_back(match, before, reason)
        match.sheet.save(incident)
        _hold(match, incident, source)


def set_fields(incident: Incident, values: Mapping[str, Any], reason: str) -> None:
    """Set what is known of an incident now; it counts as corrected if that contradicts what readers saw."""
    contradicts = any(name in values and getattr(incident, name) not in ("", values[name]) for name in SEEN)
    if contradicts and incident.state != Incident.State.RETRACTED:
        incident.state, incident.reason = Incident.State.CORRECTED, reason[:200]
    for name, value in values.items():
        setattr(incident, name, value)


def retract(match: Match, incident: Incident, reason: str) -> None:
    """Mark an incident as taken back and tell readers, if it was one they cheered or groaned at. Saves nothing."""
    incident.state = Incident.State.RETRACTED
    incident.reason = reason[:200]
    kind = kind_of(match, incident)
    if kind.points:
        correct(match, f"{kind.name} disallowed ({reason})")
    elif kind.card and not match.was_corrected:
        correct(match, f"{kind.name} withdrawn ({reason})")


def _refuse_points_out_of_play(match: Match, kind: str) -> None:
    known = match.rules.incidents.get(kind)
    if known and known.points and not (match.is_live or match.is_over):
        raise OperationError(f"Cannot record a {known.name.lower()}: the match is {match.status}.")


def _check(match: Match, incident: Incident) -> None:
    rules = match.rules
    if incident.kind not in rules.incidents:
        known = ", ".join(rules.incidents)
        raise OperationError(f"{rules.name} has no incident {incident.kind!r}; it has {known}.")
    if rules.incidents[incident.kind].points and incident.side not in ("home", "away"):
        raise OperationError("Say which side scored: home or away.")
    if incident.period_kind and period_spec(match.sport, incident.period_kind) is None:
        raise OperationError(f"{rules.name} has no {incident.period_kind}.")
    refuse_invalid_fields(incident, CORRECTABLE | {"key"})


def _find(match: Match, incident_id: int) -> Incident:
    incident = next((each for each in match.sheet.incidents if each.pk == incident_id), None)
    if incident is None:
        raise OperationError("This incident is not one of the match.")
    return incident


def _worth(match: Match, incident: Incident) -> Worth:
    """The side whose score it raises, by how much, and in which period."""
    kind = kind_of(match, incident)
    period = (incident.period_kind, incident.period_number) if incident.period_kind else None
    return profits(kind, incident.side), kind.points, period


def _count(match: Match, worth: Worth, sign: int) -> None:
    side, points, period = worth
    if points:
        add_points(match, side, sign * points, period=period)


def _hold(match: Match, incident: Incident, source: str) -> None:
    parts = [Hold.Part.INCIDENTS]
    if kind_of(match, incident).points:
        parts += [Hold.Part.SCORE, Hold.Part.PERIODS]
    hold(match, parts, source)
