"""A real Chromium on real servers. Where there is no browser, these tests are skipped, and say so."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Route, expect, sync_playwright

from tests.browser.sites import Desk, Server, Site, make_empty_database
from tests.browser.sites import site as site_on
from tests.processes import ROOT

SYSTEM_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
NOT_TESTED = (
    "NOT TESTED: how pages behave in a browser. There is no Chromium or Chrome; install one, or run "
    "`playwright install chromium`."
)
FLAGS = [
    "--no-sandbox",  # for root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# What Chromium writes by itself when a server is not there; tests that end servers expect it.
OF_A_MISSING_SERVER = ("net::ERR_CONNECTION", "net::ERR_INTERNET_DISCONNECTED", "net::ERR_SOCKET", "net::ERR_EMPTY")
MODULES = ROOT / "scores" / "static" / "scores"

expect.set_options(timeout=20_000)  # two cores, and the servers share them


@cache
def browser_path() -> str | None:
    """A browser of the system, else the one that Playwright brings."""
    if found := next(filter(None, map(shutil.which, SYSTEM_BROWSERS)), None):
        return found
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("browser") and browser_path() is None:
        pytest.skip(NOT_TESTED)  # from here and nowhere else, so that the summary says it in one line


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    # For one module and not for the session: while it runs, its event loop counts as running in this thread.
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    chromium = playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)
    yield chromium
    chromium.close()


class Complaints:
    """What pages wrote to the console as an error, or threw."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.server_may_be_missing = False

    def watch(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.found.append(str(error)))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.found.append(f"{message.text} ({message.location.get('url', '')})")

    def remaining(self) -> list[str]:
        ignored = OF_A_MISSING_SERVER if self.server_may_be_missing else ()
        return [text for text in self.found if not any(words in text for words in ignored)]


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    """No test passes over an error in the console."""
    complaints = Complaints()
    yield complaints
    assert complaints.remaining() == []


Open = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, complaints: Complaints) -> Iterator[Open]:
    """Open an address as a reader of its own would, on a page that `prepare` has seen empty.

    Options are those of a browser context.
    """
    contexts = []

    def open_page(url: str, prepare: Callable[[Page], object] = id, **options: Any) -> Page:
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        complaints.watch(page)
        prepare(page)
        page.goto(url)
        return page

    yield open_page
    for context in contexts:
        context.close()


Call = Callable[[str, str, list[list[Any]]], list[Any]]


@pytest.fixture(scope="module")
def call_module(browser: Browser) -> Iterator[Call]:
    """Call a function of one of our modules in the browser, once for each list of arguments."""
    page = browser.new_page()
    page.route("http://modules.localhost/**", _serve_module)
    page.goto("http://modules.localhost/")

    def call(module: str, name: str, calls: list[list[Any]]) -> list[Any]:
        # As text: Playwright's own encoding would lose a key such as __proto__.
        text = page.evaluate(
            """async ([module, name, calls]) => {
                const functions = await import(`/${module}`);
                return JSON.stringify(JSON.parse(calls).map((args) => functions[name](...args) ?? null));
            }""",
            [module, name, json.dumps(calls)],
        )
        results: list[Any] = json.loads(text)
        return results

    yield call
    page.close()


def _serve_module(route: Route) -> None:
    name = route.request.url.rpartition("/")[2]
    if name:
        route.fulfill(content_type="text/javascript", body=(MODULES / name).read_text())
    else:
        route.fulfill(content_type="text/html", body="<!doctype html><html lang=en-GB>")


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_empty_database(tmp_path_factory.mktemp("empty"))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> Iterator[Site]:
    with site_on(tmp_path_factory.mktemp("site"), empty_database) as site:
        yield site


@pytest.fixture(scope="module")
def server(site: Site) -> Server:
    """For tests that leave it running; others start their own."""
    return site.serve()


@pytest.fixture(scope="module")
def open_desk(site: Site) -> Desk:
    return site.desk()


@pytest.fixture
def desk(open_desk: Desk) -> Desk:
    """A desk on a site that has no match yet."""
    open_desk.start_over()
    return open_desk
