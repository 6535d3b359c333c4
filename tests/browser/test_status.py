"""What readers are told of the delay: on every page their own, and on one page everybody's."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Complaints, Open
from tests.browser.pages import connection, live, pass_time, score
from tests.browser.sites import Desk, Server, Site

pytestmark = pytest.mark.browser


def figure(page: Page, name: str) -> Locator:
    return page.locator(".figures div", has_text=name).locator("dd")


def with_clock(page: Page) -> None:
    page.clock.install()


def test_a_page_tells_how_far_behind_it_is(server: Server, desk: Desk, open_page: Open):
    match_id = desk.make_match()
    page = live(open_page(server.url))
    expect(connection(page)).to_have_text(re.compile(r"^Live$"))

    desk.goal(match_id, "g1")

    expect(score(page, match_id)).to_have_text("1")
    expect(connection(page)).to_have_text(re.compile(r"^Live · [\d.]+ m?s behind$"))
    expect(connection(page)).to_have_attribute("aria-label", re.compile(r"^Connection: Live, [\d.]+ m?s behind$"))


def test_what_is_older_than_the_page_makes_it_not_late(server: Server, desk: Desk, open_page: Open):
    page = live(open_page(server.url))

    match_id = desk.hear(5)

    expect(score(page, match_id)).to_have_text("1")
    expect(connection(page)).to_have_text(re.compile(r"^Live$"))


def test_the_page_of_figures_keeps_itself_current(server: Server, desk: Desk, open_page: Open):
    match_id = desk.make_match()
    page = open_page(f"{server.url}/status/", prepare=with_clock)
    before = int(figure(page, "Updates in the last minute").inner_text())
    as_of = page.locator(".status-as-of time").inner_text()

    desk.goal(match_id, "g1")
    pass_time(page, 11)

    expect(figure(page, "Updates in the last minute")).not_to_have_text(str(before))
    expect(page.locator(".status-as-of time")).not_to_have_text(as_of)


def test_figures_that_grow_old_are_not_passed_off_as_new(site: Site, open_page: Open, complaints: Complaints):
    complaints.server_may_be_missing = True
    server = site.serve()
    page = open_page(f"{server.url}/status/", prepare=with_clock)

    server.kill()
    pass_time(page, 11)

    expect(page.locator(".status-as-of")).to_contain_text("the server cannot be reached now")
