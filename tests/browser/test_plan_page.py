"""The plan of an hour, in all three stories: one screen, one sheet of paper, one key to blur it."""

import io
import re

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.conftest import DESK, ComeIn
from tests.servers import DemoServer

pytestmark = pytest.mark.browser
STORIES = [("ana", "Chen Jing"), ("ana", "Zhao Lei & Zhou Ting"), ("ben", "Liu Jia & Wang Hao")]
# What is told by people stands in these; each must be unreadable on a screen that others see.
CLEAR = """() => {
  const words = 'h1, blockquote, .brief, .brief-2, textarea, .safety span';
  const blurred = (el) => getComputedStyle(el).filter.includes('blur');
  const covered = (el) => blurred(el) || (el.parentElement ? covered(el.parentElement) : false);
  return [...document.querySelectorAll(`main :is(${words})`)]
    .filter((el) => (el.value ?? el.textContent).trim() && !covered(el))
    .filter((el) => ![...el.children].some(blurred))
    .map((el) => `${el.className}: ${(el.value ?? el.textContent).trim().slice(0, 60)}`);
}"""


def open_plan(page: Page, case: str) -> None:
    """The latest hour of the case, with all that came before it."""
    page.goto("/cases/")
    page.get_by_role("link", name=case).first.click()
    page.get_by_label("This case").get_by_role("link", name="Sessions", exact=True).click()
    page.get_by_role("link", name=re.compile("^Plan")).first.click()
    expect(page.get_by_role("button", name="Save the plan")).to_be_visible()


@pytest.mark.parametrize(("who", "case"), STORIES)
def test_it_fits_on_a_screen_and_on_a_sheet(
    who: str, case: str, demo_site: DemoServer, come_in: ComeIn
) -> None:
    page = come_in(demo_site, who, DESK)
    open_plan(page, case)
    assert page.evaluate("document.documentElement.scrollHeight") <= DESK["height"]
    page.get_by_role("link", name="On paper").click()
    expect(page.get_by_text("Print this page from your browser.")).to_be_visible()
    paper = PdfReader(io.BytesIO(page.pdf(format="A4")))
    assert len(paper.pages) == 1
    assert "Questions" in paper.pages[0].extract_text()


@pytest.mark.parametrize(("who", "case"), STORIES)
def test_one_key_blurs_every_word_of_theirs(
    who: str, case: str, demo_site: DemoServer, come_in: ComeIn
) -> None:
    page = come_in(demo_site, who, DESK)
    open_plan(page, case)
    assert page.evaluate(CLEAR) != []
    page.keyboard.press(".")
    expect(page.locator("html")).to_have_class(re.compile("blurred"))
    assert page.evaluate(CLEAR) == []
    page.keyboard.press(".")
    assert page.evaluate(CLEAR) != []
