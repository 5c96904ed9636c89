"""From an empty folder to a couple at work: what somebody does who has just installed it."""

import base64
import hashlib
import hmac
import re
import struct
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import DESK, PHONE, SLOW_MACHINE
from tests.servers import DemoServer, DemoServers, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PASSWORD = "kettle-and-lantern-9"
BEGIN = (
    "start_practice", "--no-input", "--name=Linden House", "--time-zone=Europe/Berlin",
    "--crisis-line=In danger? Call 112.", "--person=Eva Stone", "--email=eva@house.example",
)  # fmt: skip


def code_of(secret: str) -> str:
    """What an authenticator app shows for this secret now (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    place = digest[-1] & 15
    number = struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def mailed(site: DemoServer, path: str, to: str) -> str:
    """The address below `path` in the latest mail to somebody, which the console printed."""
    pattern = re.compile(rf"To: {re.escape(to)}\n.*?https?://[^/\s]+({path}\S+)", re.DOTALL)
    assert wait_until(lambda: bool(pattern.search(site.log)), 20), site.log
    return pattern.findall(site.log)[-1]


def choose_password(page: Page, address: str, button: str) -> None:
    page.goto(address)
    for field in page.locator("main input[type=password]").all():
        field.fill(PASSWORD)
    page.get_by_role("button", name=button).click()


def set_up_second_step(page: Page) -> None:
    page.get_by_role("link", name="Set it up").click()
    if "reauthenticate" in page.url:
        page.get_by_label("Password").fill(PASSWORD)
        page.locator("main form button").first.click()
    expect(page.get_by_text("Secret:")).to_be_visible()
    secret = re.findall(r"\b[A-Z2-7]{32}\b", page.locator("main").inner_text())[0]
    for _attempt in range(3):  # a code may end between reading and sending it
        page.get_by_label("Authenticator code").fill(code_of(secret))
        page.get_by_role("button", name="Turn it on").click()
        page.wait_for_load_state()
        if "/totp/" not in page.url:
            break
    expect(page.get_by_role("heading", name="Spare codes")).to_be_visible()


def open_couple(page: Page) -> None:
    page.goto("/cases/new/")
    page.get_by_label("A couple").check()
    for place, name in (("a", "Mia Berg"), ("b", "Tom Falk")):
        page.locator(f"#id_{place}-legal_name").fill(name)
        page.locator(f"#id_{place}-email").fill(f"{name[:3].lower()}@x.example")
    page.get_by_label("limited:").check()
    page.get_by_role("button", name="Open it and send the invitations").click()
    expect(page.get_by_role("heading", name="Mia Berg & Tom Falk")).to_be_visible()


def ask_alone(page: Page) -> None:
    """Both, one after the other; the case is where it leads back to."""
    for name in ("Mia Berg", "Tom Falk"):
        page.get_by_role("link", name=f"Record {name}").click()
        page.get_by_label("nothing that speaks against joint steps").check()
        page.get_by_role("button", name="Record").click()
        expect(page.get_by_text("The screening is recorded.")).to_be_visible()


def give(page: Page, title: str, to: str) -> None:
    page.get_by_role("checkbox", name=title).check()
    page.locator("#give").get_by_label(to, exact=True).check()
    page.get_by_role("button", name="Give what is ticked").click()


def test_a_practice_begins_and_a_couple_comes_in(
    demo_server: DemoServers, new_context: Callable[..., BrowserContext]
) -> None:
    site = demo_server.empty()
    assert "There is no practice yet" in site.log
    assert "start_practice" in site.log
    begun = site.manage(*BEGIN)
    assert begun.returncode == 0, begun.stderr
    site.restart()
    assert "“Linden House” already" in site.manage(*BEGIN).stderr

    def come(size: dict[str, int]) -> Page:
        page = new_context(viewport=size, base_url=site.url).new_page()
        page.set_default_timeout(SLOW_MACHINE)
        return page

    page = come(DESK)
    page.goto("/accounts/password/reset/")
    page.get_by_label("Email").fill("eva@house.example")
    page.locator("main form button").first.click()
    choose_password(page, mailed(site, "/accounts/password/", "eva@house.example"), "password")
    page.goto("/")
    page.get_by_label("Email").fill("eva@house.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    set_up_second_step(page)
    page.goto("/")
    expect(page).to_have_url(re.compile("/first-steps/"))
    page.goto("/today/")
    expect(page.get_by_text("Your cases will be listed here.")).to_be_visible()
    expect(page.get_by_role("link", name="Back office")).to_be_visible()

    open_couple(page)
    case = page.url
    page.get_by_label("Course").select_option(label="Collaborative attachment repair")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("Both: here now")).to_be_visible()
    page.goto(f"{case}journey/?phase=consolidation")
    give(page, "The story now", "Both together")
    expect(page.get_by_text("once each person was asked alone").first).to_be_visible()
    page.goto(case)
    ask_alone(page)
    page.goto(f"{case}journey/?phase=consolidation")
    give(page, "The story now", "Both together")
    expect(page.get_by_text("1 thing to try is given.")).to_be_visible()

    partners = [come(PHONE), come(PHONE)]
    for partner, name in zip(partners, ("mia", "tom"), strict=True):
        link = mailed(site, "/accounts/invitation/", f"{name}@x.example")
        choose_password(partner, link, "Open my space")
        for heading in ("Before you use this space", "Some things may stay"):
            expect(partner.get_by_role("heading", name=heading)).to_be_visible()
            partner.get_by_role("button", name="I have read this and I agree").click()
        expect(partner.get_by_text("In danger? Call 112.")).to_be_visible()
        partner.get_by_role("link", name="How far you are ready to go").click()
        partner.locator("main input[type=radio]").last.check()  # as far as it goes
        partner.locator("main form button").click()
    page.reload()
    page.get_by_role("button", name="Open it to both The story now").click()
    for partner in partners:
        partner.goto("/portal/")
        expect(partner.get_by_role("heading", name="The story now")).to_be_visible()
