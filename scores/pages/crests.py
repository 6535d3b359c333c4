"""Crests: a shield from a team's two colours, its pattern and its initials. No borrowed logos. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# What the second colour paints over the first, in a box of 24 by 24 that is clipped to the shield.
PATTERNS: Mapping[str, str] = {
    "plain": "M2 2h20v3.2H2z",
    "stripes": "M6 0h4v24H6zM14 0h4v24h-4z",
    "hoops": "M0 6h24v4H0zM0 14h24v4H0z",
    "halves": "M12 0h12v24H12z",
    "quarters": "M12 0h12v11H12zM0 11h12v13H0z",
    "sash": "M0 1.5 5 0l19 17.5V24h-3z",
    "chevron": "M0 5l12 8 12-8v6l-12 8L0 11z",
    "cross": "M9.5 0h5v8H24v5h-9.5v11h-5V13H0V8h9.5z",
}


@dataclass(frozen=True)
class Crest:
    primary: str
    secondary: str
    pattern: str
    initials: str
    ink: str  # of the initials: what can be read on the first colour

    @property
    def path(self) -> str:
        return PATTERNS[self.pattern]


def crest_of(team: Mapping[str, Any]) -> Crest:
    """A team's crest, as a document describes it; a pattern we do not know is plain."""
    colours = team.get("crest", {})
    primary = str(colours.get("primary", "#33415c"))
    pattern = str(colours.get("pattern", "plain"))
    return Crest(
        primary=primary,
        secondary=str(colours.get("secondary", "#ffffff")),
        pattern=pattern if pattern in PATTERNS else "plain",
        initials=initials_of(team),
        ink="#111111" if luminance(primary) > 0.36 else "#ffffff",
    )


def initials_of(team: Mapping[str, Any]) -> str:
    """The team's code, or the first letters of its words, or the first three letters of its one word."""
    if code := team.get("code"):
        return str(code)[:3].upper()
    words = [word for word in str(team.get("short") or team.get("name") or "").split() if word[0].isalnum()]
    letters = "".join(word[0] for word in words[:3]) if len(words) > 1 else "".join(words)[:3]
    return letters.upper()


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2) of #rrggbb; of anything else, that of black."""
    try:
        channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    except ValueError:
        return 0.0
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
