"""No page scrolls sideways (320 px for clients, 390 px for staff); a plan fits on one screen."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, ComeIn
from tests.browser.every_page import every_page
from tests.servers import DemoServer

pytestmark = [pytest.mark.browser, pytest.mark.looks]
SIDEWAYS = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return '';
  const wide = [...document.querySelectorAll('main *, header *, footer *')]
    .filter((el) => el.getBoundingClientRect().right > room + 1);
  return wide.slice(0, 3).map((el) => el.outerHTML.slice(0, 120)).join(' | ') || 'the page itself';
}"""


@pytest.mark.parametrize(
    ("who", "width"),
    [("zhouting", 320), ("zhaolei", 320), ("chenjing", 320), ("ana", 390), ("office", 390)],
)
def test_nothing_scrolls_sideways(
    who: str, width: int, demo_site: DemoServer, come_in: ComeIn
) -> None:
    page = come_in(demo_site, who, {"width": width, "height": 700})
    assert [found for address in every_page(page) if (found := too_wide(page, address))] == []


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_style_guide_does_not_scroll_sideways(
    width: int, demo_site: DemoServer, page: Page
) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(f"{demo_site.url}/styleguide/")
    assert too_wide(page, "/styleguide/") == ""


def test_the_plan_of_a_couple_fits_on_one_screen(demo_site: DemoServer, come_in: ComeIn) -> None:
    page = come_in(demo_site, "ana", DESK)
    page.get_by_role("link", name="Plan", exact=False).first.click()
    expect(page.get_by_role("heading", name="Since then")).to_be_visible()
    ends = page.evaluate("document.querySelector('.plan').getBoundingClientRect().bottom")
    assert ends <= DESK["height"]


def too_wide(page: Page, address: str) -> str:
    """What sticks out, or nothing. All that is folded is unfolded first."""
    unfold(page)
    found = page.evaluate(SIDEWAYS)
    return f"{address}: {found}" if found else ""


def unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
