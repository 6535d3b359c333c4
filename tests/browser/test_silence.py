"""A feed that falls silent while its match is on: readers are told how old its word is."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Open
from tests.browser.pages import live, scoreboard
from tests.browser.sites import Desk, Server

pytestmark = pytest.mark.browser

SAID = "Feed silent for 5 min; score may be old."


def addresses(server: Server, desk: Desk, match_id: int) -> tuple[str, str]:
    """The match's page, and that of its day."""
    return f"{server.url}/matches/{match_id}/", f"{server.url}/days/{desk.state(f'row.{match_id}')['day']}/"


def silence(page: Page) -> Locator:
    return scoreboard(page).locator('[data-field="silence"]')


def note(page: Page, match_id: int) -> Locator:
    return page.locator(f'[data-list] [data-document="row.{match_id}"] [data-field="note"]')


def test_pages_say_it_when_it_begins_and_when_it_ends(server: Server, desk: Desk, open_page: Open):
    match_id = desk.hear(5)
    on_match, on_day = (live(open_page(url)) for url in addresses(server, desk, match_id))

    # The server looks every ten seconds.
    expect(silence(on_match)).to_have_text(SAID)
    expect(note(on_day, match_id)).to_have_text("feed 5 min old")
    expect(scoreboard(on_match)).to_have_attribute("data-silent", "feed")
    desk.hear(0, home=2)

    expect(silence(on_match)).to_be_empty()
    expect(note(on_day, match_id)).to_be_empty()
    expect(scoreboard(on_match)).not_to_have_attribute("data-silent", "feed")
    expect(scoreboard(on_match).locator('[data-field="home.score"]')).to_have_text("2")


def test_without_script_it_is_said_too(server: Server, desk: Desk, open_page: Open):
    match_id = desk.hear(5)
    watching, _ = (live(open_page(url)) for url in addresses(server, desk, match_id))
    expect(silence(watching)).to_have_text(SAID)

    on_match, on_day = (open_page(url, java_script_enabled=False) for url in addresses(server, desk, match_id))

    expect(silence(on_match)).to_have_text(SAID)
    expect(note(on_day, match_id)).to_have_text("feed 5 min old")


def test_the_page_counts_the_minutes_by_itself(server: Server, desk: Desk, open_page: Open):
    match_id = desk.hear(4.7)
    on_match, on_day = (live(open_page(url)) for url in addresses(server, desk, match_id))
    expect(silence(on_match)).to_have_text("Feed silent for 4 min; score may be old.")
    before = desk.sequences()

    expect(silence(on_match)).to_have_text(SAID, timeout=30_000)

    expect(note(on_day, match_id)).to_have_text("feed 5 min old")
    assert desk.sequences() == before
