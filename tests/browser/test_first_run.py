"""`make run` in an empty folder: from the address on the terminal to the first client's case."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import DESK, PHONE, SLOW_MACHINE
from tests.browser.test_first_practice import PASSWORD, set_up_second_step
from tests.servers import DemoServers

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def begin(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("Name of the practice").fill("Linden House")
    page.get_by_label("Time zone").select_option("Europe/Berlin")
    page.get_by_label("Your name").fill("Eva Stone")
    page.get_by_label("Your e-mail address").fill("eva@house.example")
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_role("button", name="Begin").click()


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Save and go on").click()


def heading(page: Page, words: str) -> None:
    """The step of that name is the open one: its heading is no link."""
    expect(page.locator("main h2:not(:has(a))")).to_have_text(re.compile(words))


def keep_records(page: Page) -> None:
    heading(page, "How long records are kept")
    go_on(page)  # nothing is chosen for anybody
    expect(page.get_by_role("alert")).to_contain_text("Years after the last contact")
    page.get_by_label("Years after the last contact").fill("7")
    page.get_by_label("Age at which somebody comes of age").fill("18")
    page.get_by_label("Years after a young person comes of age").fill("3")
    go_on(page)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_an_empty_folder_becomes_a_practice_with_its_first_client(
    demo_server: DemoServers, new_context: Callable[..., BrowserContext], size: dict[str, int]
) -> None:
    site = demo_server.empty()
    told = re.search(r"http://localhost:\d+(/begin/\S+)", site.log)
    assert told is not None, site.log
    page = new_context(viewport=size, base_url=site.url).new_page()
    page.set_default_timeout(SLOW_MACHINE)
    begin(page, told[1])
    set_up_second_step(page)

    page.goto("/")  # the front door leads to what is still open
    heading(page, "Whom to call")
    page.get_by_label("Country").select_option("DE")
    go_on(page)
    heading(page, "How long records are kept")
    page.goto("/clients/")  # left in the middle, and taken up again
    page.goto("/")
    keep_records(page)
    heading(page, "The course")
    page.get_by_label("Collaborative attachment repair").check()
    go_on(page)
    heading(page, "The first therapist")
    page.get_by_label("I do, myself").check()
    go_on(page)
    heading(page, "The first client")
    page.get_by_role("link", name="Open a case").click()
    page.locator("#id_a-legal_name").fill("Chen Jing")
    page.get_by_role("button", name="Open the case", exact=True).click()
    expect(page.get_by_role("heading", name="Chen Jing")).to_be_visible()
    page.goto("/")
    page.get_by_role("button", name="My practice is set up").click()
    expect(page.get_by_text("It is all set up.")).to_be_visible()

    assert page.request.get(told[1]).status == 404  # the secret has done its work
    site.restart()
    assert (
        site.log.count(f"localhost:{site.port}/begin/") == 1
    )  # a practice that is there is served, and nothing else
