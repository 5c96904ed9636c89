"""Leave quickly: one key away on every client page, and nothing is left behind."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, ComeIn
from tests.browser.every_page import every_page
from tests.browser.test_no_word_lost import open_exercise
from tests.browser_faults import BrowserFaults
from tests.servers import DemoServer, DemoServers

pytestmark = pytest.mark.browser
SECRET = "Nobody else is to read this."


@pytest.fixture
def guarded_site(demo_server: DemoServers, browser_faults: BrowserFaults) -> DemoServer:
    """A practice whose neutral address lies on this machine, under another name."""
    browser_faults.expect("favicon.ico")  # that address is a line of plain text
    site = demo_server()
    somewhere = f"http://localhost:{site.port}/healthz"
    change = "from practice.models import Practice as P; P.objects.update(exit_url={!r})"
    changed = site.manage("shell", "-c", change.format(somewhere))
    assert changed.returncode == 0, changed.stderr
    return site.restart()


def expect_gone(page: Page, site: DemoServer) -> None:
    """Somewhere neutral; Back leads to the sign-in page; the browser has kept no words."""
    page.wait_for_url(f"http://localhost:{site.port}/healthz")
    page.go_back()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.locator("body")).not_to_contain_text("Zhou Ting")
    expect(page.locator("body")).not_to_contain_text(SECRET)
    assert page.evaluate("[sessionStorage.length, localStorage.length]") == [0, 0]


def test_it_is_the_first_stop_of_the_tab_key_on_every_client_page(
    demo_site: DemoServer, come_in: ComeIn
) -> None:
    page = come_in(demo_site, "zhouting", PHONE)
    missing = []
    for address in every_page(page):
        page.keyboard.press("Tab")
        first = page.evaluate("document.activeElement.hasAttribute('data-exit')")
        if address.startswith("/portal/") and not first:
            missing.append(address)
    assert missing == []


def test_the_link_leaves_nothing_behind(guarded_site: DemoServer, come_in: ComeIn) -> None:
    page = come_in(guarded_site, "zhouting", PHONE)
    open_exercise(page).fill(SECRET)
    page.get_by_role("link", name="Leave quickly").click()
    expect_gone(page, guarded_site)


def test_three_times_shift_leaves_too(guarded_site: DemoServer, come_in: ComeIn) -> None:
    page = come_in(guarded_site, "zhouting", PHONE)
    open_exercise(page).fill(SECRET)
    page.wait_for_load_state()  # keys are heard once the script has come; the link works before
    for _ in range(3):
        page.keyboard.press("Shift")
    expect_gone(page, guarded_site)


def test_it_works_without_scripts(guarded_site: DemoServer, come_in: ComeIn) -> None:
    page = come_in(guarded_site, "zhouting", PHONE, java_script_enabled=False)
    open_exercise(page).fill(SECRET)
    page.get_by_role("link", name="Leave quickly").click()
    page.wait_for_url(f"http://localhost:{guarded_site.port}/healthz")
    page.go_back()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.locator("body")).not_to_contain_text(SECRET)
