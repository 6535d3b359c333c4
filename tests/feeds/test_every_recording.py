"""Every recorded file that is a match, a board, a season, a table or a match's events is taken, and taken once."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from feeds.ingest import ingest
from feeds.providers import PROVIDERS, ParseError, Provider
from feeds.recordings import read_body
from scores.live.models import Update
from scores.models import Incident, Match, Period
from scores.reports import MatchReport
from tests.feeds.bodies import NOW
from tests.feeds.recorded_parts import FOLDERS
from tests.feeds.recordings import FEEDS, path_of, recorded

# Facts about a competition, its table as it ended, and lists of grounds and teams.
OTHER = {
    "Competition_Competition-2001.json",
    "2018_worldcup.stadiums.json",
    "2018_worldcup.standings.json",
    "2018_worldcup.teams.json",
}
# Whose plays name no teams: another document of the match does.
BEFORE = {"nba/pbp_live_0022000001.json": "nba/game_details_live_0022000001.json"}
# Of nobody whom we read: tennis has an adapter under tests/, the others are a schema, or formats that we do not read.
UNREAD = {"iptc-sport-schema", "providers", "statsbomb", "tennis"}

FILES = [
    (provider, f"{folder}/{path.name}")
    for provider, folders in FOLDERS.items()
    for folder in folders
    for path in (sorted((FEEDS / "static" / folder).iterdir()) if FEEDS.is_dir() else ())
]


@recorded
def test_every_folder_is_known():
    folders = {path.name for path in path_of("static").iterdir()}

    assert folders == UNREAD.union(*FOLDERS.values())


@recorded
@pytest.mark.django_db
@pytest.mark.parametrize(("provider", "name"), FILES)
def test_a_recorded_file_is_taken_and_changes_nothing_the_second_time(provider, name):
    feed, body = PROVIDERS[provider], read_body(path_of(f"static/{name}"))
    before = [read_body(path_of(f"static/{BEFORE[name]}"))] if name in BEFORE else []
    for each in before:
        ingest(feed, each, received_at=NOW, create=True)

    first = ingest(feed, body, received_at=NOW, create=True)
    updates = Update.objects.count()
    second = ingest(feed, body, received_at=NOW + timedelta(seconds=15), create=True)

    assert (first.readable, second.readable) == ((0, 0) if name.rpartition("/")[2] in OTHER else (1, 1))
    assert (second.applied, Update.objects.count()) == (0, updates)
    assert (first.unmatched, second.unmatched) == (0, 0)
    assert stored() == told_by(feed, *before, body)


def stored() -> tuple[Counter[Any], Counter[Any], Counter[Any]]:
    """How many scores, parts and incidents of which kind the database has."""
    return (
        Counter(Match.objects.exclude(home_score=None).values_list("home_score", "away_score")),
        Counter(Period.objects.values_list("kind", "number", "home_score", "away_score")),
        Counter(Incident.objects.values_list("kind", "side")),
    )


def told_by(feed: Provider, *bodies: bytes) -> tuple[Counter[Any], Counter[Any], Counter[Any]]:
    """The same, of the reports."""
    reports = [report for body in bodies for report in parsed(feed, body)]
    return (
        Counter((each.score.home, each.score.away) for each in reports if each.score),
        Counter((part.kind, part.number, part.home, part.away) for each in reports for part in each.periods or ()),
        Counter((each.kind, each.side or "") for report in reports for each in report.incidents or ()),
    )


def parsed(feed: Provider, body: bytes) -> tuple[MatchReport, ...]:
    try:
        return feed.parse(body, NOW).reports
    except ParseError:
        return ()
