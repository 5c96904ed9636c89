"""A picture on a phone: put in, seen, kept, changed for another and taken out; and what is none."""

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.conftest import ComeIn
from tests.browser.own_exercise import at_its_page
from tests.browser.test_widths import too_wide
from tests.pictures import made
from tests.servers import DemoServer

pytestmark = pytest.mark.browser
FIELD = {
    "key": "shown",
    "kind": "picture",
    "prompt": {"en": "A picture of it"},
    "options": {"alt": {"en": "What does it show?"}},
}
ALT = "Two cups by the window"


@pytest.fixture
def page(writing_site: DemoServer, come_in: ComeIn) -> Page:
    return at_its_page(writing_site, come_in, "zhouting", FIELD)


def send(page: Page, data: bytes, name: str = "cups.png", kind: str = "image/png") -> None:
    file: FilePayload = {"name": name, "mimeType": kind, "buffer": data}
    page.get_by_label("A picture", exact=True).set_input_files(file)
    page.get_by_role("button", name="Add this picture").click()


def picture(page: Page) -> Locator:
    return page.get_by_role("group", name="A picture of it").locator("img")


def expect_seen(page: Page, *, size: tuple[int, int]) -> str:
    """It is there, whole and of that size; its address."""
    expect(picture(page)).to_be_visible()
    found = picture(page).evaluate("one => [one.complete, one.naturalWidth, one.naturalHeight]")
    assert found == [True, *size]
    return picture(page).get_attribute("src") or ""


def test_a_picture_is_kept_changed_and_taken_out(page: Page) -> None:
    page.get_by_label("What does it show?").fill(ALT)
    send(page, made(size=(40, 30)))
    expect(page.locator(".notice")).to_contain_text("The picture is in.")
    first = expect_seen(page, size=(40, 30))
    expect(picture(page)).to_have_attribute("alt", ALT)
    page.reload()
    assert expect_seen(page, size=(40, 30)) == first
    assert too_wide(page, "with a picture") == ""
    page.get_by_role("button", name="Take the picture away").click()
    expect(picture(page)).to_have_count(0)
    expect(page.get_by_label("What does it show?")).to_have_value(ALT)
    send(page, made("JPEG", (2400, 1200)), "wide.jpg", "image/jpeg")
    assert expect_seen(page, size=(1600, 800)) != first
    assert too_wide(page, "with a wide picture") == ""
    page.reload()
    expect_seen(page, size=(1600, 800))
    page.get_by_role("button", name="Take the picture away").click()
    page.reload()
    expect(picture(page)).to_have_count(0)


@pytest.mark.parametrize(
    ("data", "name"), [(b"Just some words.", "words.png"), (b"<svg/>", "drawn.svg")]
)
def test_what_is_no_picture_is_said_at_its_field(page: Page, data: bytes, name: str) -> None:
    page.get_by_label("What does it show?").fill(ALT)
    send(page, data, name)
    field = page.get_by_role("group", name="A picture of it")
    expect(field).to_contain_text("We could not read this as a picture.")
    expect(picture(page)).to_have_count(0)
    expect(page.get_by_label("What does it show?")).to_have_value(ALT)
