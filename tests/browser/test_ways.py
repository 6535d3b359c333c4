"""Where a network lets no WebSocket through, a page takes the next best way, and comes back to the best."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.conftest import Complaints, Open
from tests.browser.pages import announced, live, pass_time, row, score
from tests.browser.sites import Desk, Server

pytestmark = pytest.mark.browser

EVENTS, TOPICS = "**/live/events?*", "**/api/v1/topics/*"


class Network:
    """Closes every socket, and every stream of events too where it is told to; counts what goes through."""

    def __init__(self, *, sockets: bool = False, events: bool = True) -> None:
        self.sockets, self.events = sockets, events
        self.lines = self.streams = self.polls = 0

    def run_to(self, page: Page) -> None:
        page.route_web_socket("**/live/", self._answer)
        page.on("request", lambda request: self._count(request.url))
        page.route(EVENTS, lambda route: route.continue_() if self.events else route.abort("connectionrefused"))

    def _answer(self, line: WebSocketRoute) -> None:
        if self.sockets:
            self.lines += 1
            line.connect_to_server()
        else:
            line.close()

    def _count(self, url: str) -> None:
        self.streams += "/live/events?" in url
        self.polls += "/api/v1/topics/" in url


def test_without_sockets_goals_come_as_events(server: Server, desk: Desk, open_page: Open):
    match_id = desk.make_match("Arsenal", "Chelsea")
    network = Network()
    page = live(open_page(server.url, prepare=network.run_to))

    desk.goal(match_id, "g1")
    expect(score(page, match_id)).to_have_text("1")
    desk.goal(match_id, "g2")

    expect(score(page, match_id)).to_have_text("2")
    expect(announced(page)).to_have_text("Goal, Arsenal. Arsenal 2, Chelsea 0.")
    assert (network.streams, network.polls) == (1, 0)


def test_without_anything_that_stays_open_the_page_asks_again(
    server: Server, desk: Desk, open_page: Open, complaints: Complaints
):
    complaints.server_may_be_missing = True
    match_id = desk.make_match()
    network = Network(events=False)
    page = live(open_page(server.url, prepare=network.run_to))

    desk.goal(match_id, "g1")

    expect(score(page, match_id)).to_have_text("1")
    assert network.polls > 0


def test_a_page_that_asks_again_sees_a_match_leave(server: Server, desk: Desk, open_page: Open, complaints: Complaints):
    complaints.server_may_be_missing = True
    match_id, other = desk.make_match("Arsenal", "Chelsea"), desk.make_match("Leeds", "Hull")
    page = live(open_page(server.url, prepare=Network(events=False).run_to))

    desk.move(match_id, days=1)

    expect(row(page, match_id)).to_have_count(0)
    expect(row(page, other)).to_be_visible()


def test_a_stream_that_is_cut_goes_on_where_it_was(server: Server, desk: Desk, open_page: Open):
    match_id = desk.make_match()
    network = Network()
    page = live(open_page(server.url, prepare=network.run_to))
    desk.goal(match_id, "g1")
    expect(score(page, match_id)).to_have_text("1")

    page.context.set_offline(True)
    desk.goal(match_id, "g2")
    page.context.set_offline(False)

    expect(score(page, match_id)).to_have_text("2")


def test_a_page_climbs_back_to_the_best_way(server: Server, desk: Desk, open_page: Open):
    match_id = desk.make_match()
    network = Network()

    def prepare(page: Page) -> None:
        page.clock.install()
        network.run_to(page)

    page = open_page(server.url, prepare=prepare)
    page.clock.run_for(3_000)
    live(page)
    network.sockets = True

    for _ in range(26):
        if network.lines:
            break  # to a page that lives so fast the line would soon seem silent
        pass_time(page, 5)
    live(page)
    desk.goal(match_id, "g1")

    expect(score(page, match_id)).to_have_text("1")
    assert network.lines == 2  # one to see whether it opens, and one to stay
