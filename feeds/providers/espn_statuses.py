"""What ESPN's words for the course of a match mean: its state (pre, in, post) is the machine, its name the detail."""

from __future__ import annotations

from collections.abc import Mapping

from feeds.providers.espn_shapes import GameStatus
from scores.reports import PeriodKey
from scores.sports import PeriodKind, Status

STATES = {"pre": Status.SCHEDULED, "in": Status.LIVE, "post": Status.ENDED}
# The detail that changes what a state means; the first that is found in the name counts.
DETAILS = (
    ("POSTPONED", Status.POSTPONED),
    ("CANCEL", Status.CANCELLED),
    ("ABANDONED", Status.ABANDONED),
    ("NO_RESULT", Status.ABANDONED),
    ("SUSPENDED", Status.SUSPENDED),
    ("WALKOVER", Status.WALKOVER),
    ("RETIRED", Status.RETIRED),
    ("FORFEIT", Status.AWARDED),
    ("DELAY", Status.DELAYED),
    ("HALFTIME", Status.BREAK),
    ("END_PERIOD", Status.BREAK),
    ("END_OF", Status.BREAK),
    ("INNINGS_BREAK", Status.BREAK),
    ("STUMPS", Status.BREAK),
    ("LUNCH", Status.BREAK),
    ("TEA", Status.BREAK),
)
# The period of football after which each break is; the number beside it is now that of the one before, now the next.
_BREAKS: Mapping[str, PeriodKey] = {
    "STATUS_HALFTIME": PeriodKey(kind=PeriodKind.PERIOD, number=1),
    "STATUS_END_OF_REGULATION": PeriodKey(kind=PeriodKind.PERIOD, number=2),
    "STATUS_HALFTIME_ET": PeriodKey(kind=PeriodKind.EXTRA, number=1),
    "STATUS_END_OF_EXTRATIME": PeriodKey(kind=PeriodKind.EXTRA, number=2),
}


def status_of(status: GameStatus) -> Status | None:
    """None for a word that leaves us in doubt: an end that is not an end."""
    word = (status.type.name or status.type.description).upper().replace(" ", "_")
    state = STATES.get(status.type.state)
    if state == Status.ENDED and word == "RESULT":  # of cricket; which, only the summary says
        word = status.summary.upper().replace(" ", "_")
    detail = next((meaning for part, meaning in DETAILS if part in word), None)
    if detail == Status.DELAYED and state == Status.LIVE and status.period:
        return Status.INTERRUPTED
    if detail == Status.BREAK and state != Status.LIVE:
        detail = None
    if state == Status.ENDED and detail is None and status.type.completed is False:
        return None
    return detail or state


def period_before(status: GameStatus) -> PeriodKey | None:
    """The period of football that a break is after, where its name says so."""
    return _BREAKS.get(status.type.name or "")


def is_drawn(status: GameStatus) -> bool:
    """Of cricket: "Match drawn", in which one side has the more runs all the same."""
    return "drawn" in status.summary.lower()
