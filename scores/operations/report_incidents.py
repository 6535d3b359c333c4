"""The incidents of a report. What has vanished from a source's list is retracted: that is how feeds take back."""

from __future__ import annotations

from typing import Any

from scores.models import Incident, Match
from scores.operations.incidents import retract
from scores.reports import IncidentReport, MatchReport

# A change of one of these is a correction of what readers saw; of another, a detail that came in later.
SEEN = ("kind", "side", "player")


def apply_incidents(match: Match, report: MatchReport, source: str) -> None:
    known = {incident.key: incident for incident in match.incidents.filter(source=source)}
    told = {f"{source}:{said.key}": said for said in report.incidents or ()}
    for key, incident in known.items():
        if key not in told and incident.state != Incident.State.RETRACTED:
            _withdraw(match, incident, "withdrawn by the feed")
    for key, said in told.items():
        incident = known.get(key) or Incident(match=match, key=key, source=source)
        _apply(match, incident, said)


def _apply(match: Match, incident: Incident, said: IncidentReport) -> None:
    if said.kind not in match.rules.incidents:
        return
    if said.retracted:
        if incident.pk is not None and incident.state != Incident.State.RETRACTED:
            _withdraw(match, incident, said.reason or "withdrawn by the feed")
        return
    values = _values(said)
    changed = {name for name, value in values.items() if getattr(incident, name) != value}
    if incident.pk is not None:
        returned = incident.state == Incident.State.RETRACTED
        if not changed and not returned:
            return
        if returned:
            incident.state, incident.reason = Incident.State.ACTIVE, ""
        if any(name in changed and getattr(incident, name) for name in SEEN):
            incident.state, incident.reason = Incident.State.CORRECTED, said.reason[:200]
    for name, value in values.items():
        setattr(incident, name, value)
    incident.save()


def _withdraw(match: Match, incident: Incident, reason: str) -> None:
    retract(match, incident, reason)
    incident.save()


def _values(said: IncidentReport) -> dict[str, Any]:
    return {
        "kind": said.kind,
        "side": said.side or "",
        "period_kind": said.period.kind.value if said.period else "",
        "period_number": said.period.number if said.period else 0,
        "minute": said.minute,
        "added": said.added,
        "clock": said.clock,
        "order": said.order,
        "player": said.player[:128],
        "other_player": said.other_player[:128],
        "detail": said.detail[:128],
    }
