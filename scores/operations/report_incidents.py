"""The incidents of a report. What has vanished from a source's list is retracted: that is how feeds take back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from scores.documents import kind_of, profits
from scores.models import Incident, Match
from scores.operations.incidents import retract, set_fields
from scores.operations.scoring import correct
from scores.reports import IncidentReport, MatchReport
from scores.sports import counts_in_total

WITHDRAWN = "withdrawn by the feed"
NEVER = float("inf")
CORRECTED = 1.5  # minutes that another scorer or kind counts as: the same ones, a minute apart, find each other first
REVIEWED_WITHIN = 10  # minutes from a goal to what the video referee says of it
Told = Mapping[str, IncidentReport]


def apply_incidents(match: Match, report: MatchReport, source: str) -> None:
    told = {f"{source}:{said.key}": said for said in report.incidents or () if said.kind in match.rules.incidents}
    known = {incident.key: incident for incident in match.sheet.incidents}
    left = [incident for key, incident in known.items() if key not in told and _stands(incident)]
    moved = _recognise(match, {key: said for key, said in told.items() if key not in known}, left, source)
    for incident in left:
        if (
            incident.source == source
            and incident not in moved.values()
            and not _led_to_a_red_card(match, incident, told)
        ):
            _withdraw(match, incident, _why(match, incident, told))
    for key, said in told.items():
        if key in moved:
            _take_over(match, moved[key], key, said, source)
        incident = known.get(key) or moved.get(key) or Incident(match=match, key=key, source=source)
        if not said.retracted:
            _apply(match, incident, said)
        elif incident.pk is not None and _stands(incident):
            _withdraw(match, incident, said.reason or _why(match, incident, told))
    others = [each for each in left if each.source != source and ":" not in each.source and each not in moved.values()]
    _withdraw_more_than_scored(match, report, others)


def _withdraw_more_than_scored(match: Match, report: MatchReport, others: Collection[Incident]) -> None:
    """What another feed told while it led, and this one does not list: it stands while the score has room for it."""
    if report.score is None:
        return
    for side, scored in (("home", report.score.home), ("away", report.score.away)):
        made = sum(_points_for(match, each, side) for each in match.sheet.incidents if _stands(each))
        for incident in sorted(others, key=lambda each: each.pk, reverse=True):
            points = _points_for(match, incident, side)
            if points and made > scored:
                _withdraw(match, incident, WITHDRAWN)
                made -= points


def _points_for(match: Match, incident: Incident, side: str) -> int:
    """In the total: without a shoot-out."""
    kind = kind_of(match, incident)
    counts = counts_in_total(match.sport, incident.period_kind)
    return kind.points if counts and profits(kind, incident.side) == side else 0


def _recognise(match: Match, new: Told, left: Collection[Incident], source: str) -> dict[str, Incident]:
    """What is listed under another key than before, by the new key; the nearest find each other first.

    Providers delete an incident and make it again (feeds' formats, 0 #4), and the next provider has keys of its own.
    """
    near = [(_distance(match, incident, said, source), key, incident) for key, said in new.items() for incident in left]
    found: dict[str, Incident] = {}
    for distance, key, incident in sorted(near, key=lambda each: each[0]):
        if distance < NEVER and key not in found and incident not in found.values():
            found[key] = incident
    return found


def _distance(match: Match, incident: Incident, said: IncidentReport, source: str) -> float:
    """How many minutes lie between two that may be the same; infinite when they are not.

    Of the same moment and for the same side, one in place of the other is the same too, with its scorer corrected. A
    source without ids gives another key to all that it corrects: the same are those of one player, or of one minute.
    """
    if said.retracted or not _is_alike(match, incident, said):
        return NEVER
    # Another source may spell the player otherwise; the same one does not.
    is_ours, is_named = incident.source == source, bool(incident.player and said.player)
    is_other = is_ours and is_named and incident.player != said.player[:128]
    is_retyped, apart = incident.kind != said.kind, _minutes_between(incident, said)
    is_near = apart <= 1 and not _is_of_another_period(incident, said)
    if is_ours and not said.keeps_key:
        is_same = is_near or (is_named and not is_other)
    elif is_other or is_retyped:
        is_same = is_near and apart == 0 and not (is_other and is_retyped)
    else:
        is_same = is_near
    if not is_same:
        return NEVER
    return apart + CORRECTED if is_other or is_retyped else apart


def _is_alike(match: Match, incident: Incident, said: IncidentReport) -> bool:
    """Whether both are of one kind and side; of what counts, whether it counts as much for the same side."""
    side, kinds = said.side or "", match.rules.incidents
    if (incident.kind, incident.side) == (said.kind, side):
        return True
    was, now = kind_of(match, incident), kinds[said.kind]
    return was.points == now.points > 0 and profits(was, incident.side) == profits(now, side)


def _minutes_between(incident: Incident, said: IncidentReport) -> float:
    if incident.minute is None or said.minute is None:
        return 0 if incident.clock is not None and incident.clock == said.clock else NEVER
    return abs(incident.minute + incident.added - said.minute - said.added)


def _is_of_another_period(incident: Incident, said: IncidentReport) -> bool:
    if not (said.period and incident.period_kind):
        return False
    return (said.period.kind, said.period.number) != (incident.period_kind, incident.period_number)


def _stands(incident: Incident) -> bool:
    return incident.state != Incident.State.RETRACTED


def _led_to_a_red_card(match: Match, incident: Incident, told: Told) -> bool:
    """Some feeds list only the second of two yellow cards (feeds' formats, 0 #6). The first one stands."""
    cards = match.rules.incidents
    return kind_of(match, incident).card == "yellow" and any(
        cards[said.kind].card == "red"
        and (said.side, said.player) == (incident.side, incident.player)
        and (said.minute or 0) > (incident.minute or 0)
        for said in told.values()
    )


def _take_over(match: Match, incident: Incident, key: str, said: IncidentReport, source: str) -> None:
    """From now on it goes by this key and in these words. That another source spells it otherwise corrects nothing."""
    if incident.source == source:
        set_fields(incident, _values(said), said.reason)
    else:
        for name, value in _values(said).items():
            setattr(incident, name, value)
    incident.key, incident.source = key, source
    match.sheet.save(incident)


def _apply(match: Match, incident: Incident, said: IncidentReport) -> None:
    changed = {name: value for name, value in _values(said).items() if getattr(incident, name) != value}
    if not _stands(incident):
        _bring_back(match, incident)
    elif incident.pk is not None and not changed:
        return
    set_fields(incident, changed, said.reason)
    match.sheet.save(incident)


def _bring_back(match: Match, incident: Incident) -> None:
    incident.state, incident.reason = Incident.State.ACTIVE, ""
    if kind_of(match, incident).points:
        correct(match, f"{kind_of(match, incident).name} stands after all")


def _withdraw(match: Match, incident: Incident, reason: str) -> None:
    retract(match, incident, reason)
    match.sheet.save(incident)


def _why(match: Match, incident: Incident, told: Told) -> str:
    """What a review says of it, of a feed that lists one beside what it takes back."""
    what = "card" if kind_of(match, incident).card else "goal"
    for said in told.values():
        is_of_side = said.side in (None, incident.side)
        if said.overturns and what in said.detail.lower() and is_of_side and _is_soon_after(said, incident):
            _, _, cause = said.detail.partition(" - ")
            return f"VAR, {cause.lower()}" if cause else "VAR"
    return WITHDRAWN


def _is_soon_after(review: IncidentReport, incident: Incident) -> bool:
    if review.minute is None or incident.minute is None:
        return False
    return 0 <= review.minute + review.added - incident.minute - incident.added <= REVIEWED_WITHIN


def _values(said: IncidentReport) -> dict[str, Any]:
    """What the source says of it. A name or a minute that it leaves out is not taken back."""
    values = {
        "kind": said.kind,
        "side": said.side,
        "period_kind": said.period.kind.value if said.period else None,
        "period_number": said.period.number if said.period else None,
        "minute": said.minute,
        "added": said.added,
        "clock": said.clock,
        "order": said.order,
        "player": said.player[:128],
        "other_player": said.other_player[:128],
        "detail": said.detail[:128],
    }
    return {name: value for name, value in values.items() if value not in (None, "")}
