"""What happened in a match, newest first, under the periods it happened in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from scores.pages.clock import State, countdown, last_minute
from scores.sports import SPORTS, counts_in_total, period_name

MAX_SCORERS = 14  # beyond that they are no list of names but a score sheet


@dataclass(frozen=True)
class Moment:
    """One incident as the timeline shows it."""

    id: int
    kind: str
    icon: str
    name: str
    side: str
    minute: str
    player: str
    other_player: str
    detail: str
    state: str
    reason: str
    score: str = ""  # how it stood after it

    @property
    def title(self) -> str:
        return self.player or self.name

    @property
    def remark(self) -> str:
        """What the kind does not say of itself: the free detail, and for a goal that is no plain one, its kind."""
        kind = "" if self.kind in {"goal", "substitution"} or not self.player else self.name
        return " · ".join(filter(None, [kind, self.detail]))


BLANK = Moment(0, "", "other", "", "", "", "", "", "", "active", "")  # what script clones


@dataclass(frozen=True)
class Chapter:
    """The incidents of one period, newest first."""

    key: str
    name: str
    score: str
    moments: list[Moment]


def chapters(match: State) -> list[Chapter]:
    row = match["row"]
    found: dict[tuple[str, int], list[State]] = {}
    for incident in reversed(in_order(match)):
        found.setdefault(_period_of(row, incident), []).append(incident)
    scores = running_scores(match)
    return [_chapter(row, kind, number, group, scores) for (kind, number), group in found.items()]


def in_order(match: State) -> list[State]:
    row = match["row"]
    return sorted(match.get("incidents", {}).values(), key=lambda each: played_at(row, each))


def running_scores(match: State) -> dict[int, str]:
    """How it stood after each incident that scored; nothing when they do not add up to the score."""
    totals, scores = {"home": 0, "away": 0}, {}
    for incident in in_order(match):
        if _counts(incident) and counts_in_total(match["row"]["sport"], incident.get("period", {}).get("kind", "")):
            totals[incident["for"]] += incident["points"]
            scores[incident["id"]] = f"{totals['home']}–{totals['away']}"
    return scores if totals == match["row"].get("score") else {}


def played_at(row: State, incident: State) -> tuple[int, int, int, int, int, int, int]:
    """When in a match an incident happened, to sort by: period, minute, or on a clock that counts down, less of it."""
    kind, number = _period_of(row, incident)
    kinds: list[str] = [spec.kind for spec in SPORTS[row["sport"]].periods]
    return (
        kinds.index(kind) if kind in kinds else len(kinds),
        number,
        incident.get("minute", 0),
        incident.get("added", 0),
        -incident.get("clock", 0),
        incident.get("order", 0),
        incident["id"],
    )


def minute_of(incident: State) -> str:
    """ "45+2'", or what the clock showed."""
    if "minute" in incident:
        added = f"+{incident['added']}" if "added" in incident else ""
        return f"{incident['minute']}{added}'"
    return countdown(incident["clock"]) if "clock" in incident else ""


def scorers(match: State, side: str) -> list[str]:
    """Who scored for a side and when, one line a player: "Saka 12', 67' (pen)"."""
    scored = [each for each in in_order(match) if _counts(each)]
    if len(scored) > MAX_SCORERS:
        return []
    lines: dict[str, list[str]] = {}
    for incident in scored:
        if incident["for"] == side and ("player" in incident or minute_of(incident)):
            lines.setdefault(str(incident.get("player", incident["name"])), []).append(_scored(incident))
    return [" ".join([player, ", ".join(filter(None, minutes))]).strip() for player, minutes in lines.items()]


def moments_of(incidents: Iterable[State], scores: Mapping[int, str]) -> list[Moment]:
    return [_moment(incident, scores.get(incident["id"], "")) for incident in incidents]


def _counts(incident: State) -> bool:
    return "points" in incident and "for" in incident and incident["state"] != "retracted"


def _scored(incident: State) -> str:
    remark = {"penalty": " (pen)", "own_goal": " (og)"}.get(incident["kind"], "")
    return minute_of(incident) + remark


def _period_of(row: State, incident: State) -> tuple[str, int]:
    """The period an incident says, or the one its minute falls in."""
    if period := incident.get("period"):
        return period["kind"], period["number"]
    for spec in SPORTS[row["sport"]].periods:
        for number in range(1, spec.count + 1):
            end = last_minute(row["sport"], spec.kind, number)
            if end is not None and incident.get("minute", 0) <= end:
                return spec.kind, number
    return SPORTS[row["sport"]].periods[0].kind, 1


def _chapter(row: State, kind: str, number: int, incidents: list[State], scores: dict[int, str]) -> Chapter:
    part: dict[str, Any] = row.get("parts", {}).get(f"{kind}-{number}", {})
    score = f"{part['home']}–{part['away']}" if "home" in part and "away" in part else ""
    name = period_name(row["sport"], kind, number)
    return Chapter(f"{kind}-{number}", name[:1].upper() + name[1:], score, moments_of(incidents, scores))


def icon_of(incident: State) -> str:
    """The picture of an incident: what it did, then what it is."""
    if "points" in incident:
        return {"own_goal": "own-goal"}.get(incident["kind"], "goal")
    if incident["kind"] == "second_yellow_card":
        return "second-yellow"
    if card := incident.get("card"):
        return str(card)
    return {"substitution": "substitution", "var": "review", "missed_penalty": "missed"}.get(incident["kind"], "other")


def _moment(incident: State, score: str) -> Moment:
    return Moment(
        id=incident["id"],
        kind=incident["kind"],
        icon=icon_of(incident),
        name=incident["name"],
        side=incident.get("side", ""),
        minute=minute_of(incident),
        player=incident.get("player", ""),
        other_player=incident.get("other_player", ""),
        detail=incident.get("detail", ""),
        state=incident["state"],
        reason=incident.get("reason", ""),
        score=score,
    )
