"""More than one send can carry: the Save button takes it, or says at the field how much fits."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, ComeIn
from tests.browser.test_no_word_lost import (
    FIELD,
    expect_saved,
    expect_stored,
    open_exercise,
    status,
)
from tests.browser_faults import BrowserFaults
from tests.servers import DemoServer

pytestmark = pytest.mark.browser
AS_LONG_AS_MAY_BE = "🫖" * 12_000  # four bytes each: more than one autosave may weigh
TOO_LONG = "a b " * 25_000


@pytest.fixture
def page(writing_site: DemoServer, come_in: ComeIn, browser_faults: BrowserFaults) -> Page:
    browser_faults.expect("413")
    return come_in(writing_site, "zhouting", PHONE)


def press_save(page: Page) -> None:
    page.locator("main .actions").get_by_role("button", name="Save", exact=True).click()


def test_what_fits_but_is_heavy_is_saved_by_the_button(
    page: Page, writing_site: DemoServer, come_in: ComeIn
) -> None:
    open_exercise(page).fill(AS_LONG_AS_MAY_BE)
    expect(status(page)).to_contain_text("Please press Save")
    press_save(page)
    expect(page.locator(".notice")).to_have_text(re.compile(r"Saved \d\d:\d\d"))
    expect(page.get_by_label(FIELD)).to_have_value(AS_LONG_AS_MAY_BE)
    expect(status(page)).to_have_text("")
    expect_stored(come_in, writing_site, AS_LONG_AS_MAY_BE)


def test_what_does_not_fit_stays_and_the_field_says_how_much_does(
    page: Page, writing_site: DemoServer, come_in: ComeIn
) -> None:
    open_exercise(page).fill(TOO_LONG)
    expect(status(page)).to_contain_text("Please press Save")
    press_save(page)
    complaint = page.get_by_text("There is room for 12,000 characters here, and you have 100,000.")
    expect(complaint).to_be_visible()
    expect(page.get_by_role("alert")).to_be_visible()
    field = page.get_by_label(FIELD)
    expect(field).to_have_value(TOO_LONG)
    expect(status(page)).to_contain_text("Not saved yet")
    shorter = TOO_LONG[:11_000] + "end"
    field.fill(shorter)
    expect_saved(page)
    expect(complaint).to_have_count(0)
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(field).not_to_have_attribute("aria-invalid", "true")
    expect_stored(come_in, writing_site, shorter)
