"""A note by keyboard alone, and its review by both partners, each in a browser of their own."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, ComeIn
from tests.browser.test_keyboard import press, tab_to
from tests.servers import DemoServer

pytestmark = pytest.mark.browser
COUPLE = "Zhao Lei & Zhou Ting"
JOINT, OF_LEI, OF_TING = "Said by both. 茶", "Of Lei alone.", "Of Ting alone."
WORDS = {
    "own_words-joint-quotes": JOINT,
    "own_words-a-quotes": OF_LEI,
    "own_words-b-quotes": OF_TING,
}


def begin_note(page: Page) -> None:
    """The note of the earliest hour of the couple that has none, by keys alone."""
    press(page, page.get_by_role("link", name=COUPLE).first)
    press(page, page.get_by_label("This case").get_by_role("link", name="Sessions"))
    draft = page.get_by_role("link", name="Your draft")
    if draft.count():
        press(page, draft.first)
    else:
        press(page, page.get_by_role("link", name=re.compile("^Plan")).first)
        press(page, page.get_by_role("button", name=re.compile("[Ss]tart.*note")))
    expect(page.get_by_role("heading", level=1)).to_contain_text("note of session")


def type_into(page: Page, name: str, words: str) -> None:
    tab_to(page, page.locator(f"[name='{name}']"))
    page.keyboard.press("Control+A")
    page.keyboard.type(words)


def say(page: Page, choice: str, words: str) -> None:
    page.get_by_label(choice).check()
    page.get_by_label("Your words").fill(words)
    page.get_by_role("button", name="Send it to my therapist").click()
    expect(page.get_by_text("Thank you. Your therapist can read it now.")).to_be_visible()


def open_it(page: Page) -> None:
    page.get_by_role("link", name="Notes of your sessions").click()
    page.locator("main .rows a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Note of")


def test_a_note_by_keys_alone_and_its_review_by_both(
    writing_site: DemoServer, come_in: ComeIn
) -> None:
    page = come_in(writing_site, "ana", DESK)
    begin_note(page)
    for name, words in WORDS.items():
        type_into(page, name, words)
    press(page, page.get_by_role("button", name="Open it to the people in it"))
    expect(page.get_by_text("It rests until you take it back or sign it.")).to_be_visible()
    for words in WORDS.values():
        expect(page.get_by_text(words)).to_be_visible()
    lei, ting = (come_in(writing_site, who, PHONE) for who in ("zhaolei", "zhouting"))
    for browser, own, other in ((lei, OF_LEI, OF_TING), (ting, OF_TING, OF_LEI)):
        open_it(browser)
        expect(browser.get_by_text(JOINT)).to_be_visible()
        expect(browser.get_by_text(own)).to_be_visible()
        expect(browser.get_by_text(other)).to_have_count(0)
    say(lei, "I would say it like this:", "Cold tea, I would say.")
    ting.reload()
    expect(ting.get_by_text("Cold tea")).to_have_count(0)
    say(ting, "This is right for me.", "")
    lei.reload()
    expect(lei.get_by_text("What you said")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Cold tea, I would say.")).to_be_visible()
    press(page, page.get_by_role("button", name="Take it back to write on"))
    expect(page.locator("[name='own_words-joint-quotes']")).to_have_value(JOINT)
