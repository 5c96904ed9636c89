"""What the people of the stories do on their pages: give, open, write, keep, look at what came.

Each step waits for what a person would see; nothing here looks into the database.
"""

import io
import re

from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

SAVED = re.compile(r"Saved \d\d:\d\d")


def open_case(ana: Page, name: str, tab: str) -> None:
    ana.goto("/cases/")
    ana.get_by_role("link", name=name).first.click()
    ana.get_by_label("This case").get_by_role("link", name=tab, exact=True).click()


def give(ana: Page, case: str, phase: str, title: str, to: str = "") -> None:
    """From the map of the journey, to be there at once."""
    open_case(ana, case, "Journey")
    ana.get_by_role("link", name=phase).click()
    ana.get_by_role("checkbox", name=title).check()
    if to:
        ana.get_by_label(to, exact=True).check()
    ana.get_by_text("When it comes, and a word to go with it").click()
    ana.get_by_label("All at once").check()
    ana.get_by_role("button", name="Give what is ticked").click()
    expect(ana.locator(".notice")).to_contain_text("is given")


def see_homework(person: Page) -> None:
    person.goto("/portal/")
    person.get_by_role("navigation").get_by_role("link", name="To try", exact=True).click()


def open_step(person: Page, title: str) -> str:
    """The latest of that name that is still open; its address."""
    see_homework(person)
    person.locator("main").get_by_role("link", name=title, exact=True).first.click()
    expect(person.get_by_role("heading", name=title, exact=True)).to_be_visible()
    return person.url


def catch(person: Page, line: str, day: str = "") -> None:
    """A moment on the page of a log that is open; `day` is one of long ago."""
    person.locator("textarea[name=line]").fill(line)
    if day:
        person.locator("input[name=on]").fill(day)
    person.get_by_role("button", name="Keep it", exact=True).click()
    expect(person.get_by_text("Saved. You can add to it")).to_be_visible()


def pick(place: Locator, words: str) -> None:
    place.get_by_label(words, exact=False).first.check()


def saved(person: Page) -> None:
    person.locator("form[data-autosave] .actions").get_by_role("button", name="Save").click()
    expect(person.get_by_text(SAVED).first).to_be_visible()


def done_for_now(person: Page) -> None:
    person.get_by_role("button", name="Done for now").click()
    expect(person.get_by_role("button", name="Write some more")).to_be_visible()


def keep_as(person: Page, words: str, button: str) -> None:
    """From the page of something that was written: one tap on the line with these words."""
    person.get_by_role("link", name="Keep something from this").click()
    card = person.locator(".card", has_text=words).first
    card.get_by_role("button", name=button).click()
    expect(person.get_by_text("It is kept.")).to_be_visible()


def own_pages(person: Page) -> str:
    """What somebody may take home, from the page of numbers."""
    person.goto("/portal/")
    person.get_by_role("link", name="Where are you today?").click()
    return pdf_text(person, person.get_by_role("link", name="PDF").get_attribute("href"))


def pdf_text(page: Page, address: str | None) -> str:
    """Its text in one line."""
    answer = page.request.get(address or "")
    assert answer.headers["content-type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(answer.body())).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())
