"""What stands on a match's page in the words of its sport, and has room on a phone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.pages import scoreboard
from tests.browser.sites import Desk, Server, Site

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}}
SAID_BEFORE = "element => getComputedStyle(element, '::before').content"
LINES = """element => {
    const range = document.createRange();
    range.selectNodeContents(element);
    return range.getClientRects().length;
}"""


@pytest.mark.parametrize(
    ("sport", "kind", "words"),
    [
        ("football", "goal", '"Assist "'),
        ("ice-hockey", "goal", '"Assist "'),
        ("basketball", "three_points", '"Assist "'),
        ("baseball", "run", '"Batted in by "'),
        ("cricket", "four", '"Bowler "'),
        ("cricket", "wicket", '"Bowler "'),
    ],
)
def test_the_second_name_of_an_incident_is_explained(
    server: Server, desk: Desk, open_page: Open, sport: str, kind: str, words: str
):
    match_id = desk.make_match(sport=sport)
    desk.record_incident(match_id, key="1", kind=kind, side="home", player="Ada North", other_player="Eve Hill")

    page = open_page(f"{server.url}/matches/{match_id}/")

    second = page.locator('[data-incident] [data-field="other_player"]')
    expect(second).to_have_text("Eve Hill")
    assert second.evaluate(SAID_BEFORE) == words


def test_a_batter_who_was_run_out_was_bowled_by_nobody(server: Server, desk: Desk, open_page: Open):
    match_id = desk.make_match(sport="cricket")
    desk.record_incident(match_id, key="1", kind="wicket", side="home", player="Ada North")

    page = open_page(f"{server.url}/matches/{match_id}/")

    assert page.locator('[data-incident] [data-field="other_player"]').evaluate(SAID_BEFORE) == "none"


def test_scores_of_three_digits_leave_room_for_all_else(server: Server, desk: Desk, open_page: Open):
    match_id = desk.make_match("Brooklyn", "Golden State", sport="basketball")
    desk.record_incident(match_id, key="1", kind="three_points", side="away", player="Ada North")
    desk.set_score(match_id, home=122, away=99)

    page = open_page(f"{server.url}/matches/{match_id}/", **PHONE)
    standing = page.locator(".moment-score")
    standing.evaluate("element => { element.textContent = '122–99'; }")

    score, icon = standing.bounding_box(), page.locator(".moment .icon").bounding_box()
    assert scoreboard(page).locator('[data-field="home.name"]').evaluate(LINES) == 1
    assert score and icon and score["x"] + score["width"] <= icon["x"]


def test_a_name_is_not_broken_for_the_sake_of_a_position(
    site: Site, server: Server, desk: Desk, open_page: Open, tmp_path: Path
):
    match_id = desk.make_match("Ashford", "Brookham", sport="ice-hockey", competition="Northern League")
    report = {
        "key": "1",
        "sport": "ice-hockey",
        "competition": {"name": "Northern League", "country": "England", "season": "2026/27"},
        "home": {"name": "Ashford"},
        "away": {"name": "Brookham"},
        "kick_off": desk.state(f"row.{match_id}")["kick_off"],
        "lineups": [{"side": "away", "name": "BACKSTROM", "number": "19", "position": "right-forward"}],
    }
    (tmp_path / "report.json").write_text(json.dumps(report))
    site.manage("ingest", "touchline", "--create", "--file", str(tmp_path / "report.json"))

    page = open_page(f"{server.url}/matches/{match_id}/line-ups/", viewport={"width": 360, "height": 800})

    assert page.locator(".lineup-name").evaluate(LINES) == 1
