"""The work of a therapist by keys alone: nothing on its way needs a mouse."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESK, ComeIn
from tests.servers import DemoServer

pytestmark = pytest.mark.browser
MOST_STOPS = 80  # more Tab presses than any of these pages asks for


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the focus stands there, as somebody without a mouse does."""
    target.wait_for()
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if target.evaluate("target => target === document.activeElement"):
            return
    pytest.fail(f"{MOST_STOPS} stops did not lead to {target}")


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    tab_to(page, target)
    page.keyboard.press(key)


def test_something_is_given_and_taken_back(writing_site: DemoServer, come_in: ComeIn) -> None:
    page = come_in(writing_site, "ana", DESK)
    press(page, page.get_by_role("link", name="Zhao Lei & Zhou Ting").first)
    press(page, page.get_by_label("This case").get_by_role("link", name="Journey"))
    press(page, page.get_by_role("link", name="1 Partnership building"))
    press(page, page.get_by_role("checkbox", name="A little better by tonight"), "Space")
    press(page, page.locator("#give").get_by_label("Zhao Lei", exact=True), "Space")
    page.keyboard.press("ArrowDown")  # within the group, arrows choose
    expect(page.locator("#give").get_by_label("Zhou Ting", exact=True)).to_be_checked()
    press(page, page.get_by_role("button", name="Give what is ticked"))
    expect(page.get_by_text("1 thing to try is given.")).to_be_visible()
    press(page, page.get_by_label("This case").get_by_role("link", name="To try"))
    newest = page.get_by_role("article").first
    expect(newest.get_by_role("heading")).to_have_text("A little better by tonight")
    press(page, newest.get_by_role("button", name="Take back"))
    expect(page.get_by_text("Taken back. Nobody has seen it.")).to_be_visible()


def test_the_keys_do_what_their_list_says(demo_site: DemoServer, come_in: ComeIn) -> None:
    page = come_in(demo_site, "ana", DESK)
    page.goto("/cases/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("/")
    expect(page.get_by_label("Name or code")).to_be_focused()
    page.keyboard.type("g t.")  # in a field these are letters
    expect(page.get_by_label("Name or code")).to_have_value("g t.")
    page.get_by_label("Name or code").blur()
    page.keyboard.press(".")
    expect(page.get_by_text("Names and words are blurred.")).to_be_attached()
    page.keyboard.type("gt")
    expect(page.get_by_role("heading", name="Today", exact=True)).to_be_visible()
    page.wait_for_load_state()  # the page is seen before its script listens
    page.keyboard.press("1")
    expect(page.get_by_role("button", name="Save the plan")).to_be_visible()


def test_the_office_is_led_to_its_own_first_page(demo_site: DemoServer, come_in: ComeIn) -> None:
    page = come_in(demo_site, "office", DESK)
    page.goto("/transfer/export/")
    page.keyboard.type("gt")
    expect(page.get_by_role("heading", name="People")).to_be_visible()
