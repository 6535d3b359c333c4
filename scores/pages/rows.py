"""A line of a list, as templates read it: made from a row document at a moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.urls import reverse

from scores.live.models import Document
from scores.pages.clock import State
from scores.pages.crests import Crest, crest_of
from scores.pages.words import minute_text, note_text, phase_of, remark_text, turn_of
from scores.sports import SPORTS

PHASES = ("live", "upcoming", "over", "off")


@dataclass(frozen=True)
class Part:
    """One small column of a row: a set, a quarter."""

    key: str
    short: str
    home: str
    away: str
    home_small: str = ""  # a tie-break, the overs
    away_small: str = ""
    current: bool = False


@dataclass(frozen=True)
class Side:
    team: State
    score: str

    @property
    def id(self) -> int:
        return int(self.team["id"])

    @property
    def name(self) -> str:
        return str(self.team["name"])

    @property
    def red_cards(self) -> int | None:
        return self.team.get("red_cards")

    @property
    def crest(self) -> Crest:
        return crest_of(self.team)

    @property
    def url(self) -> str:
        return reverse("team", args=[self.id])


@dataclass(frozen=True)
class Row:
    """What only a drawn row needs is worked out when it is asked for; most rows were drawn before."""

    document: str
    sequence: int
    state: State
    phase: str
    kick_off: datetime
    minute: str
    remark: str

    @property
    def url(self) -> str:
        return reverse("match", args=[self.state["id"]])

    @property
    def status(self) -> str:
        return str(self.state["status"])

    @property
    def winner(self) -> str:
        return str(self.state.get("winner", ""))

    @property
    def precision(self) -> str:
        return str(self.state["precision"])

    @property
    def home(self) -> Side:
        return Side(self.state["home"], score_text(self.state, "home"))

    @property
    def away(self) -> Side:
        return Side(self.state["away"], score_text(self.state, "away"))

    @property
    def note(self) -> str:
        return note_text(self.state)

    @property
    def turn(self) -> str:
        return turn_of(self.state)

    @property
    def parts(self) -> list[Part]:
        return columns(self.state)


def row_of(name: str, sequence: int, state: State, now: datetime) -> Row:
    return Row(
        document=name,
        sequence=sequence,
        state=state,
        phase=phase_of(state["status"]),
        kick_off=datetime.fromisoformat(state["kick_off"]),
        minute=minute_text(state, now),
        remark=remark_text(state, now),
    )


def rows_of(documents: Iterable[Document], now: datetime) -> list[Row]:
    """The rows among documents, in the order of `rank`."""
    rows = [
        row_of(document.name, document.sequence, document.state, now)
        for document in documents
        if document.name.startswith("row.")
    ]
    return sorted(rows, key=rank)


def blank_row() -> Row:
    """What script clones for a match that was not on the page."""
    team = {"id": 0, "name": ""}
    state = {"id": 0, "sport": "football", "day": "", "kick_off": "2000-01-01T00:00:00Z", "precision": "tbd"}
    return row_of("", 0, {**state, "status": "scheduled", "home": team, "away": team}, datetime.now(UTC))


def rank(row: Row) -> tuple[int, datetime, int]:
    """Live first, then those to come, those over, those called off; each by kick-off."""
    return PHASES.index(row.phase), row.kick_off, row.state["id"]


def score_text(state: State, side: str) -> str:
    """A side's score: a number, or with wickets what each of its innings made ("227 & 231/4")."""
    if "score" not in state:
        return ""
    innings = [
        f"{part[side]}/{part[f'{side}_detail']['wickets']}"
        for part in parts_in_order(state)
        if side in part and "wickets" in part.get(f"{side}_detail", {})
    ]
    return " & ".join(text.removesuffix("/10") for text in innings) or str(state["score"][side])


def parts_in_order(state: State) -> list[Mapping[str, Any]]:
    """The parts of the score as they are played: periods, then extra time, then the shoot-out."""
    order = [spec.kind for spec in SPORTS[state["sport"]].periods]
    return sorted(
        state.get("parts", {}).values(),
        key=lambda part: (order.index(part["kind"]) if part["kind"] in order else len(order), part["number"]),
    )


def columns(state: State) -> list[Part]:
    return [_part(state, part) for part in parts_in_order(state) if "home" in part or "away" in part]


def in_row(row: Row) -> list[Part]:
    """The columns a row has room for: the sets; the quarters where it is wide. Halves and innings are on the page."""
    sport = SPORTS[row.state["sport"]]
    if sport.total == "sets" or sport.clock == "down":
        return row.parts
    return []


def _part(state: State, part: Mapping[str, Any]) -> Part:
    period = state.get("period", {})
    return Part(
        key=f"{part['kind']}-{part['number']}",
        short=part["short"],
        home=str(part.get("home", "")),
        away=str(part.get("away", "")),
        home_small=_small(part.get("home_detail", {})),
        away_small=_small(part.get("away_detail", {})),
        current=(part["kind"], part["number"]) == (period.get("kind"), period.get("number")),
    )


def _small(detail: Mapping[str, Any]) -> str:
    if "tiebreak" in detail:
        return str(detail["tiebreak"])
    return f"({detail['overs']})" if "overs" in detail else ""
