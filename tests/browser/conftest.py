"""People at their browsers: signed in, at the width of a phone or of a desk."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.servers import DemoServer, DemoServers

PASSWORD = "hearthwork-demo"
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 720}
SLOW_MACHINE = 20_000  # ms a condition may take on a busy machine; nothing waits that long for long

ComeIn = Callable[..., Page]


@pytest.fixture(scope="session", autouse=True)
def patience() -> None:
    expect.set_options(timeout=SLOW_MACHINE)


@pytest.fixture(scope="module")
def writing_site(run_folder: Path) -> Iterator[DemoServer]:
    """One server for the tests of a module that write; each writes words of its own."""
    servers = DemoServers(run_folder)
    try:
        yield servers()
    finally:
        servers.close()


@pytest.fixture
def come_in(new_context: Callable[..., BrowserContext]) -> ComeIn:
    """`come_in(site, "zhouting", PHONE)`: a page of that person in a browser of their own."""

    def signed_in_page(site: DemoServer, who: str, size: dict[str, int], **options: Any) -> Page:
        page = new_context(viewport=size, base_url=site.url, **options).new_page()
        page.set_default_timeout(SLOW_MACHINE)
        sign_in(page, who)
        return page

    return signed_in_page


def sign_in(page: Page, who: str) -> None:
    """Through the sign-in page, as a person does; `who` is the first part of a demo address."""
    page.goto("/accounts/login/")
    fill_in_login(page, who)


def fill_in_login(page: Page, who: str) -> None:
    page.get_by_label("Email").fill(f"{who}@demo.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/accounts/" not in url)
