"""The example of docs/providers.md: built from the page, installed as a package is, read, ingested and polled."""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import time_machine

from feeds.ingest import ingest
from feeds.models import Source
from feeds.polling import Poller
from feeds.providers import OURS, Provider
from feeds.providers.installed import GROUP, installed
from feeds.transport import Fetcher
from scores.models import Match
from scores.reports import ClockReport, ScoreReport
from scores.sports import Status
from tests.feeds.bodies import NOW
from tests.feeds.provider_site import Response, provider_site

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "providers.md").read_text()


def block(language: str) -> str:
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return str(found)


@pytest.fixture
def site_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The example as pip would install it: its module, and the entry points of its pyproject.toml."""
    project = tomllib.loads(block("toml"))["project"]
    points = "\n".join(f"{name} = {place}" for name, place in project["entry-points"][GROUP].items())
    head = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    install(tmp_path, project["name"], points, head)
    (tmp_path / "harbour.py").write_text(block("python"))
    monkeypatch.syspath_prepend(tmp_path)
    yield tmp_path
    sys.modules.pop("harbour", None)


def install(
    folder: Path, name: str, points: str, head: str = "Metadata-Version: 2.1\nName: other\nVersion: 1\n"
) -> None:
    info = folder / f"{name.replace('-', '_')}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(head)
    (info / "entry_points.txt").write_text(f"[{GROUP}]\n{points}\n")


@pytest.fixture
def harbour(site_packages: Path) -> Provider:
    (provider,) = installed(besides=OURS)
    return provider


@pytest.fixture
def body() -> bytes:
    return block("json").encode()


def test_the_example_is_as_short_as_the_page_says():
    lines = [line for line in block("python").splitlines() if line.strip() and not line.startswith(("from", "import"))]

    assert len(lines) <= 56


def test_the_example_is_registered_by_its_package(harbour):
    assert (harbour.name, harbour.title, "harbour" in OURS) == ("harbour", "Harbour League", False)


def test_the_example_reads_the_body_of_the_page(harbour, body):
    parsed = harbour.parse(body, NOW)

    first, second = parsed.reports
    assert (first.status, first.score) == (Status.LIVE, ScoreReport(home=2, away=1))
    assert first.clock == ClockReport(seconds=66 * 60, at=first.as_of, running=True)
    assert [(goal.key, goal.side, goal.minute) for goal in first.incidents] == [
        ("901", "home", 12),
        ("902", "away", 40),
        ("903", "home", 64),
    ]
    assert (second.status, second.score, second.incidents) == (None, None, None)
    assert [str(problem) for problem in parsed.problems] == ["game 119: unknown state 'fogged in'"]


@pytest.mark.django_db
def test_the_example_changes_nothing_the_second_time(harbour, body):
    first = ingest(harbour, body, received_at=NOW, create=True)
    second = ingest(harbour, body, received_at=NOW, create=True)

    match = Match.objects.get(home__name="Northtown")
    assert (first.applied, second.applied, second.unchanged) == (2, 0, 2)
    assert (match.status, match.home_score, match.away_score, match.incidents.count()) == (Status.LIVE, 2, 1, 3)


@pytest.mark.django_db
def test_the_example_is_polled(harbour, body):
    with provider_site() as site, time_machine.travel(NOW) as clock:
        site.will_answer(Response(body, headers={"ETag": '"1"'}), Response(status=304))
        poller = Poller(replace(harbour, addresses=lambda day: [site.address]), Fetcher(), create=True)

        first = poller.step()
        clock.shift(poller.wait)
        second = poller.step()

    assert (first.applied, second.applied, second.unchanged) == (2, 0, 2)
    assert site.requests[1]["if-none-match"] == '"1"'
    assert Source.objects.get(name="harbour").trouble == ""


@pytest.mark.parametrize(
    ("change", "trouble"),
    [
        ({"id": "many"}, "game 1: id: "),
        ({"start": "2026-11-22T15:00:00"}, "game 1: start: "),
        ({"home": {"id": 1, "name": ""}}, "game 1: name: "),
    ],
)
def test_a_broken_game_does_not_spoil_the_others_in_the_example(harbour, body, change, trouble):
    document = json.loads(body)
    document["games"][0] |= change

    parsed = harbour.parse(json.dumps(document).encode(), NOW)

    assert [report.key for report in parsed.reports] == ["119"]
    assert str(parsed.problems[0]).startswith(trouble)


@pytest.mark.parametrize("games", [None, {}, "none"])
@pytest.mark.django_db
def test_another_body_is_refused_by_the_example(harbour, games):
    tally = ingest(harbour, json.dumps({"games": games}).encode(), received_at=NOW)

    assert tally.lines == ["unreadable: The games are no list."]


@pytest.mark.parametrize(
    ("points", "trouble"),
    [
        ("broken = nowhere:PROVIDER", "cannot be loaded"),
        ("gone = harbour:NOTHING", "cannot be loaded"),
        ("json = json:loads", "it is a function, not a Provider"),
        ("espn = feeds.providers.espn:PROVIDER", "there is a provider 'espn' already"),
        ("another = harbour:PROVIDER", "there is a provider 'harbour' already"),
    ],
)
def test_a_package_that_is_wrong_is_left_out_and_logged(site_packages, caplog, points, trouble):
    install(site_packages, "wrong", points)

    found = list(installed(besides=OURS))

    assert [provider.name for provider in found] == ["harbour"]
    assert [trouble in record.getMessage() for record in caplog.records] == [True]
