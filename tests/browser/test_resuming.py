"""What a page does when its line breaks: it notices, says so, comes back, and has missed nothing."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import Complaints, Open
from tests.browser.lines import LESSER_WAYS, Line
from tests.browser.pages import announced, connection, live, pass_time, score, scoreboard
from tests.browser.sites import Desk, Server, Site

pytestmark = pytest.mark.browser

NOW = "2026-11-22T15:00:00Z"


def with_clock(page: Page) -> None:
    """Let the test make time pass."""
    page.clock.install()


def without_luck(page: Page) -> None:
    """Every delay is as long as it can be."""
    page.clock.install()
    page.add_init_script("Math.random = () => 0.999")


def gaps_healed(page: Page) -> Locator:
    return page.locator("[data-connection-detail] dd").last


def test_a_killed_server_costs_no_goal(site: Site, desk: Desk, open_page: Open, complaints: Complaints):
    complaints.server_may_be_missing = True
    match_id = desk.make_match()
    server = site.serve()
    day = live(open_page(server.url))
    match = live(open_page(f"{server.url}/matches/{match_id}/"))
    day.evaluate("window.isTheSamePage = true")

    server.kill()
    for key in ("g1", "g2", "g3"):
        desk.goal(match_id, key)
    expect(connection(day)).to_contain_text("Offline since")
    server.start()

    expect(score(day, match_id)).to_have_text("3")
    expect(scoreboard(match).locator('[data-field="home.score"]')).to_have_text("3")
    expect(match.locator("[data-incident]")).to_have_count(3)
    expect(announced(day)).to_have_text("3 goals, Arsenal. Arsenal 3, Chelsea 0.")
    expect(connection(day)).to_have_attribute("data-state", "live")
    assert day.evaluate("window.isTheSamePage")


def test_a_device_without_network_says_so_and_comes_back_at_once(
    server: Server, desk: Desk, open_page: Open, complaints: Complaints
):
    complaints.server_may_be_missing = True
    match_id = desk.make_match()
    page = live(open_page(server.url, prepare=without_luck))

    page.context.set_offline(True)
    expect(connection(page)).to_contain_text("Offline since")
    pass_time(page, 40)  # by now it would try again after half a minute
    desk.goal(match_id, "g1")
    page.context.set_offline(False)

    expect(score(page, match_id)).to_have_text("1", timeout=12_000)
    expect(connection(page)).to_have_attribute("data-state", "live")


def test_a_line_that_went_silent_is_noticed(site: Site, desk: Desk, open_page: Open):
    match_id = desk.make_match()
    server = site.serve()
    page = live(open_page(server.url, prepare=with_clock))

    with server.frozen():
        page.clock.fast_forward(50_000)
        expect(connection(page)).not_to_have_attribute("data-state", "live")
        expect(page.locator("[data-connection-detail]")).to_contain_text("The line went silent.")
    desk.goal(match_id, "g1")

    expect(score(page, match_id)).to_have_text("1")


def test_a_lost_message_is_noticed_by_counting(server: Server, desk: Desk, open_page: Open):
    match_id = desk.make_match()
    line = Line()
    page = live(open_page(server.url, prepare=line.run_to))

    before = desk.sequences()[f"row.{match_id}"]
    line.loses_frames = True
    desk.goal(match_id, "g1")
    line.wait_until(page, lambda: line.lost)
    line.loses_frames = False
    desk.goal(match_id, "g2")

    expect(score(page, match_id)).to_have_text("2")
    expect(gaps_healed(page)).to_have_text("2 of 2")  # the row and the table beside the list
    assert line.sent("follow")[-1]["positions"][f"row.{match_id}"] == before  # and it asked for no more


def test_frames_that_come_again_change_nothing(server: Server, desk: Desk, open_page: Open):
    match_id = desk.make_match()
    line = Line()
    page = live(open_page(server.url, prepare=line.run_to))
    incident = desk.goal(match_id, "g1")
    expect(score(page, match_id)).to_have_text("1")
    desk.retract_incident(match_id, incident, reason="VAR")
    expect(score(page, match_id)).to_have_text("0")

    line.repeat_frames()
    desk.goal(match_id, "g2", side="away")

    expect(announced(page)).to_have_text("Goal, Chelsea. Arsenal 0, Chelsea 1.")
    expect(gaps_healed(page)).to_have_text("0 of 0")


def test_a_server_that_hangs_up_is_called_ever_more_seldom(server: Server, open_page: Open, complaints: Complaints):
    complaints.server_may_be_missing = True
    line = Line(hangs_up_with=1011)
    others = []

    def hang_up(route: Route) -> None:
        others.append(route.request.url)
        route.abort("connectionrefused")

    def prepare(page: Page) -> None:
        without_luck(page)
        line.run_to(page)
        page.route(LESSER_WAYS, hang_up)

    page = open_page(server.url, prepare=prepare)
    pass_time(page, 60)

    assert 4 <= line.calls + len(others) <= 7  # after 1, 2, 4, 8, 16 and 30 s, on one way or another
    assert line.calls and others


@pytest.mark.parametrize(
    ("code", "words"), [(4429, "There are too many connections"), (4400, "The server does not understand this page")]
)
def test_a_server_that_refuses_is_left_alone(server: Server, open_page: Open, code: int, words: str):
    line = Line(hangs_up_with=code)

    def prepare(page: Page) -> None:
        page.clock.install()
        line.run_to(page)

    page = open_page(server.url, prepare=prepare)
    pass_time(page, 55)

    assert line.calls == 1
    expect(page.locator("[data-connection-detail]")).to_contain_text(words)
    pass_time(page, 70)
    assert line.calls == 2


def test_a_server_about_to_restart_sends_its_readers_away_in_time(server: Server, desk: Desk, open_page: Open):
    match_id = desk.make_match()
    line = Line()
    page = live(open_page(server.url, prepare=line.run_to))

    line.say(type="reconnect", after_ms=200)
    line.wait_until(page, lambda: line.calls == 2)
    desk.goal(match_id, "g1")

    expect(score(page, match_id)).to_have_text("1")
    expect(gaps_healed(page)).to_have_text("0 of 0")


def test_a_page_kept_for_the_back_button_comes_back_live(server: Server, desk: Desk, open_page: Open):
    match_id = desk.make_match()
    page = live(open_page(server.url))
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    desk.goal(match_id, "g1")

    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")

    expect(score(page, match_id)).to_have_text("1")
    expect(connection(page)).to_have_attribute("data-state", "live")


def test_a_match_that_cannot_be_drawn_leaves_the_others_alone(
    server: Server, desk: Desk, open_page: Open, complaints: Complaints
):
    strange, match_id = desk.make_match("Leeds", "Hull"), desk.make_match("Arsenal", "Chelsea")
    line = Line()
    page = live(open_page(server.url, prepare=line.run_to))
    frames = [
        {"document": f"row.{strange}", "sequence": 99, "at": NOW, "state": {"nothing": "that we know"}},
        {"document": f"row.{match_id}", "sequence": 99, "at": NOW, "state": a_goal(desk.state(f"row.{match_id}"))},
    ]

    line.say(type="frames", frames=frames)

    expect(score(page, match_id)).to_have_text("1")
    assert [text for text in complaints.found if "TypeError" in text or "undefined" in text]
    complaints.found.clear()


def a_goal(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "score": {"home": 1, "away": 0}}


def test_a_page_acknowledges_what_it_received(server: Server, desk: Desk, open_page: Open):
    match_id = desk.make_match()
    line = Line()
    page = live(open_page(server.url, prepare=line.run_to))

    for drawn in ("20", "40", "60"):  # an ack tells of what was on the screen before it
        for number in range(int(drawn) - 20, int(drawn)):
            desk.goal(match_id, f"g{number}")
        expect(score(page, match_id)).to_have_text(drawn)

    line.wait_until(page, lambda: 0 <= line.frames_received - line.sent("ack")[-1]["frames"] < 32)
    delays = [delay for ack in line.sent("ack") if (delay := ack.get("delay_ms")) is not None]
    assert delays
    assert all(0 < delay < 5000 for delay in delays)


def test_a_page_acknowledges_news_once_and_then_has_nothing_to_say(server: Server, desk: Desk, open_page: Open):
    match_id = desk.make_match()
    line = Line()

    def prepare(page: Page) -> None:
        with_clock(page)
        line.run_to(page)

    page = live(open_page(server.url, prepare=prepare))
    desk.goal(match_id, "g1")
    expect(score(page, match_id)).to_have_text("1")
    for _ in range(4):  # less than makes a line dead
        page.clock.run_for(10_000)
    line.wait_until(page, lambda: line.sent("ack"))

    assert [ack["frames"] for ack in line.sent("ack")] == [line.frames_received]
