"""Flags and remarks: what staff see of the sources of a match, and readers do not."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db.models import Count

from scores.models import Flag, Remark

REMARKS = 100  # of a match; the oldest go
_ONCE = ("source", "part")


def flag_matches(match_ids: Collection[int], raised: Sequence[Flag]) -> None:
    """Of these matches, these flags stand and no others. One that stood already stands since then."""
    _flag("match_id", match_ids, raised)


def flag_stage(stage_id: int, source: str, raised: Sequence[Flag]) -> None:
    """The same for what one source says of a stage."""
    _flag("stage_id", [stage_id], raised, source)


def _flag(of: str, ids: Collection[int], raised: Sequence[Flag], source: str = "") -> None:
    standing = Flag.objects.filter(**{f"{of}__in": ids}, **({"source": source} if source else {}))
    known = {(getattr(flag, of), flag.source, flag.part): flag for flag in standing}
    told = {(getattr(flag, of), flag.source, flag.part): flag for flag in raised}
    if gone := [flag.pk for key, flag in known.items() if key not in told]:
        Flag.objects.filter(pk__in=gone).delete()
    changed = [flag for key, flag in told.items() if key not in known or _differs(flag, known[key])]
    if changed:
        Flag.objects.bulk_create(
            changed, update_conflicts=True, unique_fields=(of, *_ONCE), update_fields=("text", "alone")
        )


def _differs(flag: Flag, known: Flag) -> bool:
    return (flag.text, flag.alone) != (known.text, known.alone)


def remark(texts: Mapping[int, str], *, source: str, at: datetime) -> None:
    """Write into the logs of matches, by their ids, what only staff read."""
    Remark.objects.bulk_create(
        Remark(match_id=match_id, at=at, source=source, text=text[:300]) for match_id, text in texts.items()
    )
    counts = Remark.objects.filter(match__in=texts).order_by().values_list("match").annotate(count=Count("pk"))
    for match_id, _ in counts.filter(count__gt=REMARKS):
        old = Remark.objects.filter(match=match_id).order_by("-at", "-pk").values_list("pk", flat=True)[REMARKS:]
        Remark.objects.filter(pk__in=list(old)).delete()
