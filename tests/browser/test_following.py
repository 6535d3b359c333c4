"""What a reader sees of a change while a page is open."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.pages import announced, hide, live, row, rows_in_order, score, scoreboard, show
from tests.browser.sites import Desk, Server, Site
from tests.processes import daphne, uvicorn

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("kind", [uvicorn, daphne])
def test_a_goal_appears_on_an_open_day_page(site: Site, desk: Desk, open_page: Open, kind):
    match_id = desk.make_match("Arsenal", "Chelsea")
    page = live(open_page(site.serve(kind).url))

    desk.goal(match_id, "g1", side="home", player="Saka")

    expect(score(page, match_id, "home")).to_have_text("1")
    expect(row(page, match_id).locator('[data-field="note"]')).to_have_text("Saka")
    expect(announced(page)).to_have_text("Goal, Arsenal. Arsenal 1, Chelsea 0.")


def test_a_goal_appears_on_the_page_of_its_match(server: Server, desk: Desk, open_page: Open):
    match_id = desk.make_match("Arsenal", "Chelsea")
    page = live(open_page(f"{server.url}/matches/{match_id}/"))

    desk.goal(match_id, "g1", side="away", player="Palmer", minute=21)

    expect(scoreboard(page).locator('[data-field="away.score"]')).to_have_text("1")
    expect(page.locator('[data-scorers="away"]')).to_have_text("Palmer 21'")
    expect(page.locator("[data-incident] strong")).to_have_text("Palmer")
    expect(page).to_have_title("Arsenal 0–1 Chelsea – Touchline")


def test_a_row_glows_for_two_seconds_after_a_goal(server: Server, desk: Desk, open_page: Open):
    match_id = desk.make_match()
    page = live(open_page(server.url))

    desk.goal(match_id, "g1")

    expect(row(page, match_id)).to_contain_class("goal")
    expect(row(page, match_id)).not_to_contain_class("goal")


def test_without_motion_a_goal_is_marked_and_nothing_moves(server: Server, desk: Desk, open_page: Open):
    match_id = desk.make_match()
    page = live(open_page(server.url, reduced_motion="reduce"))

    desk.goal(match_id, "g1")

    expect(row(page, match_id)).to_contain_class("goal")
    expect(row(page, match_id)).to_have_css("animation-name", "none")
    expect(row(page, match_id)).not_to_have_css("box-shadow", "none")


def test_the_scorer_is_named_for_a_minute(server: Server, desk: Desk, open_page: Open):
    match_id = desk.make_match()
    page = live(open_page(server.url, prepare=lambda page: page.clock.install()))
    desk.goal(match_id, "g1", player="Saka")
    note = row(page, match_id).locator('[data-field="note"]')
    expect(note).to_have_text("Saka")

    page.clock.run_for(61_000)

    expect(note).to_be_empty()


def test_a_retracted_goal_is_told_as_a_correction(server: Server, desk: Desk, open_page: Open):
    match_id = desk.make_match("Arsenal", "Chelsea")
    incident = desk.goal(match_id, "g1")
    page = live(open_page(server.url))

    desk.retract_incident(match_id, incident, reason="VAR, offside")

    expect(announced(page)).to_have_text("Goal disallowed (VAR, offside). Arsenal 0, Chelsea 0.")
    expect(row(page, match_id)).to_contain_class("corrected")
    expect(score(page, match_id)).to_have_text("0")


def test_a_retracted_goal_stays_in_the_timeline_with_its_reason(server: Server, desk: Desk, open_page: Open):
    match_id = desk.make_match()
    incident = desk.goal(match_id, "g1")
    page = live(open_page(f"{server.url}/matches/{match_id}/"))

    desk.retract_incident(match_id, incident, reason="VAR, offside")

    moment = page.locator(f'[data-incident="{incident}"]')
    expect(moment).to_have_attribute("data-state", "retracted")
    expect(moment.locator("em")).to_have_text("VAR, offside")
    expect(page.locator("[data-scorers] li")).to_have_count(0)


def test_goals_while_the_tab_is_hidden_are_counted_in_its_title(server: Server, desk: Desk, open_page: Open):
    match_id = desk.make_match()
    page = live(open_page(server.url))
    title = page.title()
    hide(page)

    desk.goal(match_id, "g1")
    expect(page).to_have_title(f"(1) {title}")
    desk.goal(match_id, "g2")
    expect(page).to_have_title(f"(2) {title}")

    show(page)
    expect(page).to_have_title(title)


def test_two_tabs_show_the_same(server: Server, desk: Desk, open_page: Open):
    match_id = desk.make_match()
    one = live(open_page(server.url))
    other = one.context.new_page()
    other.goto(server.url)
    live(other)

    desk.goal(match_id, "g1")

    expect(score(one, match_id)).to_have_text("1")
    expect(score(other, match_id)).to_have_text("1")


def test_a_new_match_brings_its_competition_with_it(server: Server, desk: Desk, open_page: Open):
    page = live(open_page(server.url))
    expect(page.locator("[data-empty]")).to_be_visible()

    match_id = desk.make_match("Arsenal", "Chelsea", competition="Premier League")

    expect(row(page, match_id).locator('[data-field="home.name"]')).to_have_text("Arsenal")
    expect(row(page, match_id)).to_have_attribute("href", f"/matches/{match_id}/")
    expect(page.locator("[data-list] h2")).to_have_text("Premier League")
    expect(page.locator("[data-empty]")).to_be_hidden()


def test_a_match_that_moves_to_another_day_changes_pages(server: Server, desk: Desk, open_page: Open):
    match_id = desk.make_match(live=False)
    today = live(open_page(server.url))
    tomorrow = live(open_page(f"{server.url}/days/{datetime.now(UTC).date() + timedelta(days=1)}/"))

    desk.move(match_id, days=1)

    expect(row(today, match_id)).to_have_count(0)
    expect(row(tomorrow, match_id)).to_be_visible()


def test_a_match_that_the_page_was_too_short_to_show_goes_live_on_it(server: Server, desk: Desk, open_page: Open):
    matches = [desk.make_match(f"Home {days}", f"Away {days}", days=days, live=False) for days in range(9)]
    competition = desk.competition("Premier League")
    page = live(open_page(f"{server.url}/competitions/{competition}/"))
    last = page.locator(f'[data-document="row.{matches[-1]}"]')
    expect(last).to_have_count(0)

    desk.kick_off(matches[-1])

    expect(page.locator('[data-group="live"]').locator(last)).to_be_visible()
    expect(page.locator("[data-connection-detail]")).to_contain_text("0 of 0")  # nothing was missed


def test_a_deleted_match_leaves_the_list(server: Server, desk: Desk, open_page: Open):
    kept, deleted = desk.make_match("Arsenal", "Chelsea"), desk.make_match("Leeds", "Hull")
    page = live(open_page(server.url))

    desk.delete_match(deleted, reason="entered twice")

    expect(row(page, deleted)).to_have_count(0)
    expect(row(page, kept)).to_be_visible()


def test_the_live_filter_follows_the_matches(server: Server, desk: Desk, open_page: Open):
    match_id = desk.make_match(live=False)
    page = live(open_page(f"{server.url}/?live=1"))
    expect(row(page, match_id)).to_be_hidden()

    desk.kick_off(match_id)
    expect(row(page, match_id)).to_be_visible()
    expect(page.locator("[data-live-count]")).to_have_text("1 live")

    desk.full_time(match_id)
    expect(row(page, match_id)).to_be_hidden()
    expect(page.locator("[data-live-count]")).to_be_empty()


def test_the_chips_filter_without_loading_the_page_again(server: Server, desk: Desk, open_page: Open):
    football = desk.make_match()
    basketball = desk.make_match("Lakers", "Bulls", sport="basketball", competition="NBA", live=False)
    page = live(open_page(server.url))
    page.evaluate("window.isTheSamePage = true")

    page.get_by_role("link", name="Live 1").click()
    expect(row(page, basketball)).to_be_hidden()

    page.get_by_role("link", name="Basketball").click()
    expect(row(page, football)).to_be_hidden()
    expect(page).to_have_url(f"{server.url}/?live=1&sport=basketball")

    page.go_back()
    expect(row(page, football)).to_be_visible()
    assert page.evaluate("window.isTheSamePage")


def test_rows_keep_their_places_under_a_finger(server: Server, desk: Desk, open_page: Open):
    first = desk.make_match("Arsenal", "Chelsea", live=False)
    second = desk.make_match("Leeds", "Hull", live=False)
    page = live(open_page(server.url))
    page.mouse.move(5, 5)
    page.mouse.down()

    desk.kick_off(second)
    expect(row(page, second)).to_have_attribute("data-status", "live")
    assert rows_in_order(page) == [f"row.{first}", f"row.{second}"]

    page.mouse.up()
    expect(page.locator("[data-list] [data-document]").first).to_have_attribute("data-document", f"row.{second}")


def test_what_waits_for_a_finger_is_not_old_when_it_comes(server: Server, desk: Desk, open_page: Open):
    page = live(open_page(server.url))
    page.mouse.move(5, 5)
    page.mouse.down()

    match_id = desk.make_match()
    expect(page.locator("[data-live-count]")).to_have_text("1 live")
    desk.goal(match_id, "g1")
    expect(page.locator("[data-connection-detail] dl")).to_contain_text("Last change to screen")
    expect(announced(page)).to_have_text("Goal, Arsenal. Arsenal 1, Chelsea 0.")
    page.mouse.up()

    expect(score(page, match_id)).to_have_text("1")


def test_a_table_is_put_in_order_as_goals_fall(server: Server, desk: Desk, open_page: Open):
    match_id = desk.make_match("Arsenal", "Chelsea")
    page = live(open_page(f"{server.url}/matches/{match_id}/table/"))

    desk.goal(match_id, "g1", side="away")

    lines = page.locator("table.standings tbody tr")
    expect(lines.locator('[data-field="team.name"]')).to_have_text(["Chelsea", "Arsenal"])
    expect(lines.locator('[data-field="points"]')).to_have_text(["3", "0"])
    expect(lines.locator('[data-field="difference"]')).to_have_text(["+1", "−1"])


def test_a_name_is_text_whatever_it_is(server: Server, desk: Desk, open_page: Open):
    name = "<img src=x onerror=alert(1)>"
    match_id = desk.make_match("Arsenal", "Chelsea")
    day = live(open_page(server.url))
    match = live(open_page(f"{server.url}/matches/{match_id}/"))

    desk.rename("Arsenal", name)
    desk.goal(match_id, "g1", player=name)

    expect(row(day, match_id).locator('[data-field="home.name"]')).to_have_text(name)
    expect(scoreboard(match).locator('[data-field="home.name"]')).to_have_text(name)
    expect(match.locator("[data-incident] strong")).to_have_text(name)
    day.reload()
    expect(row(day, match_id).locator('[data-field="home.name"]')).to_have_text(name)
    assert day.locator("img").count() == match.locator("img").count() == 0


def test_an_update_moves_nothing_under_the_reader(server: Server, desk: Desk, open_page: Open):
    match_id = desk.make_match()
    page = live(open_page(server.url))
    page.evaluate(
        """() => {
            window.shifted = [];
            const observer = new PerformanceObserver((list) => {
                const moved = list.getEntries().flatMap(({ sources }) => sources.map(({ node }) => node));
                const elements = moved.map((node) => (node instanceof Element ? node : node?.parentElement));
                // A number that has just changed rolls into its place.
                const still = elements.filter((element) => !element?.matches(".row-score.goal"));
                window.shifted.push(...still.map((element) => element?.outerHTML));
            });
            observer.observe({ type: "layout-shift", buffered: true });
        }"""
    )

    desk.goal(match_id, "g1")
    expect(score(page, match_id)).to_have_text("1")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    assert page.evaluate("window.shifted") == []  # nor while the page was loading


@pytest.mark.parametrize("width", [390, 1440])
def test_the_days_stand_in_their_places_before_the_last_of_them_has_come(server: Server, open_page: Open, width: int):
    page = live(open_page(server.url))
    page.set_viewport_size({"width": width, "height": 800})
    places = "[...document.querySelectorAll('.strip-day')].map((day) => day.getBoundingClientRect().left)"

    whole = page.evaluate(places)
    page.evaluate("document.querySelectorAll('.strip > :nth-child(n + 5)').forEach((each) => each.remove())")

    assert page.evaluate(places) == whole[:3]
