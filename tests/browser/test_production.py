"""The site as it is deployed: no DEBUG, scripts under hashed names, every header set."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import MODULES, Open
from tests.browser.pages import live, score
from tests.browser.sites import Desk, Site
from tests.processes import ROOT

pytestmark = pytest.mark.browser


def test_a_deployed_page_is_kept_current(site: Site, desk: Desk, open_page: Open, tmp_path: Path):
    settings = {"DEBUG": "0", "SECRET_KEY": "only for this test " * 4, "HTTPS": "0", "STATIC_ROOT": str(tmp_path)}
    site.manage("collectstatic", "--noinput", "--verbosity", "0", **settings)
    match_id = desk.make_match()
    requested: list[str] = []

    def prepare(page: Page) -> None:
        page.on("request", lambda request: requested.append(request.url))

    page = live(open_page(site.serve(**settings).url, prepare=prepare))
    desk.goal(match_id, "g1")

    expect(score(page, match_id)).to_have_text("1")
    scripts = [url for url in requested if url.endswith(".js")]
    assert scripts and all(re.search(r"\.[0-9a-f]{12}\.js$", url) for url in scripts)
    assert len(scripts) == len(set(scripts)) == len(modules())


def modules() -> list[str]:
    """Those of every page; status.js is of one."""
    return sorted(path.name for path in MODULES.glob("*.js") if path.name != "status.js")


def test_every_module_is_asked_for_at_once():
    """Else a phone would learn of them one after the other, an import at a time."""
    preloaded = re.findall(r"scores/([\w-]+\.js)", (ROOT / "templates" / "_modules.html").read_text())

    assert sorted([*preloaded, "main.js", "theme.js"]) == modules()
