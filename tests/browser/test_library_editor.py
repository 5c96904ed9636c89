"""The editor of the library at a browser: what is typed is kept and shown at once, and fits."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, ComeIn
from tests.browser.test_axe import faults_of
from tests.browser.test_widths import too_wide
from tests.servers import DemoServer

pytestmark = pytest.mark.browser


def open_copy(page: Page) -> None:
    page.goto("/library/")
    page.get_by_role("link", name="Collaborative attachment repair", exact=True).click()
    page.get_by_role("button", name="Make a copy of your own").click()
    expect(page.get_by_role("link", name="Look and publish")).to_be_visible()


def test_what_is_typed_shows_beside_it_and_what_is_wrong_at_its_field(
    writing_site: DemoServer, come_in: ComeIn
) -> None:
    page = come_in(writing_site, "ana", DESK)
    refused: list[str] = []
    page.on("console", lambda line: refused.append(line.text) if line.type == "error" else None)
    open_copy(page)
    page.get_by_role("link", name="E4").click()
    look = page.get_by_label("As people meet it")
    page.get_by_label("Title").fill("Ways <b>through</b>")
    expect(look.get_by_role("heading", name="Ways <b>through</b>")).to_be_visible()
    page.get_by_text("Who, when and how far it reaches").click()
    page.get_by_label("Minutes", exact=True).fill("ten")
    told = page.locator('[data-look="needs.minutes"]')
    expect(told).to_contain_text("Minutes must be a whole number")
    expect(told).to_be_visible()
    expect(page.get_by_label("Minutes", exact=True)).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Minutes", exact=True).fill("10")
    expect(told).to_be_empty()
    expect(page.get_by_label("Minutes", exact=True)).not_to_have_attribute("aria-invalid", "true")
    page.reload()
    expect(page.get_by_label("Title")).to_have_value("Ways <b>through</b>")
    assert refused == []


@pytest.mark.slow
def test_the_editor_is_easy_to_use_and_fits_a_phone(
    writing_site: DemoServer, come_in: ComeIn
) -> None:
    page = come_in(writing_site, "ana", PHONE)
    open_copy(page)
    draft = page.url
    found: list[str] = []
    for code in ("", "E6", "E8", "E10", "E12"):
        page.goto(draft)
        if code:
            page.get_by_role("link", name=f"{code} ").first.click()
        page.wait_for_load_state()
        found += [too_wide(page, code), *faults_of(page, code)]
    page.goto(f"{draft}publish/")
    found += [too_wide(page, "publish"), *faults_of(page, "publish")]
    assert list(filter(None, found)) == []
