"""The clock of a match as an editor reads and writes it: 67:30."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from scores.models import Match
from scores.operations.clock import seconds_at


class ClockField(forms.CharField):
    """Seconds, written as minutes and seconds. Minutes alone will do."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=6, widget=forms.TextInput(attrs={"size": 6}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{value // 60}:{value % 60:02}" if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, int) or value in self.empty_values:
            return value if isinstance(value, int) else None
        if not (read := re.fullmatch(r"(\d{1,3})(?::([0-5]?\d))?", value.strip())):
            raise ValidationError("A clock is written as 67:30.")
        return int(read[1]) * 60 + int(read[2] or 0)

    def run_validators(self, value: Any) -> None:
        """It was read; there is no text left to check."""


def has_clock(match: Match) -> bool:
    return match.is_live and match.rules.clock != "none"


def shown(match: Match) -> int | None:
    return seconds_at(match, timezone.now())


def clock_changes(match: Match, changed: list[str], cleaned: dict[str, Any]) -> dict[str, Any]:
    """A clock that is set, started or stopped starts anew from what it shows at this moment."""
    if not {"clock", "clock_runs"} & set(changed):
        return {}
    seconds = cleaned["clock"] if "clock" in changed else shown(match)
    if seconds is None:
        return {"clock_seconds": None, "clock_at": None, "clock_running": False}
    running = cleaned["clock_runs"] if "clock_runs" in changed else match.clock_running
    return {"clock_seconds": seconds, "clock_at": timezone.now(), "clock_running": running}
