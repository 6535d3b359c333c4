"""TheSportsDB's words for the course of a match, by sport, and the leagues whose seasons we know.

The words of football, basketball, American football and baseball are those of its page "API Data"; the other sports'
come from the same source (api-sports) and read alike. A sport that is not here is not read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from scores.reports import PeriodKey
from scores.sports import PeriodKind, Status

COURSE: Mapping[str, Status] = {
    "NS": Status.SCHEDULED,
    "NOT STARTED": Status.SCHEDULED,
    "TBD": Status.SCHEDULED,
    "LIVE": Status.LIVE,
    "IN PROGRESS": Status.LIVE,
    "HT": Status.BREAK,
    "BT": Status.BREAK,
    "SUSP": Status.SUSPENDED,
    "INT": Status.INTERRUPTED,
    "INTR": Status.INTERRUPTED,
    "FT": Status.ENDED,
    "AET": Status.ENDED,
    "AOT": Status.ENDED,
    "AP": Status.ENDED,
    "PEN": Status.ENDED,
    "MATCH FINISHED": Status.ENDED,
    "FINAL": Status.ENDED,  # of American football, where others tell the progress
    "PST": Status.POSTPONED,
    "POST": Status.POSTPONED,
    "POSTPONED": Status.POSTPONED,
    "CANC": Status.CANCELLED,
    "CANCELLED": Status.CANCELLED,
    "ABD": Status.ABANDONED,
    "AWD": Status.AWARDED,
    "AW": Status.AWARDED,
    "WO": Status.WALKOVER,
}


@dataclass(frozen=True)
class Words:
    """How one sport tells the period being played: by a letter and a number, or by a word."""

    sport: str
    numbered: re.Pattern[str]
    kind: PeriodKind = PeriodKind.PERIOD
    half: PeriodKey | None = None  # that is over at "HT"
    others: Mapping[str, PeriodKey | None] = field(default_factory=dict)


FIRST, SECOND = (PeriodKey(kind=PeriodKind.PERIOD, number=number) for number in (1, 2))
EXTRA = PeriodKey(kind=PeriodKind.EXTRA, number=1)
SHOOTOUT = PeriodKey(kind=PeriodKind.SHOOTOUT, number=1)
HALVES, QUARTERS, THIRDS = re.compile(r"([12])H"), re.compile(r"Q([1-4])"), re.compile(r"P([1-3])")
SPORTS: Mapping[str, Words] = {
    "Soccer": Words(
        "football",
        HALVES,
        half=FIRST,
        others={"ET": None, "P": SHOOTOUT},  # which half of extra time: the minute
    ),
    "Basketball": Words("basketball", QUARTERS, half=SECOND, others={"OT": EXTRA}),
    "American Football": Words(
        "american-football",
        re.compile(r"(?:Q|\d{1,2}:\d\d - )([1-4])(?:ST|ND|RD|TH)?"),
        half=SECOND,
        others={"OT": EXTRA},
    ),
    "Ice Hockey": Words("ice-hockey", THIRDS, others={"OT": EXTRA, "PT": SHOOTOUT}),
    "Baseball": Words("baseball", re.compile(r"IN(\d{1,2})"), PeriodKind.INNINGS),
    "Volleyball": Words("volleyball", re.compile(r"S([1-5])"), PeriodKind.SET),
    "Handball": Words("handball", HALVES, half=FIRST, others={"ET": None, "PT": SHOOTOUT}),
    "Rugby": Words("rugby", HALVES, half=FIRST, others={"ET": None}),
}


def course(words: Words, text: str | None) -> tuple[Status | None, PeriodKey | None]:
    """The status that a word tells, and the period that is played or, in a break, over; None: we do not know."""
    word = (text or "").strip().upper()
    if numbered := words.numbered.fullmatch(word):
        return Status.LIVE, PeriodKey(kind=words.kind, number=int(numbered.group(1)))
    if word in words.others:
        return Status.LIVE, words.others[word]
    return COURSE.get(word), words.half if word == "HT" else None


@dataclass(frozen=True)
class League:
    """`first_month`: of a season; `spans`: it is named after two years. What is in play names no season."""

    name: str
    country: str = ""
    first_month: int = 7
    spans: bool = True

    def season(self, kick_off: datetime) -> str:
        year = kick_off.year if kick_off.month >= self.first_month else kick_off.year - 1
        return f"{year}/{(year + 1) % 100:02}" if self.spans else str(year)


LEAGUES: Mapping[str, League] = {
    "4328": League("Premier League", "England"),
    "4335": League("Primera División", "Spain"),
    "4331": League("Bundesliga", "Germany"),
    "4332": League("Serie A", "Italy"),
    "4334": League("Ligue 1", "France"),
    "4346": League("Major League Soccer", "United States", first_month=1, spans=False),
    "4387": League("National Basketball Association", "United States"),
    "4391": League("National Football League", "United States", first_month=3, spans=False),
    "4380": League("National Hockey League", "United States"),
    "4424": League("Major League Baseball", "United States", first_month=1, spans=False),
}
