"""The one door through which a match changes: lock, change, rebuild, log, publish."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from scores.documents import drafts_of
from scores.live.models import Document, Draft
from scores.live.publication import publish
from scores.live.queries import update
from scores.locking import locked
from scores.models import Match

Facts = tuple[Any, ...]


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


@contextmanager
def changing_all(
    match_ids: Collection[int], *, source: str, reason: str = "", tables: Collection[int] = ()
) -> Iterator[list[Match]]:
    """The same for several matches at once.

    Matches are locked in order of their ids and documents in order of their names, so that two changes never
    wait for each other in a circle. A match that the caller deletes ends its documents. `tables` are stages
    whose table is rebuilt in any case; that of a match is, when the match counts for it differently than before.
    """
    with transaction.atomic():
        matches = locked(match_ids)
        before = {match.pk: _counts(match) for match in matches}
        stored = {match.pk: _values(match) for match in matches}
        yield matches
        left = [match for match in matches if match.pk is not None]
        for match in left:
            _save(match, stored[match.pk])
        stages = _tables(before, {match.pk: _counts(match) for match in left})
        drafts = drafts_of(left, stages | set(tables))
        gone = before.keys() - {match.pk for match in left}
        drafts += [Draft(f"{kind}.{pk}", (), _nothing) for pk in gone for kind in ("match", "row")]
        told = next((match.correction for match in matches if match.was_corrected), "")
        changed = _log(drafts, source=source, reason=reason or told)
        for match in left:
            match.was_changed = bool({f"row.{match.pk}", f"match.{match.pk}"} & changed)


def rebuild(match_ids: Collection[int], *, source: str, reason: str = "", tables: Collection[int] = ()) -> None:
    """Log and publish what readers will see differently of matches whose names, rules or surroundings changed."""
    with changing_all(match_ids, source=source, reason=reason, tables=tables):
        pass


def lock_names(*rows: QuerySet[Any]) -> list[list[Any]]:
    """Lock competitions, seasons, stages or teams, before any match that shows them.

    Whoever renames one and whoever makes a match show it meet here, so that no match keeps a name of before.
    Without the key: PostgreSQL checks foreign keys when a transaction ends, and these checks must not wait.
    """
    return [list(each.select_for_update(of=("self",), no_key=True).order_by("pk")) for each in rows]


def _save(match: Match, stored: Mapping[str, Any]) -> None:
    if changed := [name for name, value in _values(match).items() if value != stored[name]]:
        update(match, changed)


def _values(match: Match) -> dict[str, Any]:
    return {field.attname: getattr(match, field.attname) for field in Match._meta.concrete_fields}


def _counts(match: Match) -> Facts:
    """What of a match the table of its stage shows, the stage first; nothing where there is no table."""
    if not match.stage.has_table:
        return ()
    score, decided_in = (match.home_score, match.away_score), match.period_kind if match.is_over else ""
    return match.stage_id, match.home_id, match.away_id, score, match.status, match.winner, decided_in


def _tables(before: Mapping[int, Facts], after: Mapping[int, Facts]) -> set[int]:
    """The stages for which a match counts differently than before."""
    moved = [(was, after.get(pk, ())) for pk, was in before.items() if was != after.get(pk, ())]
    return {facts[0] for both in moved for facts in both if facts}


def _nothing() -> None:
    return None


def _log(drafts: Sequence[Draft], *, source: str, reason: str) -> set[str]:
    """Log what differs and publish it after commit; return the names of the documents that changed."""
    updates = Document.objects.advance(drafts, source=source, reason=reason[:200])
    if updates:
        transaction.on_commit(partial(publish, updates), robust=True)
    return {update.document for update in updates}
