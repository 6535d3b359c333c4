"""What a reader sees of a change while a page is open."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.sites import Desk, Server

pytestmark = pytest.mark.browser


def row(page: Page, match_id: int):
    return page.locator(f'[data-list] [data-document="row.{match_id}"]')


def score(page: Page, match_id: int, side: str):
    return row(page, match_id).locator(f'[data-field="{side}.score"]')


def live(page: Page) -> Page:
    expect(page.locator("[data-connection]")).to_have_attribute("data-state", "live")
    return page


def test_a_goal_appears_on_an_open_day_page(server: Server, desk: Desk, open_page: Open):
    match_id = desk.make_match("Arsenal", "Chelsea")
    page = live(open_page(server.url))

    desk.goal(match_id, "g1", side="home", player="Saka")

    expect(score(page, match_id, "home")).to_have_text("1")
    expect(row(page, match_id).locator('[data-field="note"]')).to_have_text("Saka")
    expect(page.locator("[data-announce]")).to_have_text("Goal, Arsenal. Arsenal 1, Chelsea 0.")
