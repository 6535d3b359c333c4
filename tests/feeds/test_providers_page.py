"""The tables of docs/providers.md, held against the code and against what the recordings show."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from feeds.providers import OURS, Provider, thesportsdb_words
from scores.reports import CompetitionReport, MatchReport, TeamReport
from scores.sports import SPORTS, Status
from tests.feeds.bodies import NOW
from tests.feeds.recorded_parts import FOLDERS, PARTS, seen_of
from tests.feeds.recordings import recorded

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "providers.md").read_text()
COLUMNS = (*PARTS, "standings")
REPORT = MatchReport(
    key="1",
    sport="football",
    competition=CompetitionReport(name="Harbour League", season="2026/27"),
    home=TeamReport(name="Northtown"),
    away=TeamReport(name="Southtown"),
)


def rows_of(heading: str) -> dict[str, list[str]]:
    """The rows of the first table under a heading: the name in the first cell, and the other cells."""
    section = re.search(rf"^#+ {heading}\n(.*?)(?=^#|\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert section, f"docs/providers.md has no section {heading}"
    table = section[1].partition("| --- |")[2].partition("\n\n")[0]
    cells = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in table.splitlines()[1:]]
    return {first.strip("`"): others for first, *others in cells}


def told_by(name: str) -> set[str]:
    """The parts of which a provider's modules say more than that there is nothing."""
    paths = (ROOT / "feeds" / "providers").glob(f"{name.replace('-', '_')}*.py")
    said = [each for path in paths for each in told_in(ast.parse(path.read_text()))]
    return {part for part, value in said if part in PARTS and not is_nothing(value)} | {
        "standings" for part, _ in said if part == "rows"
    }


def told_in(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """What is given by a name: in a call, in a dict, and as told["…"] = …"""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg:
            yield node.arg, node.value
        elif isinstance(node, ast.Dict):
            keys = [key.value if isinstance(key, ast.Constant) else None for key in node.keys]
            yield from ((key, value) for key, value in zip(keys, node.values, strict=True) if isinstance(key, str))
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
            yield ast.unparse(node.targets[0].slice).strip("'"), node.value


def is_nothing(value: ast.expr) -> bool:
    if isinstance(value, ast.IfExp):
        return is_nothing(value.body) and is_nothing(value.orelse)
    return ast.unparse(value) in {"None", "()", "{}"}


def test_every_provider_has_its_rows():
    names = set(OURS)

    assert set(rows_of("What each provider tells")) == names
    assert set(rows_of("How each is asked")) == names
    assert all(f"| `{name}` |" in PAGE.partition("what was not checked:")[2] for name in names)


@recorded
@pytest.mark.parametrize("name", FOLDERS)
def test_a_part_is_there_exactly_where_a_recording_shows_it(name):
    sports, *cells = rows_of("What each provider tells")[name]

    seen = seen_of(name)

    assert sports == ", ".join(sorted(seen.sports))
    assert {part for part, cell in zip(COLUMNS, cells, strict=True) if cell == "yes"} == seen.parts


@pytest.mark.parametrize("name", sorted(set(OURS) - {"touchline"}))
def test_a_part_is_missing_exactly_where_no_code_tells_it(name):
    _, *cells = rows_of("What each provider tells")[name]

    assert {part for part, cell in zip(COLUMNS, cells, strict=True) if cell != "–"} == told_by(name)
    assert set(cells) <= {"yes", "unseen", "–"}


def test_what_has_no_recording_says_yes_to_nothing():
    rows = rows_of("What each provider tells")

    assert {name for name, (_, *cells) in rows.items() if "yes" not in cells} == set(OURS) - set(FOLDERS) - {
        "touchline"
    }
    assert rows["thesportsdb"][0] == ", ".join(sorted(words.sport for words in thesportsdb_words.SPORTS.values()))


def test_our_own_format_tells_everything_of_every_sport():
    sports, *cells = rows_of("What each provider tells")["touchline"]

    assert (sports, len(SPORTS)) == ("all", 10)
    assert cells == ["yes" if part in MatchReport.model_fields else "–" for part in COLUMNS]


@pytest.mark.parametrize("name", OURS)
def test_how_a_provider_is_asked_is_as_the_page_says(name):
    provider = OURS[name]
    requests = len(provider.addresses(NOW.date()))
    each = "each" if provider.details(REPORT) else "–"

    title, key, every, counted, precedence, details, _ = rows_of("How each is asked")[name]

    assert (title, key) == (provider.title, f"`{provider.token_setting}`" if provider.token_setting else "–")
    assert every == (f"{provider.poll_seconds} s" if requests else "–")
    assert (int(counted), int(precedence)) == (requests, provider.precedence)
    assert details == ("together" if provider.details_together else each)


def test_the_boards_are_as_the_page_says():
    boards = {name: provider.boards for name, provider in OURS.items() if provider.boards}

    rows = rows_of("Boards")

    assert {name: re.findall(r"`(.+?)`", polled) for name, (polled, _) in rows.items()} == {
        name: list(each.polled) for name, each in boards.items()
    }
    assert {name: shape for name, (_, shape) in rows.items() if name != "thesportsdb"} == {
        name: each.example for name, each in boards.items() if name != "thesportsdb"
    }


def test_every_status_is_explained():
    explained = " ".join(rows_of("What their words mean"))

    assert [status for status in Status if status.value not in explained] == []


@pytest.mark.parametrize("field", Provider.__dataclass_fields__)
def test_every_field_of_a_provider_is_explained(field):
    assert f"`{field}`" in PAGE or f" {field}=" in PAGE or f"({field}=" in PAGE


def test_the_readme_names_every_provider_and_its_key():
    readme = (ROOT / "README.md").read_text()
    feeds = readme.partition("\n## Feeds\n")[2].partition("\n## ")[0]

    cells = [line.split(" | ") for line in feeds.splitlines() if line.startswith("| `")]

    named = {name: how for first, _, how in cells for name in re.findall(r"`(.+?)`", first)}
    assert set(named) == set(OURS)
    assert {name: re.findall(r"`(.+?)`", how) for name, how in named.items()} == {
        name: [provider.token_setting] if provider.token_setting else [] for name, provider in OURS.items()
    }
