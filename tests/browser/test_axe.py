"""axe looks at every page that links lead to, in light and in dark: nothing serious, ever."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import DESK, PHONE, ComeIn
from tests.browser.every_page import every_page
from tests.servers import DemoServer

pytestmark = [pytest.mark.browser, pytest.mark.looks, pytest.mark.slow]
GRAVE = {"serious", "critical"}
# What the colours of the other theme can change.
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}


@pytest.mark.parametrize(
    ("who", "size"),
    [
        ("zhouting", PHONE),
        ("zhaolei", DESK),
        ("chenjing", PHONE),
        ("ana", DESK),
        ("sam", PHONE),
        ("office", DESK),
    ],
)
def test_no_page_is_hard_to_use(
    who: str, size: dict[str, int], demo_site: DemoServer, come_in: ComeIn
) -> None:
    page = come_in(demo_site, who, size)
    assert [fault for address in every_page(page) for fault in faults_of(page, address)] == []


@pytest.mark.parametrize(
    "address", ["/styleguide/", "/accounts/login/", "/accounts/password/reset/"]
)
def test_no_open_page_is_hard_to_use(address: str, demo_site: DemoServer, page: Page) -> None:
    page.goto(demo_site.url + address)
    assert faults_of(page, address) == []


def faults_of(page: Page, address: str) -> list[str]:
    """Everything is unfolded, then all rules in light and those of colour in dark."""
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    faults = [f"{address}: {words}" for words in run_axe(page, None)]
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    faults += [f"{address} in dark: {words}" for words in run_axe(page, COLOURS)]
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    return faults


def run_axe(page: Page, options: dict[str, Any] | None) -> list[str]:
    violations = Axe().run(page, options=options).response["violations"]
    grave = [one for one in violations if one["impact"] in GRAVE]
    return [f"{one['id']}: {in_short(node)}" for one in grave for node in one["nodes"]]


def in_short(node: dict[str, Any]) -> str:
    """The element, and the first remedy that axe names."""
    return f"{node['html'][:160]} ({' '.join(node['failureSummary'].split())[:200]})"
