"""From the hand of an editor, in the real admin, to the eyes of readers."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.pages import announced, live, row, score, scoreboard
from tests.browser.sites import Desk, Server

pytestmark = pytest.mark.browser


@pytest.fixture
def editor(server: Server, desk: Desk, open_page: Open) -> Page:
    """The admin, open in a browser of its own."""
    desk.make_admin("ana", "a long password")
    page = open_page(f"{server.url}/admin/")
    page.get_by_label("Username").fill("ana")
    page.get_by_label("Password").fill("a long password")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("link", name="Log out").or_(page.get_by_role("button", name="Log out"))).to_be_visible()
    return page


def open_match(editor: Page, server: Server, match_id: int) -> None:
    editor.goto(f"{server.url}/admin/scores/match/{match_id}/change/")


def record_goal(editor: Page, *, side: str, player: str, minute: str) -> None:
    editor.get_by_text("Record an incident").click()
    entry = editor.locator(".entry details[open]")
    entry.get_by_label("Kind").select_option("goal")
    entry.get_by_label("Side").select_option(side)
    entry.get_by_label("Minute").fill(minute)
    entry.get_by_label("Player", exact=True).fill(player)
    editor.get_by_role("button", name="Save", exact=True).click()


def test_a_goal_entered_in_the_admin_is_seen_by_readers(server: Server, desk: Desk, open_page: Open, editor: Page):
    match_id = desk.make_match("Arsenal", "Chelsea")
    day = live(open_page(server.url))
    match = live(open_page(f"{server.url}/matches/{match_id}/"))

    open_match(editor, server, match_id)
    record_goal(editor, side="home", player="Saka", minute="21")

    expect(score(day, match_id)).to_have_text("1")
    expect(announced(day)).to_have_text("Goal, Arsenal. Arsenal 1, Chelsea 0.")
    expect(scoreboard(match).locator('[data-field="home.score"]')).to_have_text("1")
    expect(match.locator("[data-incident] strong")).to_have_text("Saka")


def test_a_score_typed_into_the_list_is_seen_by_readers(server: Server, desk: Desk, open_page: Open, editor: Page):
    match_id = desk.make_match("Arsenal", "Chelsea")
    page = live(open_page(server.url))

    editor.goto(f"{server.url}/admin/scores/match/")
    editor.get_by_label("Chelsea", exact=True).fill("2")
    editor.get_by_role("button", name="Save").last.click()

    expect(score(page, match_id, "away")).to_have_text("2")


def test_a_match_kicked_off_in_the_list_goes_live(server: Server, desk: Desk, open_page: Open, editor: Page):
    match_id = desk.make_match(live=False)
    page = live(open_page(server.url))

    editor.goto(f"{server.url}/admin/scores/match/")
    editor.get_by_role("button", name="Kick off").click()

    expect(row(page, match_id)).to_have_attribute("data-status", "live")
    expect(row(page, match_id).locator('[data-field="minute"]')).to_have_text("1'")


def test_a_goal_retracted_in_the_admin_is_told_as_a_correction(
    server: Server, desk: Desk, open_page: Open, editor: Page
):
    match_id = desk.make_match("Arsenal", "Chelsea")
    desk.goal(match_id, "g1", player="Saka")
    page = live(open_page(server.url))

    open_match(editor, server, match_id)
    editor.get_by_text("Goal · Saka").click()
    entry = editor.locator(".entry details[open]")
    entry.get_by_label("Retract").check()
    entry.get_by_label("Reason").fill("VAR, offside")
    editor.get_by_role("button", name="Save", exact=True).click()

    expect(announced(page)).to_have_text("Goal disallowed (VAR, offside). Arsenal 0, Chelsea 0.")


@pytest.mark.parametrize("page", ["/admin/scores/team/", "/admin/feeds/guarddecision/"])
def test_the_title_of_a_list_has_a_place_of_its_own(server: Server, editor: Page, page: str):
    editor.set_viewport_size({"width": 1440, "height": 900})

    editor.goto(f"{server.url}{page}")

    title, listed = editor.locator("#content h1").bounding_box(), editor.locator("#changelist").bounding_box()
    assert title and listed and title["y"] + title["height"] <= listed["y"]
