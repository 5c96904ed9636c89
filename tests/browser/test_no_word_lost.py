"""A word typed survives reload, Back, a lost connection, an expired login, a killed server."""

import re
import uuid
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import DESK, PHONE, ComeIn, fill_in_login, sign_in
from tests.browser_faults import BrowserFaults
from tests.servers import DemoServer, DemoServers

pytestmark = pytest.mark.browser
EXERCISE = "What counts most here"
FIELD = "What makes this one matter so much just now?"
OFFLINE = "ERR_INTERNET_DISCONNECTED|ERR_CONNECTION|ERR_FAILED|ERR_EMPTY_RESPONSE|ERR_SOCKET"

Open = Callable[[Page], Locator]


def words() -> str:
    """New words for every test: what an earlier one left behind proves nothing."""
    return f"Tea, and no rush. {uuid.uuid4()}"


def open_exercise(page: Page) -> Locator:
    """Zhou Ting's open exercise, and the field that the tests write in."""
    page.goto("/portal/")
    page.get_by_role("link", name=f"Open {EXERCISE}").click()
    return page.get_by_label(FIELD)


def open_plan(page: Page) -> Locator:
    page.goto("/today/")
    page.get_by_role("link", name="Plan", exact=False).first.click()
    return page.get_by_label(re.compile("^Opening"))


def open_note(page: Page) -> Locator:
    page.goto("/today/")
    page.get_by_role("link", name="Open the note").first.click()
    return page.locator("textarea").first


def status(page: Page) -> Locator:
    return page.locator("form[data-autosave] [role=status]").first


def expect_saved(page: Page) -> None:
    expect(status(page)).to_have_text(re.compile(r"Saved \d\d:\d\d"))


def expect_stored(come_in: ComeIn, site: DemoServer, text: str) -> None:
    """Another browser of the same person finds the words: they are on the server."""
    expect(open_exercise(come_in(site, "zhouting", PHONE))).to_have_value(text)


@pytest.mark.parametrize(
    ("who", "opened"),
    [("zhouting", open_exercise), ("ana", open_plan), ("ana", open_note)],
    ids=["exercise", "plan", "note"],
)
def test_words_survive_a_reload_right_after_the_key(
    who: str, opened: Open, writing_site: DemoServer, come_in: ComeIn
) -> None:
    page, text = come_in(writing_site, who, DESK), words()
    opened(page).fill(text)
    page.reload()
    field = opened(page)
    expect(field).to_have_value(text)
    page.goto("/")
    expect(opened(come_in(writing_site, who, DESK))).to_have_value(text)


def test_words_survive_leaving_and_back(writing_site: DemoServer, come_in: ComeIn) -> None:
    page, text = come_in(writing_site, "zhouting", PHONE), words()
    open_exercise(page).fill(text)
    page.get_by_role("link", name="Sharing").click()
    page.go_back()
    expect(page.get_by_label(FIELD)).to_have_value(text)
    expect_stored(come_in, writing_site, text)


def test_words_typed_before_the_scripts_have_come_are_saved(
    writing_site: DemoServer, come_in: ComeIn
) -> None:
    """A slow line: the page is there and written in, its scripts are still on their way."""
    page, text = come_in(writing_site, "zhouting", PHONE), words()
    address = page.get_by_role("link", name=f"Open {EXERCISE}").get_attribute("href")
    held: list[Route] = []
    page.route("**/js/autosave*", lambda route: held.append(route))
    with page.expect_request("**/js/autosave*"):
        page.goto(address or "", wait_until="commit")
    page.get_by_label(FIELD).fill(text)
    for route in held:
        route.continue_()
    expect_saved(page)
    expect_stored(come_in, writing_site, text)


def test_a_page_that_is_only_read_saves_nothing(writing_site: DemoServer, come_in: ComeIn) -> None:
    page, sent = come_in(writing_site, "zhaolei", PHONE), list[str]()
    page.on("request", lambda request: sent.append(request.method))
    page.get_by_role("link", name="Open Looking back").click()
    page.wait_for_load_state("networkidle")
    page.get_by_role("link", name="Today", exact=True).click()
    page.wait_for_load_state("networkidle")
    assert "POST" not in sent


def test_words_wait_for_the_connection(
    writing_site: DemoServer, come_in: ComeIn, browser_faults: BrowserFaults
) -> None:
    browser_faults.expect(OFFLINE)
    page, text = come_in(writing_site, "zhouting", PHONE), words()
    field = open_exercise(page)
    page.context.set_offline(True)
    field.fill(text)
    expect(status(page)).to_contain_text("Kept on this device")
    page.context.set_offline(False)
    expect_saved(page)
    expect_stored(come_in, writing_site, text)


def test_words_wait_for_a_sign_in_elsewhere(
    writing_site: DemoServer, come_in: ComeIn, browser_faults: BrowserFaults
) -> None:
    browser_faults.expect("401")
    page, text = come_in(writing_site, "zhouting", PHONE), words()
    field = open_exercise(page)
    page.context.clear_cookies(name="sessionid")
    field.fill(text)
    expect(status(page)).to_contain_text("Your words are kept")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in (opens a new tab)").click()
    fill_in_login(opened.value, "zhouting")
    come_back_to(page)
    expect_saved(page)
    expect_stored(come_in, writing_site, text)


