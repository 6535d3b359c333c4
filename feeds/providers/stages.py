"""The names of stages, which every provider spells differently and readers know by one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

StageKind = Literal["league", "group", "knockout"]


@dataclass(frozen=True)
class StageName:
    name: str
    kind: StageKind = "league"
    order: int = 0


ONLY = StageName("")  # a season that is one league

_GROUP = re.compile(r"group ([a-z0-9]{1,2})", re.IGNORECASE)
_NUMBERED = re.compile(r"round (\d{1,2})")  # of a cup; those of a league are matchdays
_ROUND_OF = re.compile(r"(?:round of|last) (\d+)")
_KNOCKOUT = (
    (re.compile(r"quarter ?finals?"), StageName("Quarter-finals", "knockout", 94)),
    (re.compile(r"semi ?finals?"), StageName("Semi-finals", "knockout", 95)),
    (re.compile(r"third place|3rd place"), StageName("Third place", "knockout", 96)),
    (re.compile(r"^finals?$"), StageName("Final", "knockout", 97)),
    (re.compile(r"play ?offs?"), StageName("Play-offs", "knockout", 60)),
)
# Of which group it does not say: one table of them all would be none, so it has no table.
_SOME_GROUP = StageName("Group stage", "knockout", 20)


def stage_name(text: str) -> StageName:
    """The stage that a provider's word means: "LAST_16", "Round of 16" and "round-of-16" are one."""
    words = re.sub(r"[_\-\s]+", " ", text).strip()
    lowered = words.lower()
    if not words:
        return ONLY
    if group := _GROUP.fullmatch(words):
        return StageName(f"Group {group.group(1).upper()}", "group", 20 + ord(group.group(1).lower()[0]) % 32)
    if lowered in {"group stage", "group phase", "groups"}:
        return _SOME_GROUP
    if found := _ROUND_OF.search(lowered):
        return StageName(f"Round of {found.group(1)}", "knockout", 93 - int(found.group(1)) // 32)
    if found := _NUMBERED.fullmatch(lowered):
        return StageName(f"Round {found.group(1)}", "knockout", 30 + int(found.group(1)))
    if "qualif" in lowered or "preliminary" in lowered:
        number = re.search(r"\d", lowered)
        return StageName(words.capitalize(), "knockout", 10 + int(number.group() if number else 0))
    knockout = next((stage for pattern, stage in _KNOCKOUT if pattern.search(lowered)), None)
    return knockout or StageName(words[0].upper() + words[1:].lower(), "league", 15)
