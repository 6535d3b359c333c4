"""What a match's clock shows at a moment. Pure; the browser ticks by the same rules, held to the same cases."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from scores.sports import SPORTS, PeriodKind

State = dict[str, Any]


def seconds_at(clock: State, now: datetime) -> int:
    """The clock's seconds at `now`: a running one has gone on since it was read, up or down, and never below zero."""
    passed = (now - datetime.fromisoformat(clock["at"])).total_seconds() if clock["running"] else 0
    step = max(0, int(passed)) * (-1 if clock["direction"] == "down" else 1)
    return max(0, int(clock["seconds"]) + step)


def moves_at(row: State, now: datetime) -> datetime | None:
    """When a row that nothing happens to will show another minute, or a countdown another second."""
    return min(filter(None, [_clock_moves_at(row, now), _silence_moves_at(row, now)]), default=None)


def silent_minutes(row: State, now: datetime) -> int | None:
    """How old the word of a feed that has fallen silent is; None while it speaks."""
    if "feed" not in row:
        return None
    return max(0, int((now - datetime.fromisoformat(row["feed"]["silent_since"])).total_seconds() // 60))


def _silence_moves_at(row: State, now: datetime) -> datetime | None:
    minutes = silent_minutes(row, now)
    if minutes is None:
        return None
    return datetime.fromisoformat(row["feed"]["silent_since"]) + timedelta(minutes=minutes + 1)


def _clock_moves_at(row: State, now: datetime) -> datetime | None:
    clock = row.get("clock")
    if not clock or not clock["running"]:
        return None
    seconds = seconds_at(clock, now)
    if clock["direction"] == "down" and not seconds:
        return None
    read = datetime.fromisoformat(clock["at"])
    passed = max(0, int((now - read).total_seconds()))
    return read + timedelta(seconds=passed + (1 if clock["direction"] == "down" else 60 - seconds % 60))


def minute_at(row: State, now: datetime) -> str:
    """The minute as a row shows it in play: "67'", "45+2'", "Q3 4:12", "2nd set"."""
    period, clock = row.get("period"), row.get("clock")
    if period and period["kind"] == PeriodKind.SHOOTOUT:
        return str(period["short"])
    if not clock:
        return _half_of_innings(row, period) if period else "Live"
    if clock["direction"] == "down":
        return " ".join(filter(None, [period and period["short"], countdown(seconds_at(clock, now))]))
    return _minute_played(row, clock, now)


def countdown(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02}"


def last_minute(sport: str, kind: str, number: int) -> int | None:
    """The minute at which a period ends by plan: 45, 90, 105, 120; what comes after is added time."""
    total = 0
    for spec in SPORTS[sport].periods:
        if spec.minutes is None:
            return None
        if spec.kind == kind:
            return total + spec.minutes * number
        total += spec.minutes * spec.count
    return None


def _minute_played(row: State, clock: State, now: datetime) -> str:
    minute, period = seconds_at(clock, now) // 60 + 1, row.get("period")
    end = last_minute(row["sport"], period["kind"], period["number"]) if period else None
    if end is None:
        return f"{minute}'"
    # A source whose clock stops in the last minute and says "+3" has run three minutes over.
    stopped = end - 1 <= int(clock["seconds"]) // 60 <= end
    said = int(clock.get("added", 0)) if stopped else 0
    if "feed" in row and minute - end > said:
        return f"{end}+'"  # whether it is still played, nobody says
    over = max(minute - end, said)
    return f"{end}+{over}'" if over > 0 else f"{minute}'"


def _half_of_innings(row: State, period: State) -> str:
    """ "Top 7th" where a situation says which half of an inning is played, else the period's name."""
    half = str(row.get("situation", {}).get("half", ""))
    return f"{half.capitalize()} {period['name'].split(' ')[0]}" if half else str(period["name"])
