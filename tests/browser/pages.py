"""Where things stand on our pages, for tests that look at them."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect


def live(page: Page) -> Page:
    """The page, once it says that it is live."""
    expect(page.locator("[data-connection]")).to_have_attribute("data-state", "live")
    return page


def row(page: Page, match_id: int) -> Locator:
    return page.locator(f'[data-list] [data-document="row.{match_id}"]')


def score(page: Page, match_id: int, side: str = "home") -> Locator:
    return row(page, match_id).locator(f'[data-field="{side}.score"]')


def scoreboard(page: Page) -> Locator:
    return page.locator(".scoreboard[data-row]")


def rows_in_order(page: Page) -> list[str]:
    """The documents of the rows that can be seen, from top to bottom."""
    names: list[str] = page.eval_on_selector_all(
        "[data-list] [data-document]:not([hidden])", "rows => rows.map(row => row.dataset.document)"
    )
    return names


def connection(page: Page) -> Locator:
    return page.locator("[data-connection]")


def announced(page: Page) -> Locator:
    return page.locator("[data-announce]")


def hide(page: Page) -> None:
    """As when the reader looks at another tab. A browser under test never hides one, so its signs are given here."""
    page.evaluate(
        """() => {
            Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
            window.requestAnimationFrame = () => 0;
            document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )


def show(page: Page) -> None:
    page.evaluate(
        """() => {
            delete document.hidden;
            delete window.requestAnimationFrame;
            document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )


def pass_time(page: Page, seconds: int) -> None:
    """Second by second, so that what the network says meanwhile is heard."""
    for _ in range(seconds):
        page.clock.run_for(1000)
