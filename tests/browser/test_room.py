"""The hour on a tablet: a sentence by one tap, a number alone, a screen with joint words."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD, ComeIn
from tests.servers import DemoServer

pytestmark = pytest.mark.browser
COUPLE = "Zhao Lei & Zhou Ting"
TABLET = {"width": 1024, "height": 768}
OF_LEI, JOINT = "Said by Lei alone.", "Said by both. 茶"


def go_into_the_room(page: Page) -> None:
    page.get_by_role("link", name=COUPLE).first.click()
    page.get_by_label("This case").get_by_role("link", name="Sessions").click()
    page.get_by_role("link", name=re.compile("^Plan")).first.click()
    page.get_by_role("link", name="In the room").or_(
        page.get_by_role("button", name="In the room")
    ).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("In the room")


def give(page: Page, words: str, whose: str) -> None:
    page.get_by_label("What was said").fill(words)
    page.get_by_role("button", name=whose, exact=True).click()
    expect(page.get_by_label("What was said")).to_have_value("")


def test_the_hour_on_a_tablet(writing_site: DemoServer, come_in: ComeIn) -> None:
    page = come_in(writing_site, "ana", TABLET)
    go_into_the_room(page)
    room = page.url
    page.context.set_offline(True)  # nothing that is tapped gets lost without a connection
    give(page, OF_LEI, "Zhao Lei")
    page.context.set_offline(False)
    give(page, JOINT, "Both together")
    expect(page.locator(".saved")).to_contain_text("Saved")
    page.get_by_role("button", name="Turn the screen").click()
    expect(page.get_by_text(JOINT)).to_be_visible()
    expect(page.get_by_text(OF_LEI)).to_have_count(0)
    page.get_by_role("link", name="Zhou Ting").click()
    page.locator("input[name='score-low'][value='4']").check()
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    # Neither Back, nor reload, nor an address of the therapist's shows anything else.
    page.go_back()
    expect(page.locator("input:checked")).to_have_count(0)
    for _step in range(4):
        page.go_back()
        expect(page.get_by_text(OF_LEI)).to_have_count(0)
    page.goto(room)
    page.reload()
    expect(page).to_have_url(re.compile("/turned/$"))
    page.get_by_role("link", name="Back to the therapist’s pages").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    expect(page).to_have_url(room)
    page.get_by_text("What is written so far").click()
    expect(page.locator("[name='own_words-a-quotes']")).to_have_value(re.compile(OF_LEI))
    expect(page.locator("[name='scale-b-score']")).to_have_value("4")
