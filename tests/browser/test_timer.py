"""The listening timer on a phone that goes dark: right by the clock on the wall, and told aloud."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import ComeIn
from tests.browser.own_exercise import at_its_page
from tests.servers import DemoServer

pytestmark = pytest.mark.browser
FIELD = {
    "key": "turns",
    "kind": "timed_turns",
    "prompt": {"en": "Take your two turns."},
    "options": {"minutes": 5, "turns": 2},
}


@pytest.fixture
def page(writing_site: DemoServer, come_in: ComeIn) -> Page:
    """Her page, where no turn comes to its end."""
    return with_clock(at_its_page(writing_site, come_in, "zhouting", FIELD))


def with_clock(page: Page) -> Page:
    """With a clock that the test turns; nobody waits five minutes."""
    page.clock.install()
    page.reload()
    return page


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def said(page: Page) -> Locator:
    """What a screen reader is told: it hears this place, and no other of the timer."""
    return page.locator("[data-timer] [aria-live=polite]")


def away(page: Page, clock: str) -> None:
    """As a phone that sleeps: nothing ran, and afterwards each timer fires once at most."""
    page.clock.fast_forward(clock)


def test_a_page_that_was_away_knows_how_much_is_left(page: Page) -> None:
    press(page, "Start")
    page.clock.pause_at(page.evaluate("Date.now() / 1000 + 1"))
    left = minutes_left(page)
    away(page, "03:00")
    assert left - minutes_left(page) == pytest.approx(3, abs=0.05)
    expect(page.locator("[data-timer]")).not_to_have_class("timer ending")
    away(page, "01:00")
    # The last minute is seen by whoever looks; aloud it would break in on the one who speaks.
    expect(page.locator("[data-timer]")).to_have_class("timer ending")
    expect(said(page)).to_have_text("Turn 1 of 2 begins. One speaks, one listens.")


def minutes_left(page: Page) -> float:
    minutes, seconds = page.locator("[data-clock]").inner_text().split(":")
    return int(minutes) + int(seconds) / 60


def test_start_swap_and_end_are_told_aloud_and_kept(
    writing_site: DemoServer, come_in: ComeIn
) -> None:
    page = with_clock(at_its_page(writing_site, come_in, "zhaolei", FIELD))
    expect(page.locator("[data-clock]")).to_have_attribute("aria-hidden", "true")
    press(page, "Start")
    expect(said(page)).to_have_text("Turn 1 of 2 begins. One speaks, one listens.")
    away(page, "06:00")
    expect(said(page)).to_have_text("Now you swap. Start when you are both ready.")
    expect(page.get_by_role("button", name="Start", exact=True)).to_be_focused()
    press(page, "Start")
    expect(said(page)).to_have_text("Turn 2 of 2 begins. One speaks, one listens.")
    away(page, "02:00")
    press(page, "End my turn")
    expect(said(page)).to_have_text("That was the last turn. Take a breath.")
    expect(page.get_by_label("We both had our turn")).to_be_checked()
    page.clock.run_for(2000)  # the time after which a page saves
    expect(page.locator("form [role=status]").first).to_contain_text("Saved")
    page.reload()
    expect(page.get_by_label("We both had our turn")).to_be_checked()
    kept = [page.locator(f"[name=turns-{n}-minutes]").input_value() for n in (0, 1)]
    assert kept == ["5", "2"]


def test_either_may_stop_and_what_is_done_stays(page: Page) -> None:
    press(page, "Start")
    away(page, "01:00")
    press(page, "Stop here")
    expect(said(page)).to_have_text("Stopped. You can go on, or leave it here.")
    expect(page.locator("[data-clock]")).to_have_text("5:00")
    expect(page.get_by_label("We both had our turn")).not_to_be_checked()
