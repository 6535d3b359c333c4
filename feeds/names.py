"""Names as they are compared: two spellings of one name have one plain form."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Letters that Unicode does not take apart into a letter and an accent.
_LETTERS = str.maketrans({"ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ß": "ss", "æ": "ae", "œ": "oe"})

# What a club's name may carry or drop without being another club.
_DECORATION = frozenset({"fc", "afc", "cf", "sc", "ac", "as", "fk", "sk", "bk", "kv", "cd", "ud", "sv", "club"})

_PLACEHOLDER = re.compile(
    r"^(?:\d[A-Z](?:/[A-Z])*|[WL]\d+|TB[ADC]|to be (?:decided|determined|announced)"
    r"|.*\b(?:winners?|losers?|runners?-up|(?:1st|2nd|3rd|third) place)\b.*)$",
    re.IGNORECASE,
)


@lru_cache(maxsize=16_384)
def plain(name: str) -> str:
    """Without case, accents, punctuation and decoration: "Brighton & Hove Albion FC" -> "brighton and hove albion"."""
    words = _words(name)
    kept = [word for word in words if word not in _DECORATION]
    return " ".join(kept or words)


def _words(name: str) -> list[str]:
    decomposed = unicodedata.normalize("NFKD", name.translate(_LETTERS).replace("&", " and "))
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return re.findall(r"[^\W_]+", letters.casefold().replace("'", "").replace("’", ""))


def similar(name: str, other: str) -> bool:
    """Whether two names share a word: "Man City" and "Manchester City" do, "Spurs" and "Tottenham" do not."""
    return bool({word for word in plain(name).split() if len(word) > 2} & set(plain(other).split()))


def is_placeholder(name: str) -> bool:
    """Whether a name stands for a team that is not known yet: 1E, 3A/B/C, W73, "Group A 2nd Place"."""
    return bool(_PLACEHOLDER.match(name.strip()))
