"""Positive control: a fault in a page is really noticed, so that silence means something."""

import pytest
from playwright.sync_api import Page

from tests.browser_faults import BrowserFaults

pytestmark = pytest.mark.browser
POLICY = "default-src 'none'; script-src 'self'"


@pytest.fixture
def hostile_page(page: Page) -> Page:
    """A page under a strict policy, answered without any server."""
    page.route(
        "**/*",
        lambda route: route.fulfill(
            status=200 if route.request.url.endswith("/page") else 404,
            content_type="text/html",
            headers={"Content-Security-Policy": POLICY},
            body="<h1>Hello</h1><img src='https://elsewhere.example/a.png'>",
        ),
    )
    return page


def test_a_breach_of_the_policy_is_noticed(
    hostile_page: Page, browser_faults: BrowserFaults
) -> None:
    with hostile_page.expect_console_message(lambda message: "CSP breach" in message.text):
        hostile_page.goto("https://practice.example/page")
    assert any("img-src" in fault for fault in browser_faults.unexpected)
    browser_faults.expect("Content Security Policy|CSP breach")


def test_a_script_error_and_a_console_error_are_noticed(
    page: Page, browser_faults: BrowserFaults
) -> None:
    with page.expect_console_message(), page.context.expect_event("weberror"):
        page.evaluate("console.error('loud'); setTimeout(() => { throw new Error('broken'); })")
    assert sorted(fault.partition(" (")[0] for fault in browser_faults.unexpected) == [
        "console: loud",
        "script: broken",
    ]
    browser_faults.expect("loud|broken")
