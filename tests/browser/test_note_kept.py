"""A note by keys alone up to its signature; its draft outlives a lost line, a login, a server."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, ComeIn, fill_in_login
from tests.browser.test_keyboard import press, tab_to
from tests.browser.test_no_word_lost import OFFLINE, come_back_to, expect_saved, status, words
from tests.browser.test_note_review import begin_note, type_into
from tests.browser_faults import BrowserFaults
from tests.servers import DemoServer, DemoServers

pytestmark = pytest.mark.browser
FIELD = "[name='own_words-joint-quotes']"
TYPED = {
    "own_words-a-quotes": "A dip is weather now. 茶",
    "what_is_better-a-text": "Breakfast, every day but one.",
    "scale-a-score": "6-7",
    "scale-a-one_up": "To say it before noon.",
    "pain_and_hope-a-pain": "The autumn is not spoken about.",
}


def choose(page: Page, name: str, letters: str) -> None:
    """In a list that has the focus, the first letters choose."""
    tab_to(page, page.locator(f"[name='{name}']"))
    page.keyboard.type(letters)


def test_a_note_is_written_quoted_into_and_signed_by_keys_alone(
    writing_site: DemoServer, come_in: ComeIn
) -> None:
    page = come_in(writing_site, "ana", DESK)
    press(page, page.get_by_role("link", name="Open the note").first)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Chen Jing")
    page.keyboard.press("q")
    line = page.locator(".came-in li").first
    quoted = line.locator(".quote").inner_text()
    press(page, line.get_by_role("button", name="Exceptions").first)
    expect(page.get_by_text("Quoted in Exceptions and unique outcomes")).to_be_visible()
    page.keyboard.press("q")
    page.keyboard.press("Enter")  # folds it again: its buttons are many stops
    for name, typed in TYPED.items():
        type_into(page, name, typed)
    choose(page, "safety-a-asked", "Asked alone")
    press(page, page.get_by_role("button", name="Sign as Ana Ruiz"))
    expect(page.get_by_role("heading", name="Before you sign")).to_be_visible()
    expect(
        page.get_by_text("What hurts is written down and what gives hope is not.").first
    ).to_be_visible()
    type_into(page, "pain_and_hope-a-hope", "She knows the way back.")
    press(page, page.get_by_role("button", name="Sign as Ana Ruiz"))
    expect(page.get_by_text("The note is signed. It stays as it is from now on.")).to_be_visible()
    for typed in (*TYPED.values(), quoted, "She knows the way back.", "Asked alone"):
        expect(page.get_by_text(typed).first).to_be_visible()
    expect(page.get_by_label("Where the quotes come from")).to_be_visible()
    expect(page.locator("main textarea[name*=quotes]")).to_have_count(0)


def test_a_draft_outlives_a_lost_line_an_ended_login_and_a_killed_server(
    demo_server: DemoServers, come_in: ComeIn, browser_faults: BrowserFaults
) -> None:
    browser_faults.expect(f"{OFFLINE}|401")
    site = demo_server()
    page = come_in(site, "ana", DESK)
    begin_note(page)
    page.context.set_offline(True)
    field, text = page.locator(FIELD), words()
    field.fill(text)
    expect(status(page)).to_contain_text("Kept on this device")
    page.context.set_offline(False)
    expect_stored(come_in, site, page, text)
    text = words()
    page.context.clear_cookies(name="sessionid")
    field.fill(text)
    expect(status(page)).to_contain_text("Your words are kept")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in (opens a new tab)").click()
    fill_in_login(opened.value, "ana")
    come_back_to(page)
    expect_stored(come_in, site, page, text)
    text = words()
    with page.expect_request(lambda request: request.method == "POST"):
        field.fill(text)
    site.kill()
    site.restart()
    expect_stored(come_in, site, page, text)


def expect_stored(come_in: ComeIn, site: DemoServer, page: Page, text: str) -> None:
    expect_saved(page)
    elsewhere = come_in(site, "ana", DESK)
    elsewhere.goto(page.url)
    expect(elsewhere.locator(FIELD)).to_have_value(text)
