"""A page is whole as served; script adds the reader's own time, and what it keeps current looks as if served anew."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from difflib import unified_diff

import pytest
from playwright.sync_api import Page, TimeoutError, expect

from tests.browser.conftest import Open
from tests.browser.lines import LESSER_WAYS
from tests.browser.pages import live, row, score, scoreboard
from tests.browser.sites import Desk, Server, Site

pytestmark = pytest.mark.browser

NOON_UTC = {"UTC": "12:00", "Asia/Tokyo": "21:00", "America/New_York": "07:00", "Asia/Kolkata": "17:30"}

# What a page shows, line by line, without what only says that something has just happened.
SHOWN = """() => {
    const passing = new Set(["goal", "corrected"]);
    const lines = [];
    const look = (node, depth) => {
        const indent = " ".repeat(depth);
        if (node.nodeType === Node.TEXT_NODE && node.data.trim()) lines.push(indent + node.data.trim());
        if (node.nodeType !== Node.ELEMENT_NODE) return;
        if (node.classList.contains("just-scored")) {
            node = node.cloneNode();
            node.classList.remove("just-scored");
        }
        const attributes = [...node.attributes].filter(({ name }) => name !== "style").map(({ name, value }) => {
            const kept = name === "class" ? value.split(" ").filter((each) => !passing.has(each)).join(" ") : value;
            return `${name}=${kept}`;
        });
        if (node.matches('[data-status="live"] [data-field="minute"], [data-field="status_line"]')) return; // they tick
        lines.push(`${indent}<${node.localName} ${attributes.sort().join(" ")}>`);
        for (const child of node.childNodes) look(child, depth + 1);
    };
    for (const part of document.querySelectorAll("main, .side")) look(part, 0);
    return lines;
}"""


def test_without_script_the_pages_are_whole(server: Server, desk: Desk, open_page: Open):
    match_id = desk.make_match("Arsenal", "Chelsea")
    desk.goal(match_id, "g1", player="Saka")

    day = open_page(server.url, java_script_enabled=False)
    match = open_page(f"{server.url}/matches/{match_id}/", java_script_enabled=False)
    team = open_page(f"{server.url}/teams/{desk.team('Arsenal')}/", java_script_enabled=False)
    competition = open_page(
        f"{server.url}/competitions/{desk.competition('Premier League')}/", java_script_enabled=False
    )

    expect(score(day, match_id)).to_have_text("1")
    expect(day.get_by_role("link", name="Arsenal 1 Chelsea 0")).to_be_visible()
    expect(scoreboard(match)).to_contain_text("Arsenal")
    expect(match.locator("[data-incident] strong")).to_have_text("Saka")
    expect(team.locator(f'[data-document="row.{match_id}"]')).to_be_visible()
    expect(competition.locator("table.standings tbody tr").first).to_contain_text("Arsenal")
    for page in (day, match, team, competition):
        expect(page.locator("[data-connection]")).to_be_hidden()  # nothing promises what only script can do


@pytest.mark.parametrize("zone", NOON_UTC)
def test_kick_offs_are_in_the_zone_of_the_reader(server: Server, desk: Desk, open_page: Open, zone: str):
    match_id = desk.make_match(live=False)

    page = open_page(server.url, timezone_id=zone)

    expect(row(page, match_id).locator("time")).to_have_text(NOON_UTC[zone])
    expect(row(page, match_id).locator("time")).to_have_attribute("datetime", f"{datetime.now(UTC).date()}T12:00:00Z")


def on_its_own(page: Page) -> None:
    """Without a word from the server, in a time that the test makes pass."""
    page.clock.install()
    page.route_web_socket("**/live/", lambda line: None)
    page.route(LESSER_WAYS, lambda route: None)


def test_a_clock_goes_on_without_an_update(server: Server, desk: Desk, open_page: Open):
    match_id = desk.make_match()  # kicked off 20 minutes ago
    page = open_page(server.url, prepare=on_its_own)
    expect(row(page, match_id).locator('[data-field="minute"]')).to_have_text("21'")

    page.clock.run_for(120_000)

    expect(row(page, match_id).locator('[data-field="minute"]')).to_have_text("23'")


def test_a_clock_counts_by_the_time_of_the_server(server: Server, desk: Desk, open_page: Open):
    match_id = desk.make_match()
    page = live(open_page(server.url, prepare=lambda page: page.clock.install(time="2030-01-01T12:00:00Z")))

    desk.goal(match_id, "g1")
    expect(score(page, match_id)).to_have_text("1")

    expect(row(page, match_id).locator('[data-field="minute"]')).to_have_text("21'")


def test_dark_or_light_stays_as_it_was_chosen(server: Server, open_page: Open):
    page = open_page(server.url, color_scheme="light")

    page.get_by_role("button", name="Dark or light").click()

    expect(page.locator("html")).to_have_css("color-scheme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_css("color-scheme", "dark")


HAS_COME_FAR = """(least) => [...document.querySelectorAll("[data-sequence]")]
    .map((element) => Number(element.dataset.sequence))
    .reduce((sum, sequence) => sum + sequence, 0) >= least"""
PATHS = [
    "/",
    "/matches/{match}/",
    "/matches/{match}/table/",
    "/competitions/{competition}/",
    "/competitions/{competition}/fixtures/",
    "/teams/{team}/",
]


def what_happens(desk: Desk, match_id: int) -> None:
    desk.goal(match_id, "g1", player="Saka", minute=12)
    wrong = desk.goal(match_id, "g2", player="Palmer", side="away", minute=30)
    desk.retract_incident(match_id, wrong, reason="VAR, offside")
    desk.record_incident(match_id, key="c1", kind="red_card", side="away", player="Cucurella", minute=40)
    desk.half_time(match_id)
    desk.set_period(match_id, kind="period", number=1, home=1, away=0)
    desk.kick_off(match_id)
    desk.goal(match_id, "g3", player="Saka", minute=67)
    desk.correct_incident(match_id, wrong - 1, reason="given to Rice", player="Rice")
    desk.full_time(match_id)


@pytest.mark.parametrize("path", PATHS)
def test_a_page_kept_current_is_the_page_as_served(server: Server, desk: Desk, open_page: Open, path: str):
    match_id = desk.make_match("Arsenal", "Chelsea")
    desk.make_match("Leeds", "Hull", live=False)
    ids = {"match": match_id, "team": desk.team("Arsenal"), "competition": desk.competition("Premier League")}
    url = server.url + path.format(**ids)
    page = live(open_page(url))

    what_happens(desk, match_id)

    assert difference(page, live(open_page(url))) == ""


def test_a_sport_that_comes_to_the_day_can_be_chosen(server: Server, desk: Desk, open_page: Open):
    football = desk.make_match("Arsenal", "Chelsea")
    page = live(open_page(server.url))

    handball = desk.make_match("Leipzig", "Zwickau", sport="handball", competition="Bundesliga")
    page.get_by_role("link", name="Handball").click()

    expect(row(page, handball)).to_be_visible()
    expect(row(page, football)).to_be_hidden()
    expect(page.locator("[data-side] li")).to_have_count(2)


def test_on_a_day_without_matches_the_first_can_be_filtered(server: Server, desk: Desk, open_page: Open):
    page = live(open_page(server.url))

    match_id = desk.make_match(live=False)
    expect(row(page, match_id)).to_be_visible()
    page.get_by_role("link", name="Live", exact=True).click()

    expect(row(page, match_id)).to_be_hidden()


def test_after_a_matchday_of_all_sports_the_page_is_as_served(site: Site, server: Server, desk: Desk, open_page: Open):
    site.manage("simulate", "--fill-only")
    page = live(open_page(server.url))

    site.simulate(until=lambda: page.wait_for_function(HAS_COME_FAR, arg=200, timeout=120_000))

    assert difference(page, live(open_page(server.url))) == ""


def difference(kept: Page, served: Page) -> str:
    """What two pages show differently, once rows have had the time to glide to their places."""
    wanted = served.evaluate(SHOWN)
    with suppress(TimeoutError):
        kept.wait_for_function(f"(wanted) => String(({SHOWN})()) === String(wanted)", arg=wanted, timeout=10_000)
    return "\n".join(unified_diff(wanted, kept.evaluate(SHOWN), "served", "kept", n=1, lineterm=""))
