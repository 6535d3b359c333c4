"""The verbs of a match's course as buttons: which there are, and when each makes sense."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from scores import operations
from scores.models import Match
from scores.sports import IN_PLAY, UPCOMING, Status

Operation = Callable[[int, str, str], None]  # match id, source, reason


@dataclass(frozen=True)
class Verb:
    name: str
    label: str
    done: str
    when: frozenset[Status]  # offered as a button; the operation has the last word
    operation: Operation


def _kick_off(match_id: int, source: str, reason: str) -> None:
    operations.kick_off(match_id, source=source)


def _half_time(match_id: int, source: str, reason: str) -> None:
    operations.half_time(match_id, source=source)


def _full_time(match_id: int, source: str, reason: str) -> None:
    operations.full_time(match_id, source=source)


def _postpone(match_id: int, source: str, reason: str) -> None:
    operations.postpone(match_id, source=source, reason=reason)


def _abandon(match_id: int, source: str, reason: str) -> None:
    operations.abandon(match_id, source=source, reason=reason)


_STOPPED = (IN_PLAY - {Status.LIVE}) | {Status.POSTPONED}
VERBS: Mapping[str, Verb] = {
    verb.name: verb
    for verb in (
        Verb("kick_off", "Kick off", "kicked off", UPCOMING | _STOPPED, _kick_off),
        Verb("half_time", "Half-time", "in the break", frozenset({Status.LIVE}), _half_time),
        Verb("full_time", "Full time", "ended", IN_PLAY, _full_time),
        Verb("postpone", "Postpone", "postponed", UPCOMING, _postpone),
        Verb("abandon", "Abandon", "abandoned", IN_PLAY, _abandon),
    )
}
RARE = frozenset({"postpone", "abandon"})  # not where a thumb slips in the rain


def offered(match: Match) -> list[Verb]:
    return [verb for verb in VERBS.values() if match.status in verb.when]
