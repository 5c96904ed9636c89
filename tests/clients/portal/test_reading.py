"""How hard each page of the portal is to read, as the people of the demo practice meet it.

The sources are read in test_wording.py; here the page is read as a whole, own words and all.
"""

import re
from collections import deque
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.db import transaction
from django.test import Client as Browser

from practice.models import User
from sessions.services.demo import make_demo
from tests.clients.portal.test_wording import OUR_PLACE
from tests.practice.test_library_wording import FORBIDDEN, HIGHEST_GRADE
from tests.reading_grade import reading_grade

PEOPLE = ("chenjing", "zhaolei", "zhouting", "liujia", "partner")
OF_A_KIND = 20
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
LINK = re.compile(r'href="(/portal/[^"#?]*)"')
NO_PAGE = re.compile(r"/exit/|\.(pdf|ics|png|jpe?g|webp|webmanifest)$|/calendar/")
ENDS = {"p", "li", "h1", "h2", "h3", "label", "legend", "button", "dt", "dd", "summary", "td", "th"}
# Names, and what stands on a page to be copied or picked from, are no sentences of ours.
SILENT = {"script", "style", "title", "svg", "textarea", "template", "option"}


pytestmark = pytest.mark.django_db


class Words(HTMLParser):
    """The words of a page, one text for each block that is read aloud as one."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = [""]
        self.silent = 0

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        self.silent += tag in SILENT
        if tag in ENDS:
            self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT
        if tag in ENDS:
            self.texts.append("")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.texts[-1] += data


def read(html: str) -> list[str]:
    words = Words()
    words.feed(html)
    texts = (" ".join(text.split()) for text in words.texts)
    # A block of marks and numbers has nothing to read.
    return [text for text in texts if re.search(r"[a-z]{2}", text)]


def every_page(browser: Browser) -> Iterator[tuple[str, list[str]]]:
    """(address, texts) of each portal page that links lead to from the front door."""
    waiting, met = deque(["/portal/"]), set[str]()
    kinds: dict[str, int] = {}
    while waiting:
        address = waiting.popleft()
        kind = UUID.sub("-", address)
        if address in met or kinds.get(kind, 0) == OF_A_KIND:
            continue
        met.add(address)
        answer = browser.get(address, follow=True)
        assert answer.status_code == 200, address
        kinds[kind] = kinds.get(kind, 0) + 1
        page = answer.content.decode()
        yield address, read(page)
        waiting.extend(link for link in LINK.findall(page) if not NO_PAGE.search(link))


@pytest.fixture(scope="module")
def pages(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined] # pytest-django's
        make_demo()
        for person in PEOPLE:
            browser = Browser()
            browser.force_login(User.objects.get(email=f"{person}@demo.example"))
            found |= {f"{person} {where}": texts for where, texts in every_page(browser)}
        transaction.set_rollback(True)
    return found


def test_each_page_is_easy_to_read(pages: dict[str, list[str]]) -> None:
    grades = {where: reading_grade(*texts) for where, texts in pages.items()}
    assert {where: grade for where, grade in grades.items() if grade > HIGHEST_GRADE} == {}


def test_no_page_judges(pages: dict[str, list[str]]) -> None:
    said = {
        where: found
        for where, texts in pages.items()
        if (found := FORBIDDEN.findall(OUR_PLACE.sub("the place", " ".join(texts))))
    }
    assert said == {}


def test_the_pages_are_really_read(pages: dict[str, list[str]]) -> None:
    kinds = {UUID.sub("-", where.split(" ")[1]) for where in pages}
    assert "/portal/homework/-/" in kinds
    assert len(kinds) > 8
    assert len(pages) > 60
