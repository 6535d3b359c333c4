"""The shape of SportsML, as far as it is ours: the item that carries a match, its two teams and its actions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import AwareDatetime, BaseModel, ConfigDict, TypeAdapter

from feeds.providers.sportsml_xml import Element, code, said
from scores.reports import Side

# The subject codes of IPTC. Only the sports of the recordings are read; others have words that nobody has checked.
SPORTS = {"15054000": "football", "15008000": "basketball", "15031000": "ice-hockey"}


@dataclass(frozen=True)
class League:
    name: str
    country: str
    two_years: bool = True  # the season 2014 is 2014/15


LEAGUES = {
    "l.premierleague.com": League("Premier League", "England"),
    "l.bundesliga.de": League("Bundesliga", "Germany"),
    "l.nba.com": League("National Basketball Association", "United States"),
    "l.nhl.com": League("National Hockey League", "United States"),
}


class Shape(BaseModel):
    model_config = ConfigDict(alias_generator=lambda name: name.replace("_", "-"), coerce_numbers_to_str=True)


class EventMetadata(Shape):
    key: str
    event_status: str = ""
    event_status_note: str = ""
    event_outcome_type: str = ""
    start_date_time: str = ""
    minutes_elapsed: int | None = None
    period_value: int | None = None
    period_time_remaining: str = ""


class TeamMetadata(Shape):
    key: str = ""
    alignment: str = ""


class TeamStats(Shape):
    score: int | None = None
    event_outcome: str = ""


class SubScore(Shape):
    period_value: int
    score: int | None = None


class PlayerMetadata(Shape):
    status: str = ""
    uniform_number: str = ""
    position_event: str = ""
    position_regular: str = ""


class Action(Shape):
    id: str = ""
    kind: str = ""  # the attribute class
    type: str = ""
    sequence_number: str = ""
    period_value: int | None = None
    minutes_elapsed: int | None = None
    period_time_remaining: str = ""
    team_idref: str = ""
    score_team: int | None = None
    score_team_opposing: int | None = None
    score_attempt_type: str = ""
    score_attempt_result: str = ""
    body_part: str = ""
    strength: str = ""
    penalty_level: str = ""
    infraction_level: str = ""
    penalty_type: str = ""
    penalty_length: str = ""
    participants: tuple[tuple[str, str], ...] = ()  # their id, and their role

    def player(self, *roles: str) -> str:
        """The id of the first of them that has one of these roles."""
        return next(iter(self.players(*roles)), "")

    def players(self, *roles: str) -> list[str]:
        return [player for player, role in self.participants if role in roles]


@dataclass(frozen=True)
class Item:
    """What surrounds a match or a table: whose it is, and when it was written."""

    sport: str = ""  # ours; empty: not one that we read
    sport_name: str = ""
    league: str = ""
    league_name: str = ""
    season: str = ""
    season_type: str = ""
    document: str = ""  # "event-stats", "standings"
    withdrawn: str = ""
    as_of: datetime | None = None


def item_of(news: Element | None, content: Element) -> Item:
    """From the newsItem around the content or, in a classic document, from the metadata inside it."""
    metadata = content.find("sports-metadata")
    codes = _codes(news, metadata)
    sports = {digits: name for kind, digits, name in codes if kind in {"", "sport"} and digits.isdigit()}
    sport, name = next(((SPORTS[each], name) for each, name in sports.items() if each in SPORTS), ("", ""))
    written = news.findtext("itemMeta/versionCreated") if news is not None else said(metadata).get("date-time")
    status = code(said(news.find("itemMeta/pubStatus") if news is not None else None).get("qcode", ""))
    first: Mapping[str, tuple[str, str]] = {kind: (value, name) for kind, value, name in reversed(codes)}
    return Item(
        sport=sport,
        sport_name=name or next((name for digits, name in sports.items() if digits != "15000000"), ""),
        league=first.get("league", ("", ""))[0],
        league_name=first.get("league", ("", ""))[1],
        season=first.get("season", ("", ""))[0],
        season_type=first.get("season-type", ("", ""))[0],
        document=first.get("fixture", ("", ""))[0],
        withdrawn=status if status in {"canceled", "withheld"} else "",
        as_of=TypeAdapter(AwareDatetime).validate_python(written) if written else None,
    )


def _codes(news: Element | None, metadata: Element | None) -> list[tuple[str, str, str]]:
    """What the document is about: the kind of each code, the code, and its name."""
    found = []
    for subject in news.findall("contentMeta/subject") if news is not None else ():
        given = said(subject)
        value = given.get("qcode") or given.get("literal", "")
        found.append((code(given.get("type", "")), code(value), (subject.findtext("name") or "").strip()))
    for genre in news.findall("contentMeta/genre") if news is not None else ():
        if said(genre).get("qcode", "").startswith("spfixt:"):
            found.append(("fixture", code(said(genre)["qcode"]), ""))
    if metadata is not None:
        found.append(("fixture", code(said(metadata).get("fixture-key", "")), ""))
        for each in map(said, metadata.findall("sports-content-codes/sports-content-code")):
            found.append((code(each.get("code-type", "")), code(each.get("code-key", "")), each.get("code-name", "")))
    return found


@dataclass(frozen=True)
class Player:
    side: Side
    name: str
    starter: bool


def name_of(metadata: Element | None, role: str = "full") -> str:
    """The name in a role; the only name there is, whatever its role."""
    names = metadata.findall("name") if metadata is not None else []
    texts = {code(said(name).get("role", "")): (name.text or "").strip() for name in names}
    return texts.get(role) or (next(iter(texts.values()), "") if role == "full" else "")
