"""Every recorded file that is a match, a board, a season, a table or a match's events is taken, and taken once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from feeds.ingest import ingest
from feeds.providers import PROVIDERS
from feeds.recordings import read_body
from scores.live.models import Update
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
    if name in BEFORE:
        ingest(feed, read_body(path_of(f"static/{BEFORE[name]}")), received_at=NOW, create=True)

    first = ingest(feed, body, received_at=NOW, create=True)
    updates = Update.objects.count()
    second = ingest(feed, body, received_at=NOW + timedelta(seconds=15), create=True)

    assert (first.readable, second.readable) == ((0, 0) if name.rpartition("/")[2] in OTHER else (1, 1))
    assert (second.applied, Update.objects.count()) == (0, updates)
    assert (first.unmatched, second.unmatched) == (0, 0)
