"""How long a step backwards is doubted, where several documents of a provider tell of one match.

Each document that says it confirms it, one that says what stands denies it, and none speaks for another: a scoreboard
may be minutes behind the sheet of the match, or stand still for good.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from feeds.guard.history import Claim, Doubt
from feeds.guard.steps import Step

PATIENCE = timedelta(seconds=60)  # how long a step backwards must be said, and by no document denied
SILENT = timedelta(minutes=5)  # a document that was not heard for so long says nothing any more


def doubt_of(known: Doubt | None, step: Step, resource: str, at: datetime) -> Doubt:
    """The doubt of a step that a document tells of now."""
    fresh = Doubt(claim=step.claim, since=at, believed=step.believed, said=step.said, reason=step.text)
    if known is None or not _confirms(step.claim, known.claim):
        return fresh.model_copy(update={"said_by": {resource: at}})
    denied_by = {name: when for name, when in known.denied_by.items() if name != resource}
    said_by = known.said_by | {resource: at}
    return fresh.model_copy(update={"since": known.since, "said_by": said_by, "denied_by": denied_by})


def deny(known: Doubt, resource: str, at: datetime) -> Doubt | None:
    """What is left of a doubt when this document says what stands; None: no other one says the step any more."""
    said_by = {name: when for name, when in known.said_by.items() if name != resource and at - when < SILENT}
    if not said_by:
        return None
    return known.model_copy(update={"said_by": said_by, "denied_by": known.denied_by | {resource: at}})


def is_confirmed(known: Doubt, at: datetime) -> bool:
    return all(at - when >= PATIENCE for when in (known.since, *known.denied_by.values()))


def _confirms(claim: Claim, known: Claim) -> bool:
    """Whether it says the same again. The match goes on meanwhile, and points that are added contradict nothing."""
    if isinstance(claim, str) or isinstance(known, str):
        return claim == known
    return all(now >= was for now, was in zip(claim, known, strict=True))
