"""A key to push with, made by a hand in the admin: its secret is copied from the one page that shows it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.sites import Desk, Server

pytestmark = pytest.mark.browser
SECRET = re.compile(r"^[0-9a-f]{64}$")


def made(server: Server, desk: Desk, open_page: Open, **options: Any) -> Page:
    """The page of the secret, as an editor who makes a key sees it."""
    desk.make_admin("ana", "a long password")
    page = open_page(f"{server.url}/admin/feeds/pushkey/add/", **options)
    page.get_by_label("Username").fill("ana")
    page.get_by_label("Password").fill("a long password")
    page.get_by_role("button", name="Log in").click()
    page.get_by_label("Source").fill("club-app")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="The secret of the new key")).to_be_visible()
    page.wait_for_load_state()  # with its style, which a busy machine may bring later
    return page


def test_a_button_copies_the_secret(server: Server, desk: Desk, open_page: Open):
    page = made(server, desk, open_page, permissions=["clipboard-read", "clipboard-write"])

    page.get_by_role("button", name="Copy").first.click()

    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    secret = page.get_by_label("Secret").input_value()
    assert SECRET.match(secret)
    assert page.evaluate("navigator.clipboard.readText()") == secret


def test_where_copying_is_forbidden_the_secret_is_selected(server: Server, desk: Desk, open_page: Open):
    page = made(server, desk, open_page)
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('forbidden')); }")

    page.get_by_role("button", name="Copy").first.click()

    expect(page.get_by_role("button", name="Selected: press Ctrl+C")).to_be_visible()
    assert page.evaluate("getSelection().toString()") == page.get_by_label("Secret").input_value()


def test_without_script_the_secret_is_a_field_to_select(server: Server, desk: Desk, open_page: Open):
    page = made(server, desk, open_page, java_script_enabled=False)

    expect(page.get_by_label("Secret")).to_have_value(SECRET)
    expect(page.get_by_role("button", name="Copy")).to_have_count(0)


@pytest.mark.parametrize("width", [390, 1440])
def test_the_page_of_the_secret_fits_its_window(server: Server, desk: Desk, open_page: Open, width: int):
    page = made(server, desk, open_page, viewport={"width": width, "height": 844})

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_key_is_revoked_on_its_page(server: Server, desk: Desk, open_page: Open):
    page = made(server, desk, open_page)
    page.get_by_role("link", name="I have copied it").click()
    page.get_by_role("link", name="club-app").first.click()

    page.get_by_role("button", name="Revoke this key").click()

    expect(page.get_by_text("is revoked: nothing that is signed with it")).to_be_visible()
    expect(page.get_by_role("button", name="Revoke this key")).to_have_count(0)
