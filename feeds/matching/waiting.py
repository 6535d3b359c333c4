"""Reports that wait for an editor, and the names they wait on."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from feeds.matching.finding import Missing, Unmatched, name_of
from feeds.models import UnmatchedName, WaitingReport
from scores.reports import MatchReport

KEPT = timedelta(days=30)  # since its provider last told of it


def wait(
    provider: str,
    report: MatchReport,
    unmatched: Unmatched,
    received_at: datetime,
    *,
    resource: str = "",
    may_create: bool = False,
) -> None:
    """Keep the report, and list the names that an editor must place before it can be applied."""
    waiting, is_new = WaitingReport.objects.update_or_create(
        provider=provider,
        key=report.key,
        resource=resource,
        defaults={"report": report.model_dump(mode="json"), "received_at": received_at, "may_create": may_create},
    )
    where = f"{report.competition.name} {report.competition.season}: {name_of(report)}"
    if is_new:
        _forget_old(provider, received_at)
    waiting.names.set([_list(provider, each, where, str(unmatched), received_at) for each in unmatched.missing])


def _forget_old(provider: str, at: datetime) -> None:
    old = WaitingReport.objects.filter(provider=provider, received_at__lt=at - KEPT)
    if old.delete()[0]:
        forget_idle(provider)


def _list(provider: str, missing: Missing, where: str, reason: str, received_at: datetime) -> UnmatchedName:
    told = {
        "name": missing.name[:200],
        "where": where[:300],
        "reason": reason[:300],
        "candidates": list(missing.candidates),
        "last_at": received_at,
    }
    listed, _ = UnmatchedName.objects.update_or_create(
        provider=provider,
        kind=missing.kind,
        sport=missing.sport,
        key=missing.key,
        defaults=told,
        create_defaults={**told, "first_at": received_at},
    )
    return listed


def forget_placed(provider: str, keys: Collection[str], *, resource: str = "") -> list[WaitingReport]:
    """Reports that found their match wait no more; return what other documents said of it, oldest first."""
    if not keys or not WaitingReport.objects.filter(provider=provider).exists():
        return []
    waiting = WaitingReport.objects.filter(provider=provider, key__in=keys)
    waiting.filter(resource=resource).delete()
    forget_idle(provider)
    return list(waiting)


def forget_idle(provider: str) -> None:
    """A name that no report waits on is not listed any more."""
    UnmatchedName.objects.filter(provider=provider, waiting=None).delete()
