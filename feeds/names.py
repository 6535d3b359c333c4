"""Names as they are compared: two spellings of one name have one plain form."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Letters that Unicode does not take apart into a letter and an accent.
_LETTERS = str.maketrans({"ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ß": "ss", "æ": "ae", "œ": "oe"})

# What a club's name may carry or drop without being another club.
_DECORATION = frozenset({"fc", "afc", "cf", "sc", "ac", "as", "fk", "sk", "bk", "kv", "cd", "ud", "sv", "club"})

# The same of clubs alone: a competition may be told from another by such a word, or by a year.
_CLUBS = frozenset(
    {"bsc", "ca", "calcio", "gnk", "krc", "ogc", "osc", "rc", "rcd", "rsc", "sd", "spvgg", "ss", "ssc", "ssv"}
    | {"tsg", "tsv", "us", "vfb", "vfl"}
)
_SQUAD = re.compile(
    r"^(?:[bcw]|ii|iii|[23]|u\d\d|res|reserves?|youth|wom[ae]ns?|ladies|frauen|femin.*|femen.*|femm.*)$"
)
_YEAR = re.compile(r"^(?:18|19|20)\d\d$")

# Short forms and other languages' names that no rule finds, as `club` writes both.
_SHORT_FORMS = {
    "athletic bilbao": "athletic",
    "atleti": "atletico de madrid",
    "atletico madrid": "atletico de madrid",
    "barca": "barcelona",
    "bayer leverkusen": "bayer 04 leverkusen",
    "bayern": "bayern munchen",
    "bayern muenchen": "bayern munchen",
    "bayern munich": "bayern munchen",
    "benfica": "sport lisboa e benfica",
    "bvb": "borussia dortmund",
    "cologne": "1 koln",
    "gladbach": "borussia monchengladbach",
    "inter": "internazionale milano",
    "inter milan": "internazionale milano",
    "internazionale": "internazionale milano",
    "leverkusen": "bayer 04 leverkusen",
    "man city": "manchester city",
    "man united": "manchester united",
    "monchengladbach": "borussia monchengladbach",
    "nottm forest": "nottingham forest",
    "psg": "paris saint germain",
    "psv eindhoven": "psv",
    "red star belgrade": "crvena zvezda",
    "sporting cp": "sporting clube de portugal",
    "sporting lisbon": "sporting clube de portugal",
    "spurs": "tottenham hotspur",
    "tottenham": "tottenham hotspur",
    "west brom": "west bromwich albion",
    "wolves": "wolverhampton wanderers",
}

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


@lru_cache(maxsize=16_384)
def club(name: str) -> str:
    """The plain name of a team without the kind of its club and the year it was founded, and of a short form the whole.

    "VfL Bochum 1848" -> "bochum", "Man Utd" -> "manchester united".
    """
    words = plain(name).split()
    kept = [word for word in words if word not in _CLUBS and not _YEAR.match(word)] or words
    short = " ".join("united" if word == "utd" else word for word in kept)
    return _SHORT_FORMS.get(short, short)


def likeness(name: str, other: str) -> int:
    """How many words two names share, written out or not: "Man City" and "Manchester City" share two."""
    return _shared(club(name).split(), club(other).split())


def may_be(name: str, other: str) -> bool:
    """Whether one may be short for the other: "Dundee" for "Dundee United", never for "Dundee Women"."""
    words, others = sorted((club(name).split(), club(other).split()), key=len)
    return _squad(words) == _squad(others) and _shared(words, others) == len(words)


def _squad(words: list[str]) -> set[str]:
    """Which of a club's teams it is; empty: its first."""
    return {word for word in words if _SQUAD.match(word)}


def _shared(words: list[str], others: list[str]) -> int:
    return sum(any(_is_short_for(word, other) for other in others) for word in words)


def _is_short_for(word: str, other: str) -> bool:
    short, long = sorted((word, other), key=len)
    return word == other or (short.isalpha() and (long.startswith(short) or word[:4] == other[:4]))


def is_placeholder(name: str) -> bool:
    """Whether a name stands for a team that is not known yet: 1E, 3A/B/C, W73, "Group A 2nd Place"."""
    return bool(_PLACEHOLDER.match(name.strip()))
