"""Lists and rankings, worked by button, key and pointer, and told to those who do not see them."""

import re

import pytest
from playwright.sync_api import Locator, Page, Request, Route, expect

from tests.browser.conftest import PHONE, ComeIn
from tests.browser.test_no_word_lost import OFFLINE, expect_saved
from tests.browser_faults import BrowserFaults
from tests.servers import DemoServer

pytestmark = pytest.mark.browser
RANKING = "What counts most here"
LIST = "How you get through"


@pytest.fixture
def ranking(writing_site: DemoServer, come_in: ComeIn) -> Page:
    """Zhou Ting's page with three things in her order: honesty, respect, warmth."""
    return begin_ranking(come_in(writing_site, "zhouting", PHONE))


def begin_ranking(page: Page) -> Page:
    page.get_by_role("link", name=f"Open {RANKING}").click()
    page.wait_for_url("**/portal/homework/**")
    while rows(page).count():  # what an earlier test left there
        rows(page).first.get_by_role("button", name="Take away").click()
        page.wait_for_load_state()
    for name in ("Honesty", "Respect", "Warmth"):
        page.get_by_role("checkbox", name=name, exact=True).check()
    page.get_by_role("button", name="Put these in my list").click()
    expect(rows(page)).to_have_count(3)
    return page


def rows(page: Page) -> Locator:
    return page.locator("ol.rank > li:not(.gone)")


def expect_order(page: Page, *names: str) -> None:
    expect(rows(page).locator("b")).to_have_text(list(names))


def expect_kept(page: Page, *names: str) -> None:
    """The order outlives a reload right after the move, and the move was told aloud."""
    expect(page.locator("[aria-live=polite]").filter(has_text="is now")).to_have_count(1)
    page.reload()
    expect_order(page, *names)


def test_a_button_moves_one_place(ranking: Page) -> None:
    ranking.get_by_role("button", name="Move Warmth up").click()
    expect_order(ranking, "Honesty", "Warmth", "Respect")
    expect(ranking.get_by_text("Warmth is now 2 of 3")).to_be_attached()
    expect(ranking.get_by_role("button", name="Move Warmth up")).to_be_focused()
    expect_kept(ranking, "Honesty", "Warmth", "Respect")


def test_arrow_keys_move_and_stop_at_the_ends(ranking: Page) -> None:
    button = ranking.get_by_role("button", name="Move Honesty down")
    for _press in range(4):
        button.press("ArrowDown")
    expect_order(ranking, "Respect", "Warmth", "Honesty")
    expect(button).to_have_attribute("aria-disabled", "true")
    expect(ranking.get_by_text("Honesty is now 3 of 3")).to_be_attached()
    expect_kept(ranking, "Respect", "Warmth", "Honesty")


def test_dragging_by_the_dots_moves(ranking: Page) -> None:
    grip, target = (rows(ranking).nth(n).locator(".grip") for n in (2, 0))
    grip.scroll_into_view_if_needed()
    start, end = grip.bounding_box(), target.bounding_box()
    assert start
    assert end
    ranking.mouse.move(start["x"] + 5, start["y"] + 5)
    ranking.mouse.down()
    ranking.mouse.move(end["x"] + 5, end["y"] - 20, steps=12)
    ranking.mouse.up()
    expect_order(ranking, "Warmth", "Honesty", "Respect")
    expect_kept(ranking, "Warmth", "Honesty", "Respect")


def test_without_scripts_the_buttons_send_the_form(
    writing_site: DemoServer, come_in: ComeIn
) -> None:
    page = begin_ranking(come_in(writing_site, "zhouting", PHONE, java_script_enabled=False))
    first = rows(page).first.locator("b").inner_text()
    page.get_by_role("button", name=f"Move {first} down").click()
    expect(rows(page).nth(1).locator("b")).to_have_text(first)


@pytest.fixture
def listing(writing_site: DemoServer, come_in: ComeIn) -> Page:
    """Chen Jing's list of ways, taken up again."""
    page = come_in(writing_site, "chenjing", PHONE)
    page.get_by_role("link", name="To try").click()
    page.get_by_role("link", name=re.compile(LIST)).first.click()
    page.wait_for_url("**/portal/homework/**")
    if page.get_by_role("button", name="Write some more").count():
        page.get_by_role("button", name="Write some more").click()
    expect(page.get_by_role("button", name="Add another")).to_be_visible()
    return page


def test_a_list_grows_shrinks_and_takes_back(listing: Page) -> None:
    entries = listing.locator(".entries > *:not(.gone)")
    before = entries.count()
    listing.get_by_role("button", name="Add another").click()
    field = entries.nth(before).locator("textarea, input[type=text]").first
    expect(field).to_be_focused()
    expect(listing.get_by_text("A new line is ready")).to_be_attached()
    field.fill("Counting the tiles")
    expect_saved(listing)
    entries.nth(before).get_by_role("button", name="Take away").click()
    expect(listing.get_by_text("Taken away", exact=True)).to_be_attached()
    expect(entries).to_have_count(before)
    listing.get_by_role("button", name="Put it back").click()
    expect(field).to_have_value("Counting the tiles")
    listing.reload()
    expect(field).to_have_value("Counting the tiles")


def test_a_send_that_arrives_late_undoes_nothing(
    listing: Page, browser_faults: BrowserFaults
) -> None:
    """Taken away, put back, reloaded; and only then the server hears of the taking away."""
    browser_faults.expect(OFFLINE)
    entries, late = listing.locator(".entries > *:not(.gone)"), list[Request]()
    before = entries.count()
    last = entries.nth(before - 1).locator("textarea, input[type=text]").first
    text = last.input_value()

    def hold(route: Route) -> None:
        if route.request.method != "POST":
            return route.continue_()
        late.append(route.request)
        return route.abort()

    listing.route("**/portal/homework/**", hold)
    entries.nth(before - 1).get_by_role("button", name="Take away").click()
    expect(listing.locator("[role=status]").first).to_contain_text("Kept on this device")
    listing.get_by_role("button", name="Put it back").click()
    listing.unroute("**/portal/homework/**")
    address = listing.url
    listing.reload()
    expect(last).to_have_value(text)
    expect_saved(listing)
    sent = listing.request.post(address, headers=late[0].headers, data=late[0].post_data_buffer)
    assert sent.status == 200
    listing.goto(address)
    expect(last).to_have_value(text)
    expect(entries).to_have_count(before)


def test_a_paper_page_has_lines_and_no_bars(listing: Page) -> None:
    """Printed, a page is what it says: no navigation, no buttons."""
    listing.goto(f"{listing.url}?paper=1")
    listing.emulate_media(media="print")
    expect(listing.locator(".paper-line").first).to_be_visible()
    expect(listing.get_by_role("navigation")).to_be_hidden()
    expect(listing.locator("[data-exit]")).to_be_hidden()
    expect(listing.locator("main button:visible")).to_have_count(0)
