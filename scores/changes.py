"""The one door through which a match changes: lock, change, rebuild, log, publish."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.db import transaction

from scores.documents import drafts_of
from scores.live.models import Document, Draft
from scores.live.publication import publish
from scores.models import Match


@contextmanager
def changing(match_id: int, *, source: str, reason: str = "") -> Iterator[Match]:
    """Lock a match, let the caller change it, then log and publish what readers will see differently.

    The lock makes each document's sequence gapless in commit order, which is what lets a reader find a lost
    update by counting. No difference, no update. Raises Match.DoesNotExist.
    """
    with changing_all([match_id], source=source, reason=reason) as matches:
        if not matches:
            raise Match.DoesNotExist(f"There is no match {match_id}.")
        yield matches[0]
        matches[0].save()


@contextmanager
def changing_all(
    match_ids: Collection[int], *, source: str, reason: str = "", tables: Collection[int] = ()
) -> Iterator[list[Match]]:
    """The same for what several matches show together (a team's name, a stage's rules). The caller saves.

    Matches are locked in order of their ids and documents in order of their names, so that two changes never
    wait for each other in a circle. A match that the caller deletes ends its documents. `tables` are stages
    whose table is rebuilt in any case; that of a match is, when the match counts for it differently than before.
    """
    with transaction.atomic():
        matches = list(Match.objects.locked(match_ids))
        before = {match.pk: _counts(match) for match in matches}
        yield matches
        left = {match.pk: _counts(match) for match in matches if match.pk is not None}
        stages = {facts[0] for pk in before if before[pk] != left.get(pk) for facts in (before[pk], left.get(pk)) if facts}
        gone = set(match_ids) - set(left)
        drafts = drafts_of(left, stages | set(tables))
        drafts += [Draft(f"{kind}.{pk}", (), _nothing) for pk in gone for kind in ("match", "row")]
        told = next((match.correction for match in matches if match.was_corrected), "")
        changed = _log(drafts, source=source, reason=reason or told)
        for match in matches:
            match.was_changed = bool({f"row.{match.pk}", f"match.{match.pk}"} & changed)


def _counts(match: Match) -> tuple[Any, ...]:
    """What of a match the table of its stage shows; the stage comes first."""
    return (
        match.stage_id,
        match.home_id,
        match.away_id,
        match.home_score,
        match.away_score,
        match.status,
        match.winner,
    )


def _nothing() -> None:
    return None


def _log(drafts: Sequence[Draft], *, source: str, reason: str) -> set[str]:
    """Log what differs and publish it after commit; return the names of the documents that changed."""
    updates = Document.objects.advance(drafts, source=source, reason=reason[:200])
    if updates:
        transaction.on_commit(partial(publish, updates), robust=True)
    return {update.document for update in updates}
