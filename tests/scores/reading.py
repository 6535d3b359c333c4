"""What readers see, read as they read it: from documents and their log."""

from __future__ import annotations

from typing import Any

from scores.live.models import Document, Update
from scores.models import Match


def state_of(name: str) -> dict[str, Any]:
    state: dict[str, Any] = Document.objects.get(name=name).state
    return state


def row_of(match: Match) -> dict[str, Any]:
    return state_of(f"row.{match.pk}")


def sheet_of(match: Match) -> dict[str, Any]:
    return state_of(f"match.{match.pk}")


def incidents_of(match: Match) -> list[dict[str, Any]]:
    """As readers see them, in the order in which they were made."""
    incidents = sheet_of(match).get("incidents", {})
    return [incidents[key] for key in sorted(incidents, key=int)]


def incident_of(match: Match) -> dict[str, Any]:
    """The only one."""
    (incident,) = incidents_of(match)
    return incident


def table_rows(stage_id: int) -> dict[str, dict[str, Any]]:
    """The rows of a table by the team's name."""
    rows = state_of(f"table.{stage_id}")["rows"].values()
    return {row["team"]["name"]: row for row in rows}


def log_of(name: str) -> list[Update]:
    return list(Update.objects.of(name))


def last_update(name: str) -> Update:
    return log_of(name)[-1]


def count_updates() -> int:
    return Update.objects.count()
