"""Old copies of whole boards. A CDN's cache that is behind serves them, on the recorded boards for up to 83 seconds.

A body that is, byte for byte, one that came before the newest was an old copy each of the 62 times that it was
recorded: minutes go on, and of many matches one changes. So it neither raises a doubt nor ends one. It may confirm one
that newer bodies raised. A board that goes on saying the same for LONGEST means it: nothing else may have changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from feeds.guard import Decision, History, Ruling, judge
from feeds.ingest.judged import Judged
from feeds.ingest.standing import Standing
from feeds.ingest.turns import Turn
from feeds.models import SeenBodies
from feeds.providers import Parsed
from scores.reports import MatchReport
from scores.sports import IN_PLAY

MATCHES = 2  # that make a board: of one match alone, a goal that is taken back may bring back the same bytes
KEPT = 50  # bodies of a board
LONGEST = timedelta(minutes=2)
DAY = timedelta(days=1)
BACKWARDS = ("held", "shown")


def old_since(provider: str, parsed: Parsed, payload: bytes, at: datetime) -> datetime | None:
    """Since when old copies of this board come; None when this is the newest."""
    if len(parsed.reports) < MATCHES:
        return None
    board = _digest("\n".join([parsed.resource, *sorted(report.key for report in parsed.reports)]).encode())
    seen = SeenBodies.objects.filter(provider=provider, board=board).first()
    if seen is None:
        SeenBodies.objects.filter(last_at__lt=at - DAY).delete()
        seen = SeenBodies(provider=provider, board=board, last_at=at)
    return _compare(seen, _digest(payload), at)


def left_out(standing: Standing, reports: Sequence[MatchReport], since: datetime) -> list[Judged]:
    """The reports of an old copy that say something else than newer ones did, with the decision to leave them out."""
    found = []
    for report in reports:
        history, match_id = standing.history(report), standing.match_of(report)
        if match_id is None or history.status not in IN_PLAY:
            continue
        decision = judge(report, history, standing.received_at, resource=standing.resource)
        if not _goes_on(history, decision):
            rulings = tuple(_old(ruling, since) for ruling in decision.rulings if ruling.outcome in BACKWARDS)
            found.append(Judged(report, match_id, Turn(), replace(decision, rulings=rulings)))
    return found


def _goes_on(history: History, decision: Decision) -> bool:
    """Whether it says of every doubt what newer bodies said, and raises no other."""
    doubted = {(part, doubt.since) for part, doubt in history.doubts.items()}
    said = {(ruling.part, ruling.since) for ruling in decision.rulings if ruling.outcome in BACKWARDS}
    return bool(doubted) and doubted == said


def _old(ruling: Ruling, since: datetime) -> Ruling:
    return replace(ruling, outcome="old", since=since, reason=f"in an old copy of the board: {ruling.reason}")


def _compare(seen: SeenBodies, digest: str, at: datetime) -> datetime | None:
    is_old = digest in seen.digests[:-1]
    since = (seen.old_since or at) if is_old else None
    if digest not in seen.digests:
        seen.digests = [*seen.digests, digest][-KEPT:]
    elif since == seen.old_since:
        return _within(since, at)  # the newest again, or the old copy again
    seen.old_since, seen.last_at = since, at
    seen.save()
    return _within(since, at)


def _within(since: datetime | None, at: datetime) -> datetime | None:
    return since if since and at - since < LONGEST else None


def _digest(said: bytes) -> str:
    return sha256(said).hexdigest()[:32]
