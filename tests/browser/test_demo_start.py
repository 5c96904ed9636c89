"""The demo practice as a newcomer meets it: it starts, lets one in, and survives a power cut."""

import pytest
from playwright.sync_api import Page, expect

from tests.servers import DemoServer, DemoServers, is_listening

pytestmark = pytest.mark.browser
PASSWORD = "hearthwork-demo"


def sign_in(page: Page, site: DemoServer, email: str) -> None:
    page.goto(f"{site.url}/accounts/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()


@pytest.mark.parametrize(
    ("email", "arrives_at"),
    [("ana@demo.example", "/today/"), ("chenjing@demo.example", "/portal/")],
)
def test_a_demo_account_comes_in_at_its_own_page(
    demo_site: DemoServer, page: Page, email: str, arrives_at: str
) -> None:
    sign_in(page, demo_site, email)
    page.wait_for_url(f"{demo_site.url}{arrives_at}**")
    expect(page.locator("h1")).to_be_visible()


def test_a_killed_server_comes_back_with_the_same_login(
    demo_server: DemoServers, page: Page
) -> None:
    server = demo_server(workers=2)
    sign_in(page, server, "ana@demo.example")
    page.wait_for_url(f"{server.url}/today/")
    server.kill()
    assert not is_listening(server.port)
    server.restart()
    page.reload()
    assert page.url == f"{server.url}/today/"
