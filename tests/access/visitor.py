"""Asks for pages as each person of the world, and gathers all that they are told."""

import io
import re
import uuid
import zipfile
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from pypdf import PdfReader

from tests.access.table import PEOPLE, Row, routes
from tests.access.world import World

SIGN_IN = ("/accounts/login/", "/office/admin/login/")
# A part of a route that is filled in: `<uuid:pk>` or `(?P<key>...)`.
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")
# Drawn by lot for each page: the token against forgery, and the key of a form that saves itself.
TOKEN = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")[^"]+|(?<=name="key" value=")[^"]+')
DRAWN = {"csrftoken", "sessionid"}  # cookies that hold nothing but chance
COMES_IN = {200, 302, 400, 409, 422}
NOBODY = uuid.UUID(int=1)
# What belongs to nobody: such addresses open with something made up, or not at all.
MADE_UP: dict[str, dict[str, Any]] = {
    "": {},
    "a made-up key": {"key": "made-up", "uidb36": "zz"},
    "a made-up token": {"token": "made-up"},
    "a made-up secret": {"secret": "made-up"},
    "a first step": {"step": "records"},
    "a key of nobody": {"pk": 999},
    "a list of nobody": {"token": NOBODY},
    "nothing there": {"content_type_id": 1, "object_id": NOBODY, "url": "nothing"},
    "people of the office": {"app_label": "clients"},
    "settings of the office": {"app_label": "practice"},
}


@dataclass(frozen=True)
class Told:
    """One answer: its number, where it leads, and every text in it."""

    status: int
    leads_to: str
    text: str

    def as_cell(self, method: str) -> str:
        """The word that the table uses for it."""
        if self.status == 302 and self.leads_to.startswith(SIGN_IN):
            return "login"
        return "in" if method == "POST" and self.status in COMES_IN else str(self.status)


class Visitor:
    """Goes through the house as everybody. What a GET told is kept: the world does not change."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.logins = {person: self._sign_in(person) for person in PEOPLE}
        self.kept: dict[tuple[str, str], Told] = {}

    def _sign_in(self, person: str) -> str:
        if person == "anonymous":
            return ""
        browser = Client()
        browser.force_login(self.world.logins[person])
        browser.get("/saving/token/")  # the clock of the login is written once
        return browser.cookies["sessionid"].value

    def ask(self, row: Row, person: str) -> Told:
        if row.method != "GET":
            return self._send(row, person)
        key = (row.name, person)
        if key not in self.kept:
            self.kept[key] = self._send(row, person)
        return self.kept[key]

    def _send(self, row: Row, person: str) -> Told:
        """With the login of this person; whatever it changes is undone."""
        browser = Client(raise_request_exception=False)
        if self.logins[person]:
            browser.cookies["sessionid"] = self.logins[person]
        url, sent = address_of(self.world, row)
        with transaction.atomic():
            found = getattr(browser, row.method.lower())(url, sent)
            transaction.set_rollback(True)
        return Told(found.status_code, found.headers.get("Location", ""), text_of(found))


def address_of(world: World, row: Row) -> tuple[str, dict[str, str]]:
    """The address with its object put in, and what is sent with it."""
    about, _mark, asked = (part.strip() for part in row.about.partition("?"))
    known = MADE_UP | world.objects
    given = known[about] | ({"case_pk": known[about]["pk"]} if about in world.cases else {})
    route = routes()[row.address]
    url = PARAMETER.sub(lambda found: str(given[found[1] or found[2]]), f"/{route}")
    name, _equals, value = asked.partition("=")
    sent = str(known[value]["pk"]) if value in known and value else value
    return url.replace("^", "").rstrip("$"), {name: sent} if name else {}


def text_of(found: HttpResponseBase) -> str:
    """Everything that an answer says: page or document, headers and cookies."""
    said = [f"{name}: {value}" for name, value in found.headers.items()]
    said += [morsel.value for name, morsel in found.cookies.items() if name not in DRAWN]
    body = b"".join(found) if found.streaming else found.content  # type: ignore[attr-defined] # one of the two kinds
    return "\n".join([*said, *_inside(body), masked(body.decode(errors="replace"))])


def masked(page: str) -> str:
    """The page without what is drawn anew for each request."""
    return TOKEN.sub("***", page)


def _inside(body: bytes) -> list[str]:
    """The texts and properties of a PDF, the parts of a workbook."""
    if body.startswith(b"%PDF"):
        pdf = PdfReader(io.BytesIO(body))
        return [str(pdf.metadata), *(page.extract_text() for page in pdf.pages)]
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            return [book.read(name).decode(errors="replace") for name in book.namelist()]
    return []
