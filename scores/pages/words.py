"""How pages say a match's status, short beside a row and in full above a match. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from scores.pages.clock import State, countdown, minute_at, seconds_at, silent_minutes
from scores.sports import IN_PLAY, OVER, SPORTS, UPCOMING, PeriodKind, Status, ordinal, period_spec

SHORT = {
    Status.DELAYED: "Delay",
    Status.INTERRUPTED: "INT",
    Status.SUSPENDED: "SUSP",
    Status.POSTPONED: "PPD",
    Status.CANCELLED: "CANC",
    Status.ABANDONED: "ABD",
    Status.AWARDED: "AWD",
    Status.WALKOVER: "W/O",
    Status.RETIRED: "RET",
}
FULL = {
    Status.DELAYED: "Kick-off delayed",
    Status.INTERRUPTED: "Interrupted",
    Status.SUSPENDED: "Suspended",
    Status.POSTPONED: "Postponed",
    Status.CANCELLED: "Cancelled",
    Status.ABANDONED: "Abandoned",
    Status.AWARDED: "Awarded",
    Status.WALKOVER: "Walkover",
    Status.RETIRED: "Retired",
}

BASES = {"on_first": "1st", "on_second": "2nd", "on_third": "3rd"}


def minute_text(row: State, now: datetime) -> str:
    """What stands at the left of a row that has begun: "67'", "HT", "FT", "PPD". Empty: its kick-off stands there."""
    status = row["status"]
    if status == Status.SCHEDULED:
        return ""
    if status == Status.LIVE:
        return minute_at(row, now)
    if status == Status.BREAK:
        return _break_short(row)
    return SHORT.get(status) or ending(row)[0]


def status_line(row: State, now: datetime) -> str:
    """The status as a match's page says it: "67' · 2nd half", "Half-time", "After penalties"."""
    status = row["status"]
    if status == Status.SCHEDULED:
        return ""
    if status == Status.LIVE:
        return _live_line(row, now)
    if status == Status.BREAK:
        short = _break_short(row)
        return {"HT": "Half-time", "Break": "Break"}.get(short, f"{short.split(' ')[0]} of {_period_name(row)}")
    return FULL.get(status) or ending(row)[1]


def ending(row: State) -> tuple[str, str]:
    """How a match that is over ended, short and in full: after extra time and penalties, or just so."""
    kinds = {part["kind"] for part in row.get("parts", {}).values()}
    timed = SPORTS[row["sport"]].clock == "up"
    if PeriodKind.SHOOTOUT in kinds:
        return ("PEN", "After penalties") if timed else ("SO", f"After a {_decider(row['sport'])}")
    if PeriodKind.EXTRA in kinds:
        return ("AET", "After extra time") if timed else ("OT", "After overtime")
    return ("FT", "Full time") if timed else ("Final", "Final")


def _decider(sport: str) -> str:
    """ "shoot-out", "super over"."""
    spec = period_spec(sport, PeriodKind.SHOOTOUT)
    return spec.name.removesuffix(" {number}") if spec else "shoot-out"


def note_text(row: State) -> str:
    """What is remarked about a match: in play, what was corrected, and what staff or the feed noted."""
    correction = row.get("correction", {}).get("text", "") if row["status"] in IN_PLAY else ""
    return " · ".join(filter(None, [correction, row.get("note")])) or shootout_text(row)


def remark_text(row: State, now: datetime) -> str:
    """What a line of a list says beside the score: how old that is comes before all else."""
    age = silent_for(row, now)
    return f"feed {age} old" if age else note_text(row)


def silence_text(row: State, now: datetime) -> str:
    """The same on a match's page, where there is room for a sentence."""
    age = silent_for(row, now)
    if not age:
        return ""
    return f"Feed silent for {age}; score may be old." if "score" in row else f"Feed silent for {age}."


def silent_for(row: State, now: datetime) -> str:
    minutes = silent_minutes(row, now)
    if minutes is None:
        return ""
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // 1440} days"


def shootout_text(row: State) -> str:
    """ "4–3 on penalties", for a shoot-out that is not in the score."""
    if SPORTS[row["sport"]].clock != "up":
        return ""
    for part in row.get("parts", {}).values():
        if part["kind"] == PeriodKind.SHOOTOUT and "home" in part and "away" in part:
            return f"{part['home']}–{part['away']} on penalties"
    return ""


def situation_text(row: State) -> str:
    """What a situation says in a line: "40–30", "3rd & 7 at BUF 34", "2 outs · 3–2 count · runners on 1st and 3rd"."""
    situation: dict[str, Any] = row.get("situation", {}) if row["status"] in IN_PLAY else {}
    told = [
        situation.get("text"),
        str(situation.get("points", "")).replace("-", "–"),
        _down(situation),
        _outs(situation),
        _count(situation),
        _runners(situation),
        _chase(row, situation),
    ]
    return " · ".join(str(each) for each in told if each)


def turn_of(row: State) -> str:
    """The side that serves, bats or has the ball; empty when nobody says."""
    situation: dict[str, Any] = row.get("situation", {}) if row["status"] in IN_PLAY else {}
    told = [situation.get(word) for word in ("serving", "batting", "possession")]
    return next((side for side in told if side in {"home", "away"}), "")


def phase_of(status: str) -> str:
    """Where a match stands, for the order of rows: live first, then those to come, then those over."""
    if status in IN_PLAY:
        return "live"
    if status in UPCOMING:
        return "upcoming"
    return "over" if status in OVER else "off"


def _live_line(row: State, now: datetime) -> str:
    clock, name = row.get("clock"), _period_name(row)
    if clock and clock["direction"] == "down":
        return " · ".join(filter(None, [countdown(seconds_at(clock, now)), name]))
    minute = minute_at(row, now)
    if not clock or not name:
        return name or minute
    return f"{minute} · {name}"


def _period_name(row: State) -> str:
    period: dict[str, Any] = row.get("period", {})
    return str(period.get("name", ""))


def _break_short(row: State) -> str:
    """ "HT" at the half, else "End Q1": the half is where as many planned periods are behind as before us.

    Within an innings there are breaks as well: lunch, tea, the night.
    """
    period = row.get("period")
    if not period or period["kind"] == PeriodKind.INNINGS:
        return "Break"
    planned = SPORTS[row["sport"]].periods[0]
    if period["kind"] == planned.kind == PeriodKind.PERIOD and period["number"] * 2 == planned.count:
        return "HT"
    return f"End {period['short']}"


def _down(situation: State) -> str:
    if "down" not in situation or "distance" not in situation:
        return ""
    place = f" at {situation['place']}" if situation.get("place") else ""
    return f"{ordinal(situation['down'])} & {situation['distance']}{place}"


def _outs(situation: State) -> str:
    outs = situation.get("outs")
    return "" if outs is None else f"{outs} out" if outs == 1 else f"{outs} outs"


def _count(situation: State) -> str:
    if "balls" not in situation or "strikes" not in situation:
        return ""
    return f"{situation['balls']}–{situation['strikes']} count"


def _runners(situation: State) -> str:
    bases = [base for word, base in BASES.items() if situation.get(word)]
    if len(bases) == len(BASES):
        return "bases loaded"
    return f"runner{'s' if len(bases) > 1 else ''} on {' and '.join(bases)}" if bases else ""


def _chase(row: State, situation: State) -> str:
    """What a side that bats second still needs."""
    batting = situation.get("batting")
    if "target" not in situation or "balls_left" not in situation or batting not in row.get("score", {}):
        return ""
    needed = max(0, situation["target"] - row["score"][batting])
    return f"{needed} needed from {situation['balls_left']} balls"