def test_words_never_go_to_whoever_signs_in_next(
    writing_site: DemoServer, come_in: ComeIn, browser_faults: BrowserFaults
) -> None:
    browser_faults.expect("401")  # and nothing is ever sent in another name: that would be a 404
    page, text = come_in(writing_site, "zhouting", PHONE), words()
    field = open_exercise(page)
    page.context.clear_cookies(name="sessionid")
    field.fill(text)
    expect(status(page)).to_contain_text("Your words are kept")
    neighbour = page.context.new_page()
    sign_in(neighbour, "zhaolei")
    with page.expect_response("**/saving/token/"):
        come_back_to(page)
    expect(field).to_have_value(text)
    neighbour.get_by_role("button", name="Sign out").click()
    neighbour.wait_for_url("**/accounts/login/")
    fill_in_login(neighbour, "zhouting")
    come_back_to(page)
    expect_saved(page)
    expect_stored(come_in, writing_site, text)


def come_back_to(page: Page) -> None:
    """The tab is in front again. Playwright keeps all tabs focused, so the event is made here."""
    page.bring_to_front()
    page.evaluate("window.dispatchEvent(new Event('focus'))")


def test_words_survive_a_killed_server(
    demo_server: DemoServers, come_in: ComeIn, browser_faults: BrowserFaults
) -> None:
    browser_faults.expect(OFFLINE)
    site = demo_server()
    page, text = come_in(site, "zhouting", PHONE), words()
    field = open_exercise(page)
    with page.expect_request(lambda request: request.method == "POST"):
        field.fill(text)
    site.kill()
    site.restart()
    expect_saved(page)
    expect_stored(come_in, site, text)


def test_words_that_never_left_the_device_come_back_with_the_page(
    writing_site: DemoServer, come_in: ComeIn, browser_faults: BrowserFaults
) -> None:
    browser_faults.expect(OFFLINE)
    page, text = come_in(writing_site, "zhouting", PHONE), words()
    field = open_exercise(page)
    page.context.set_offline(True)
    field.fill(text)
    expect(status(page)).to_contain_text("Kept on this device")
    page.goto("about:blank")
    page.context.set_offline(False)
    expect(open_exercise(page)).to_have_value(text)
    expect_stored(come_in, writing_site, text)


def test_a_lost_answer_is_no_clash_with_oneself(
    writing_site: DemoServer, come_in: ComeIn, browser_faults: BrowserFaults
) -> None:
    """The server has the words, the browser never heard so; the repeat bears the same key."""
    browser_faults.expect(OFFLINE)
    page, text = come_in(writing_site, "zhouting", PHONE), words()
    field = open_exercise(page)
    lost = []

    def lose_the_answer(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    page.route("**/portal/homework/**", lose_the_answer)
    field.fill(text)
    expect_saved(page)
    assert lost == [200]
    expect(page.locator("form .clash")).to_have_count(0)
    page.unroute("**/portal/homework/**")
    expect_stored(come_in, writing_site, text)


def two_tabs(page: Page, browser_faults: BrowserFaults) -> tuple[Page, str, str]:
    """The same field in two tabs, written in both: the second one is told. (page, theirs, mine)"""
    browser_faults.expect("409")
    theirs, mine = words(), words()
    first, field = page.context.new_page(), open_exercise(page)
    open_exercise(first).fill(theirs)
    expect_saved(first)
    field.fill(mine)
    clash = page.locator("form .clash")
    expect(clash.locator("[data-theirs]")).to_have_text(theirs)
    expect(clash.locator("[data-yours]")).to_have_text(mine)
    return page, theirs, mine


def test_two_tabs_keep_mine(
    writing_site: DemoServer, come_in: ComeIn, browser_faults: BrowserFaults
) -> None:
    page, _, mine = two_tabs(come_in(writing_site, "zhouting", PHONE), browser_faults)
    page.get_by_role("button", name="Keep mine").click()
    expect_saved(page)
    expect_stored(come_in, writing_site, mine)


def test_two_tabs_use_theirs(
    writing_site: DemoServer, come_in: ComeIn, browser_faults: BrowserFaults
) -> None:
    page, theirs, _ = two_tabs(come_in(writing_site, "zhouting", PHONE), browser_faults)
    page.get_by_role("link", name="Use theirs").click()
    expect(page.get_by_label(FIELD)).to_have_value(theirs)
    expect_stored(come_in, writing_site, theirs)


def test_sign_out_waits_until_all_is_saved(writing_site: DemoServer, come_in: ComeIn) -> None:
    page, text = come_in(writing_site, "zhouting", PHONE), words()
    open_exercise(page).fill(text)
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/accounts/login/")
    expect_stored(come_in, writing_site, text)


def test_sign_out_asks_while_words_cannot_be_saved(
    writing_site: DemoServer, come_in: ComeIn, browser_faults: BrowserFaults
) -> None:
    browser_faults.expect(OFFLINE)
    page, text = come_in(writing_site, "zhouting", PHONE), words()
    field = open_exercise(page)
    page.context.set_offline(True)
    field.fill(text)
    with page.expect_event("dialog", lambda dialog: dialog.dismiss() or True):
        page.get_by_role("button", name="Sign out").click()
    expect(field).to_have_value(text)
    page.context.set_offline(False)
    expect_saved(page)
    expect_stored(come_in, writing_site, text)
