"""What a provider is: how its payloads are read and where they are polled."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from pydantic import ValidationError

from feeds.providers.boards import BoardError, Boards
from scores.reports import MatchReport, TableReport


class ParseError(Exception):
    """The payload is not the provider's document; the text says what it looks like instead."""

    def __str__(self) -> str:
        return storable(super().__str__())


@dataclass(frozen=True)
class Problem:
    """One thing inside a readable document that could not be read; the rest of the document still counts.

    `key` is that of the report, where nothing of it was read and its key is known.
    """

    where: str
    text: str
    key: str = ""

    def __str__(self) -> str:
        return storable(f"{self.where}: {self.text}")


@dataclass(frozen=True)
class Parsed:
    """What a payload says. `resource` names which of the provider's documents of a match it is, where there are
    several ("boxscore", "plays"): each repeats itself and none of them repeats another."""

    reports: tuple[MatchReport, ...]
    problems: tuple[Problem, ...] = ()
    ignored: int = 0  # what is readable and not ours: golf, races, fights
    tables: tuple[TableReport, ...] = ()
    resource: str = ""


@dataclass(frozen=True)
class Provider:
    """`parse` is pure; `received_at` is the moment a clock without a time stamp is taken to speak of.

    `addresses` are those of the lists of a day, `details` those of one match, asked for while it is played and a while
    after; `details_together` those of many, and of which matches each is, of a provider that tells several in one
    answer (in the order given, so that addresses change little when a match joins). `in_play` are those of the lists
    that name only what is in play: one that is empty says nothing of later.
    """

    name: str
    title: str
    parse: Callable[[bytes, datetime], Parsed]
    addresses: Callable[[date], Sequence[str]] = lambda day: ()
    details: Callable[[MatchReport], Sequence[str]] = lambda report: ()
    details_together: Callable[[Sequence[MatchReport]], Mapping[str, Sequence[str]]] | None = None
    boards: Boards | None = None  # the lists that `addresses` asks for, where an operator may choose others
    token_header: str = ""
    token_setting: str = ""  # the setting that holds the key, if the provider wants one
    headers: Mapping[str, str] = field(default_factory=dict)  # sent with every request, the key aside
    poll_seconds: int = 60  # between two requests for a list of which a match is in play
    in_play: Callable[[date], Sequence[str]] = lambda day: ()
    detail_seconds: Callable[[str], int] = lambda address: 0  # as above for a document of a match, if it is slower
    details_before: timedelta = timedelta(0)  # a kick-off: then they tell the line-ups already
    has_patches: bool = False  # its details are feeds that are kept current by their patches (mlb_patches)
    per_minute: int = 60  # requests in any minute, never one more
    per_day: int = 0  # and in any day; 0: as many as the minutes allow
    precedence: int = 50  # of several that report a match, the lowest that is healthy counts; staff may change it
    lists_season: bool = False  # a payload is a whole season: what it no longer lists, it lists under another key

    def on_boards(self, names: Sequence[str]) -> Provider:
        """The same provider, asked for these boards in place of its own."""
        if self.boards is None:
            raise BoardError(f"{self.title} has no boards to choose from.")
        chosen = self.boards.choose(names)
        return replace(self, boards=chosen, addresses=chosen.addresses)

    def details_of(self, reports: Sequence[MatchReport]) -> dict[str, tuple[str, ...]]:
        """The addresses of the details of these matches, as few as the provider lets us ask for, and whose each is."""
        if self.details_together is not None:
            return {address: tuple(keys) for address, keys in self.details_together(reports).items()}
        return {address: (report.key,) for report in reports for address in self.details(report)}


def storable(text: str) -> str:
    """Without what no database keeps: what is wrong is told in words of the payload, and they may be that."""
    return text.encode(errors="replace").decode().replace("\0", "?")


def read_json(payload: bytes) -> Any:
    """The JSON of a payload, or a ParseError that a person understands."""
    text = payload.decode("utf-8-sig", errors="replace").strip()
    if not text:
        raise ParseError("The body is empty.")
    try:
        return json.loads(text)
    except ValueError as error:
        raise ParseError(f"{_looks_like(text)} ({error})") from None
    except RecursionError:
        raise ParseError("The body is nested too deeply.") from None


def _looks_like(text: str) -> str:
    start = text[:64].lower()
    if start.startswith(("<!doctype", "<html", "<?xml", "<")):
        return "The body is a web page or XML, not JSON."
    if start.startswith("http/") or ("{" not in start and ": " in start):
        return "The body has HTTP headers in front."
    return "The body is not JSON, or is cut off."


def read_object(payload: bytes, *, having: str = "") -> dict[str, Any]:
    """The JSON object of a payload; `having` names the key that makes it the right resource."""
    document = read_json(payload)
    if not isinstance(document, dict):
        raise ParseError(f"The body is a JSON {type(document).__name__}, not an object.")
    if having and having not in document:
        raise ParseError(f"The body is another resource: it has no {having!r} but {', '.join(list(document)[:6])}.")
    return document


def figure_of(value: object) -> float | None:
    """The number that a statistic's figure tells: 55, "55%", "1.23". What is none, like "-" or NaN, tells nothing."""
    try:
        number = float(str(value).rstrip("% "))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def explain(error: Exception) -> str:
    """One line about the first things that are wrong."""
    if not isinstance(error, ValidationError):
        return f"{type(error).__name__}: {error}"
    lines = [f"{'.'.join(str(part) for part in each['loc'])}: {each['msg']}" for each in error.errors()]
    return "; ".join(lines[:3])
