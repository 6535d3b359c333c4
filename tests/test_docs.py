"""What the documents promise, held against what there is."""

from __future__ import annotations

import ast
import re
from argparse import ArgumentParser
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand

from scores.sports import Status
from tests.variables import VARIABLES

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()
OUR_APPS = {"scores", "scores.live", "feeds"}
OUR_COMMANDS = sorted(name for name, app in get_commands().items() if app in OUR_APPS)
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def variables_read() -> set[str]:
    """The first argument of every call of config/environment.py in the settings."""
    calls = ast.walk(ast.parse((ROOT / "config" / "settings.py").read_text()))
    return {
        ast.literal_eval(call.args[0])
        for call in calls
        if isinstance(call, ast.Call) and ast.unparse(call.func).startswith("environment.")
    }


def rows_of(heading: str) -> list[str]:
    """The first cell of each row of the tables under a heading."""
    section = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", README, re.MULTILINE | re.DOTALL)
    assert section, f"README.md has no section {heading}"
    return list(re.findall(r"^\| `(.+?)` \|", section[1], re.MULTILINE))


def options_of(command: BaseCommand) -> set[str]:
    def names(parser: ArgumentParser) -> set[str]:
        return {option for action in parser._actions for option in action.option_strings if option.startswith("--")}

    everybodys = names(BaseCommand().create_parser("manage.py", "any"))
    return names(command.create_parser("manage.py", "ours")) - everybodys


def test_the_table_of_settings_is_the_settings_there_are():
    assert set(rows_of("Settings")) == variables_read()


def test_tests_know_every_variable_too():
    assert variables_read() == VARIABLES


def test_only_one_file_reads_the_environment():
    readers = [
        str(path.relative_to(ROOT))
        for folder in ("config", "scores", "feeds")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"os\.(environ\b(?!\.setdefault)|getenv)", path.read_text())
    ]

    assert readers == ["config/environment.py"]


@pytest.mark.parametrize("name", OUR_COMMANDS)
def test_a_command_is_explained_with_each_of_its_options_and_no_other(name):
    rows = re.findall(rf"^\| `manage.py {name}\b.*$", README, re.MULTILINE)

    assert len(rows) == 1, f"README.md does not explain manage.py {name}"
    assert set(re.findall(r"(--[a-z-]+)", rows[0])) == options_of(load_command_class(get_commands()[name], name))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_make_target_that_is_named_exists(page):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = re.findall(r"(?:`|^    )(?:PORT=\d+ )?make ([a-z][a-z-]*)", page.read_text(), re.MULTILINE)

    assert set(named) - targets == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_somewhere(page):
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text())

    assert [link for link in links if not (page.parent / link).exists()] == []


def anchors_of(page: Path) -> set[str]:
    """As GitHub makes them of headings."""
    text = re.sub(r"^```.*?^```", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)
    return {
        re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_heading_leads_to_one(page):
    links = re.findall(r"\]\(([^)#:]*)#([^)]+)\)", page.read_text())

    assert [
        (file, anchor) for file, anchor in links if anchor not in anchors_of(page.parent / file if file else page)
    ] == []


def test_every_status_is_named():
    assert [status for status in Status if f"`{status.value}`" not in README] == []
