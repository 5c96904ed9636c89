"""What people already have is unfolded on a page of their case, in their own words."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, ComeIn
from tests.servers import DemoServer

pytestmark = pytest.mark.browser


def test_it_comes_when_it_is_unfolded(demo_site: DemoServer, come_in: ComeIn) -> None:
    page = come_in(demo_site, "ana", DESK)
    page.goto("/cases/")
    page.get_by_role("link", name="Zhao Lei & Zhou Ting").click()
    page.wait_for_load_state()
    panel = page.locator("details[data-panel]")
    expect(panel.locator("[data-slot=words]")).to_have_count(0)
    panel.get_by_text("What they already have").click()
    expect(panel.locator("li [data-slot=words]").first).to_be_visible()
    expect(panel.get_by_role("link", name="Lighter moments").first).to_be_visible()
    expect(panel.locator(".tone-private").first).to_contain_text("Only")


def test_without_scripts_a_link_leads_to_it(demo_site: DemoServer, come_in: ComeIn) -> None:
    page = come_in(demo_site, "ana", DESK, java_script_enabled=False)
    page.goto("/cases/")
    page.get_by_role("link", name="Zhao Lei & Zhou Ting").click()
    page.get_by_text("What they already have").click()
    page.get_by_role("link", name="In their own words").click()
    expect(page.get_by_role("heading", name="What they already have")).to_be_visible()
    expect(page.get_by_role("link", name="Lighter moments").first).to_be_visible()
