"""The own line on a phone: words typed beside the number outlast a reload, until they are sent."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE, ComeIn
from tests.servers import DemoServer

pytestmark = pytest.mark.browser
WORDS = "The car was quiet."


def open_line(page: Page) -> Locator:
    page.goto("/portal/")
    page.get_by_role("link", name="Progress").click()
    return page.get_by_label("What goes with this number?")


def test_words_beside_a_number_wait_for_it(writing_site: DemoServer, come_in: ComeIn) -> None:
    page = come_in(writing_site, "zhouting", PHONE)
    open_line(page).fill(WORDS)
    page.get_by_text("It lies between two numbers").click()
    page.locator("input[name=score-low][value='5']").check()
    page.reload()
    expect(page.get_by_label("What goes with this number?")).to_have_value(WORDS)
    expect(page.locator("output")).to_have_text("You chose 5.")
    page.get_by_role("link", name="Sharing").click()
    expect(open_line(page)).to_have_value(WORDS)
    page.get_by_role("button", name="Put it on my line").click()
    expect(page.locator(".notice")).to_be_visible()
    expect(page.locator(".rows li").first).to_contain_text(WORDS)
    expect(page.get_by_label("What goes with this number?")).to_have_value("")
    expect(open_line(page)).to_have_value("")
