"""The lists of the feeds on a phone: cards that say what each figure is, and targets for a thumb."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.sites import Desk, Server

pytestmark = pytest.mark.browser

PAGES = ["source", "unmatchedname", "waitingreport", "payload", "guarddecision", "precedence", "pushkey", "alias"]
# A tick box stands in a cell of that size; what is only for readers of the screen, and for the keyboard, has none.
SMALL = """() => [...document.querySelectorAll("a, button, select, summary, input:not([type=checkbox], [type=radio])")]
    .filter((element) => !element.matches(".skip-to-content-link, .select2-hidden-accessible"))
    .filter((element) => element.checkVisibility() && element.getBoundingClientRect().height < 44)
    .map((element) => element.outerHTML)"""

SAID_BEFORE = "element => getComputedStyle(element, '::before').content"


@pytest.fixture
def staff(server: Server, desk: Desk, open_page: Open) -> Callable[[str], Page]:
    """Open a page of the admin on a phone."""

    def open_admin(path: str) -> Page:
        page = open_page(f"{server.url}/admin/{path}", viewport={"width": 390, "height": 844})
        page.get_by_label("Username").fill("ana")
        page.get_by_label("Password").fill("a long password")
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_role("button", name="Log out")).to_be_visible()
        page.wait_for_load_state()  # with its style, which a busy machine may bring later
        return page

    desk.make_admin("ana", "a long password")
    return open_admin


@pytest.mark.parametrize("path", ["", *(f"feeds/{name}/" for name in PAGES)])
def test_all_that_is_touched_is_large_and_nothing_is_cut_off(staff: Callable[[str], Page], desk: Desk, path: str):
    desk.hear(5)

    page = staff(path)

    assert page.evaluate(SMALL) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("path", ["precedence/add/", "pushkey/add/", "alias/add/"])
def test_all_fields_of_a_form_are_large(staff: Callable[[str], Page], path: str):
    page = staff(f"feeds/{path}")

    assert page.evaluate(SMALL) == []


def test_a_card_says_what_each_figure_is_and_leaves_out_what_there_is_none_of(staff: Callable[[str], Page], desk: Desk):
    desk.hear(5)

    card = staff("feeds/source/").locator("#result_list tbody tr").first

    expect(card.locator(".field-applied")).to_be_visible()
    assert card.locator(".field-applied").evaluate(SAID_BEFORE) == '"Applied, 24 h"'
    expect(card.locator(".field-quota_left")).to_be_hidden()


def test_a_place_in_another_competition_is_set_on_the_page_of_the_source(staff: Callable[[str], Page], desk: Desk):
    desk.hear(5)
    page = staff("feeds/source/")
    page.get_by_role("link", name="espn").click()
    page.wait_for_load_state()

    expect(page.locator(".inline-group tr.form-row:visible")).to_have_count(1)
    page.get_by_role("button", name="Add another Precedence").click()

    expect(page.locator(".inline-group tr.form-row:visible")).to_have_count(2)
    assert page.evaluate(SMALL) == []
