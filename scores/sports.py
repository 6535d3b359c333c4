"""What differs between sports, as data. A new sport is a new entry of SPORTS; nothing else asks which sport it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

Direction = Literal["up", "down", "none"]


class Status(StrEnum):
    SCHEDULED = "scheduled"
    DELAYED = "delayed"
    LIVE = "live"
    BREAK = "break"
    INTERRUPTED = "interrupted"
    SUSPENDED = "suspended"
    ENDED = "ended"
    CLOSED = "closed"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    ABANDONED = "abandoned"
    AWARDED = "awarded"
    WALKOVER = "walkover"
    RETIRED = "retired"


UPCOMING = frozenset({Status.SCHEDULED, Status.DELAYED})
IN_PLAY = frozenset({Status.LIVE, Status.BREAK, Status.INTERRUPTED, Status.SUSPENDED})
GOING_ON = IN_PLAY - {Status.SUSPENDED}  # which may go on tomorrow, and nobody tells of it in the night
OVER = frozenset({Status.ENDED, Status.CLOSED, Status.AWARDED, Status.WALKOVER, Status.RETIRED})
CALLED_OFF = frozenset({Status.POSTPONED, Status.CANCELLED, Status.ABANDONED})

# How far along a match is. Going to a lower number is a step backwards: a correction, with a reason.
PROGRESS: Mapping[Status, int] = {
    **dict.fromkeys(UPCOMING, 0),
    **dict.fromkeys(CALLED_OFF, 0),  # a postponed match is played after all: forwards
    **dict.fromkeys(IN_PLAY, 1),
    Status.ENDED: 2,
    Status.AWARDED: 2,
    Status.WALKOVER: 2,
    Status.RETIRED: 2,
    Status.CLOSED: 3,
}


class PeriodKind(StrEnum):
    PERIOD = "period"
    EXTRA = "extra"
    SHOOTOUT = "shootout"
    SET = "set"
    INNINGS = "innings"


@dataclass(frozen=True)
class PeriodSpec:
    """One kind of period: how many there are, how long each is, and how they are called."""

    kind: PeriodKind
    count: int  # as planned; a match may have fewer (sets) or more (overtimes, super overs)
    minutes: int | None
    name: str  # "{ordinal} half"
    short: str  # "H{number}", the head of a small column
    counts_in_total: bool = True


@dataclass(frozen=True)
class IncidentKind:
    """One kind of incident, and what it does to the score of the side that made it (own goal: the other one)."""

    name: str
    points: int = 0
    for_opponent: bool = False
    card: Literal["", "yellow", "red"] = ""


def _kinds(*kinds: IncidentKind) -> Mapping[str, IncidentKind]:
    return {kind.name.lower().replace(" ", "_").replace("-", "_"): kind for kind in kinds}


@dataclass(frozen=True)
class Sport:
    name: str
    clock: Direction
    periods: tuple[PeriodSpec, ...]
    incidents: Mapping[str, IncidentKind] = field(default_factory=dict)
    total: Literal["sum", "sets"] = "sum"  # how the parts make the score: added up, or sets won
    unit: str = "goals"
    referee: str = "Referee"  # as readers call whoever that is
    win_points: int = 3
    draw_points: int = 1
    loss_points: int = 0
    narrow_win_points: int | None = None  # of a match decided in overtime, or in the last possible set
    narrow_loss_points: int | None = None
    draws: bool = True
    shares_abandoned: bool = False  # a match without a result gives both sides what a draw does
    ranking: tuple[str, ...] = ("points", "difference", "scored")


_CARDS = (
    IncidentKind("Yellow card", card="yellow"),
    IncidentKind("Second yellow card", card="red"),
    IncidentKind("Red card", card="red"),
)
_SUBSTITUTION = IncidentKind("Substitution")
_OVERTIME = PeriodSpec(PeriodKind.EXTRA, 1, 5, "overtime {number}", "OT{number}")

SPORTS: Mapping[str, Sport] = {
    "football": Sport(
        name="Football",
        clock="up",
        periods=(
            PeriodSpec(PeriodKind.PERIOD, 2, 45, "{ordinal} half", "H{number}"),
            PeriodSpec(PeriodKind.EXTRA, 2, 15, "extra time {number}", "ET{number}"),
            PeriodSpec(PeriodKind.SHOOTOUT, 1, None, "shoot-out", "PEN", counts_in_total=False),
        ),
        incidents=_kinds(
            IncidentKind("Goal", points=1),
            IncidentKind("Penalty", points=1),
            IncidentKind("Own goal", points=1, for_opponent=True),
            IncidentKind("Missed penalty"),
            *_CARDS,
            _SUBSTITUTION,
            IncidentKind("VAR"),
        ),
        ranking=("points", "difference", "scored", "head_to_head"),
    ),
    "basketball": Sport(
        name="Basketball",
        clock="down",
        periods=(PeriodSpec(PeriodKind.PERIOD, 4, 10, "{ordinal} quarter", "Q{number}"), _OVERTIME),
        incidents=_kinds(
            IncidentKind("Free throw", points=1),
            IncidentKind("Two points", points=2),
            IncidentKind("Three points", points=3),
            IncidentKind("Foul"),
            IncidentKind("Timeout"),
            _SUBSTITUTION,
        ),
        unit="points",
        win_points=2,
        loss_points=1,
        draws=False,
        ranking=("points", "head_to_head", "difference", "scored"),
    ),
    "ice-hockey": Sport(
        name="Ice hockey",
        clock="down",
        periods=(
            PeriodSpec(PeriodKind.PERIOD, 3, 20, "{ordinal} period", "P{number}"),
            _OVERTIME,
            PeriodSpec(PeriodKind.SHOOTOUT, 1, None, "shoot-out", "SO"),  # the winner's +1 is in the total
        ),
        incidents=_kinds(
            IncidentKind("Goal", points=1),
            IncidentKind("Power play goal", points=1),
            IncidentKind("Short-handed goal", points=1),
            IncidentKind("Empty net goal", points=1),
            IncidentKind("Penalty minutes"),
        ),
        win_points=3,
        narrow_win_points=2,
        narrow_loss_points=1,
        draws=False,
        ranking=("points", "wins", "difference", "scored"),
    ),
    "baseball": Sport(
        name="Baseball",
        referee="Umpire",
        clock="none",
        periods=(PeriodSpec(PeriodKind.INNINGS, 9, None, "{ordinal} inning", "{number}"),),
        incidents=_kinds(
            IncidentKind("Run", points=1),
            IncidentKind("Home run", points=1),
            IncidentKind("Out"),
            _SUBSTITUTION,
            IncidentKind("Review"),
        ),
        unit="runs",
        win_points=1,
        draw_points=0,
        draws=False,
        ranking=("win_rate", "difference"),
    ),
    "american-football": Sport(
        name="American football",
        clock="down",
        periods=(
            PeriodSpec(PeriodKind.PERIOD, 4, 15, "{ordinal} quarter", "Q{number}"),
            PeriodSpec(PeriodKind.EXTRA, 1, 10, "overtime {number}", "OT{number}"),
        ),
        incidents=_kinds(
            IncidentKind("Touchdown", points=6),
            IncidentKind("Extra point", points=1),
            IncidentKind("Two-point conversion", points=2),
            IncidentKind("Field goal", points=3),
            IncidentKind("Safety", points=2),
            IncidentKind("Turnover"),
            IncidentKind("Timeout"),
        ),
        unit="points",
        win_points=1,
        draw_points=0,
        ranking=("win_rate", "difference", "scored"),
    ),
    "tennis": Sport(
        name="Tennis",
        referee="Umpire",
        clock="none",
        periods=(PeriodSpec(PeriodKind.SET, 3, None, "{ordinal} set", "{number}"),),
        incidents=_kinds(IncidentKind("Break"), IncidentKind("Medical timeout"), IncidentKind("Challenge")),
        total="sets",
        unit="sets",
        win_points=1,
        draw_points=0,
        draws=False,
        ranking=("wins", "difference"),
    ),
    "cricket": Sport(
        name="Cricket",
        referee="Umpire",
        clock="none",
        periods=(
            PeriodSpec(PeriodKind.INNINGS, 2, None, "{ordinal} innings", "I{number}"),
            # None is planned: what follows a second innings is a third, in a match of four.
            PeriodSpec(PeriodKind.SHOOTOUT, 0, None, "super over {number}", "SO{number}", counts_in_total=False),
        ),
        incidents=_kinds(
            IncidentKind("Wicket"),
            IncidentKind("Four", points=4),
            IncidentKind("Six", points=6),
            IncidentKind("Declaration"),
            IncidentKind("Review"),
        ),
        unit="runs",
        win_points=2,
        draw_points=1,
        shares_abandoned=True,
        ranking=("points", "wins", "difference"),
    ),
    "volleyball": Sport(
        name="Volleyball",
        clock="none",
        periods=(PeriodSpec(PeriodKind.SET, 5, None, "{ordinal} set", "{number}"),),
        incidents=_kinds(IncidentKind("Timeout"), *_CARDS),
        total="sets",
        unit="sets",
        narrow_win_points=2,
        narrow_loss_points=1,
        draws=False,
        ranking=("wins", "points", "ratio"),
    ),
    "rugby": Sport(
        name="Rugby",
        clock="up",
        periods=(
            PeriodSpec(PeriodKind.PERIOD, 2, 40, "{ordinal} half", "H{number}"),
            PeriodSpec(PeriodKind.EXTRA, 2, 10, "extra time {number}", "ET{number}"),
        ),
        incidents=_kinds(
            IncidentKind("Try", points=5),
            IncidentKind("Penalty try", points=7),
            IncidentKind("Conversion", points=2),
            IncidentKind("Penalty goal", points=3),
            IncidentKind("Drop goal", points=3),
            *_CARDS,
            _SUBSTITUTION,
        ),
        unit="points",
        win_points=4,
        draw_points=2,
        ranking=("points", "difference", "scored", "head_to_head"),
    ),
    "handball": Sport(
        name="Handball",
        clock="up",
        periods=(
            PeriodSpec(PeriodKind.PERIOD, 2, 30, "{ordinal} half", "H{number}"),
            PeriodSpec(PeriodKind.EXTRA, 2, 5, "extra time {number}", "ET{number}"),
            PeriodSpec(PeriodKind.SHOOTOUT, 1, None, "shoot-out", "7M", counts_in_total=False),
        ),
        incidents=_kinds(
            IncidentKind("Goal", points=1),
            IncidentKind("Seven metres", points=1),
            IncidentKind("Two minutes"),
            *_CARDS,
            IncidentKind("Timeout"),
        ),
        win_points=2,
        draw_points=1,
        ranking=("points", "head_to_head", "difference", "scored"),
    ),
}


def ordinal(number: int) -> str:
    suffix = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"


def period_spec(sport: str, kind: str) -> PeriodSpec | None:
    return next((spec for spec in SPORTS[sport].periods if spec.kind == kind), None)


def counts_in_total(sport: str, kind: str) -> bool:
    """Whether the points of a kind of period are in the score; so are those that tell of no period."""
    spec = period_spec(sport, kind)
    return spec is None or spec.counts_in_total


def period_name(sport: str, kind: str, number: int) -> str:
    """As a reader says it: "2nd half", "overtime 1", "shoot-out"."""
    spec = period_spec(sport, kind)
    template = spec.name if spec else f"{kind} {{number}}"
    return template.format(number=number, ordinal=ordinal(number))


def period_short(sport: str, kind: str, number: int) -> str:
    """The head of a small column: "Q3", "ET1", "PEN"."""
    spec = period_spec(sport, kind)
    return (spec.short if spec else "{number}").format(number=number)
